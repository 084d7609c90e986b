/**
 * The thread in which files are read, one after the other: whatever a file holds, the process beside it goes on with sweeps,
 * leases and other imports, and can end the thread. Started by `read-beside.ts`.
 */
import { parentPort } from "node:worker_threads";
import { buffersOf } from "@/lib/evidence/rows/row-batch";
import { batchEncoder } from "./encode-batch";
import { decodeText } from "./export-file/bytes/decode-text";
import { surveyBytes } from "./export-file/bytes/survey-bytes";
import { createTableReader } from "./export-file/read-table";
import { surveyDateOrder } from "./export-file/survey-date-order";
import type { Answer, Opening, PieceAnswer, Question } from "./reading-messages";

type Step = { push(piece: Uint8Array): PieceAnswer; finish(): PieceAnswer };

let step: Step | null = null;

function open(opening: Opening): Step {
  if (opening.step === "bytes") {
    const survey = surveyBytes();
    return {
      push(piece) {
        survey.push(piece);
        return { step: "bytes", verdict: null };
      },
      finish: () => ({ step: "bytes", verdict: survey.finish() }),
    };
  }
  const decoder = decodeText(opening.encoding);
  if (opening.step === "order") {
    const survey = surveyDateOrder(opening.rules);
    return {
      push: (piece) => ({ step: "order", isDone: survey.push(decoder.push(piece)), verdict: null }),
      finish() {
        survey.push(decoder.finish());
        return { step: "order", isDone: true, verdict: survey.finish() };
      },
    };
  }
  const reader = createTableReader(opening.rules);
  const encoder = batchEncoder(opening.importId, opening.maxNotices, opening.seed);
  let last = "";
  const answer = (batch: ReturnType<typeof reader.push>): PieceAnswer => ({
    step: "rows",
    lines: [encoder.encode(batch)],
    stop: batch.stop,
    counts: reader.counts(),
    whole: null,
  });
  return {
    push(piece) {
      const text = decoder.push(piece);
      last = text.at(-1) ?? last;
      return answer(reader.push(text));
    },
    finish() {
      const text = decoder.finish();
      last = text.at(-1) ?? last;
      const rest = answer(reader.push(text));
      const end = answer(reader.finish());
      if (rest.step !== "rows" || end.step !== "rows") return end;
      const lines = [...rest.lines, ...end.lines];
      const endsWithLine = last === "\n" || last === "\r";
      const isCutOff = !endsWithLine && reader.endsShort();
      return { ...end, lines, whole: { ...encoder.said(), tables: [...reader.tables()], isCutOff } };
    },
  };
}

parentPort?.on("message", (question: Question) => {
  let answer: Answer;
  try {
    if (question.ask === "open") {
      step = open(question.opening);
      answer = { ok: true, answer: null };
    } else if (step === null) throw new Error("no file is open in this thread");
    else answer = { ok: true, answer: question.ask === "push" ? step.push(question.piece) : step.finish() };
  } catch (error) {
    answer = { ok: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(answer, buffersIn(answer));
});

/** What is moved to the process instead of copied. */
function buffersIn(answer: Answer): ArrayBuffer[] {
  if (!answer.ok || answer.answer?.step !== "rows") return [];
  return answer.answer.lines.flatMap(({ rows }) => buffersOf(rows));
}
