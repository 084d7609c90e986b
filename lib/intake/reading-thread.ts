/**
 * The thread in which files are read, one after the other: whatever a file holds, the process beside it goes on with sweeps,
 * leases and other imports, and can end the thread. Started by `read-beside.ts`.
 */
import { parentPort } from "node:worker_threads";
import { buffersOf } from "@/lib/evidence/rows/row-batch";
import { noticeCounter } from "./count-notices";
import { decodeText } from "./export-file/bytes/decode-text";
import { surveyBytes } from "./export-file/bytes/survey-bytes";
import { type OnceBatch, type OnceEnd, readOnce } from "./export-file/read-once";
import { surveyDateOrder } from "./export-file/survey-date-order";
import type { Answer, Opening, Openings, PieceAnswer, PieceAnswers, Question } from "./reading-messages";

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
  return opening.step === "order" ? openOrder(opening) : openRows(opening);
}

function openOrder({ encoding, rules }: Openings["order"]): Step {
  const decoder = decodeText(encoding);
  const survey = surveyDateOrder(rules);
  return {
    push: (piece) => ({ step: "order", isDone: survey.push(decoder.push(piece)), verdict: null }),
    finish() {
      survey.push(decoder.finish());
      return { step: "order", isDone: true, verdict: survey.finish() };
    },
  };
}

function openRows({ maxNotices, ...rules }: Openings["rows"]): Step {
  const reader = readOnce(rules);
  const counted = noticeCounter();
  let kept = 0;

  function answer(batch: OnceBatch, end: OnceEnd | null): PieceAnswers["rows"] {
    for (const notice of batch.notices) counted.add(notice);
    const { rows, rejects, counts, isDone } = batch;
    const notices = batch.notices.slice(0, Math.max(0, maxNotices - kept));
    kept += notices.length;
    const whole = end === null ? null : { ...end, notices: counted.counts() };
    return { step: "rows", rows, rejects, notices, counts, isDone, whole };
  }

  return {
    push: (piece) => answer(reader.push(piece), null),
    finish() {
      const { end, ...batch } = reader.finish();
      return answer(batch, end);
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
  parentPort?.postMessage(answer, movedWith(answer));
});

function movedWith(answer: Answer): ArrayBuffer[] {
  return answer.ok && answer.answer?.step === "rows" ? answer.answer.rows.flatMap(buffersOf) : [];
}
