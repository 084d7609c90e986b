/** Reads a file in a thread beside this one, piece by piece, and gives a file up that takes too long. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Answer, Openings, PieceAnswer, PieceAnswers, Question } from "./reading-messages";

/** Thrown when one piece of a file took longer than a whole file of its size may; the thread is ended. */
export class ReadingTooSlow extends Error {
  override name = "ReadingTooSlow";
}

/** One reading of one file. */
export interface Reading<S extends keyof Openings> {
  push(piece: Uint8Array): Promise<PieceAnswers[S]>;
  finish(): Promise<PieceAnswers[S]>;
}

export interface ReadingThread {
  begin<S extends keyof Openings>(opening: { step: S } & Openings[S]): Promise<Reading<S>>;
}

// Starting a thread takes longer than reading most files: those that are free are used again.
const free: Worker[] = [];

function start(): Worker {
  const module = new URL("./reading-thread.ts", import.meta.url).href;
  const thread = new Worker(new URL("./start-reading-thread.js", import.meta.url), {
    workerData: { module },
    execArgv: [],
  });
  // The process may end while a thread waits for its next file.
  thread.unref();
  return thread;
}

/**
 * Lends a thread to `work`. @throws ReadingTooSlow when a piece takes longer than `pieceSeconds`; whatever goes wrong in the
 * thread is thrown here with its stack, and the thread is not used again.
 */
export async function withReadingThread<T>(
  pieceSeconds: number,
  work: (thread: ReadingThread) => Promise<T>,
): Promise<T> {
  const thread = free.pop() ?? start();
  let isWell = false;
  try {
    const done = await work({
      async begin<S extends keyof Openings>(opening: { step: S } & Openings[S]): Promise<Reading<S>> {
        await ask(thread, { ask: "open", opening }, startSeconds + pieceSeconds);
        const answer = (question: Question) =>
          ask(thread, question, pieceSeconds) as Promise<unknown> as Promise<PieceAnswers[S]>;
        return {
          push: (piece) => answer({ ask: "push", piece }),
          finish: () => answer({ ask: "finish" }),
        };
      },
    });
    isWell = true;
    return done;
  } finally {
    if (isWell) free.push(thread);
    else await thread.terminate();
  }
}

/** Loading the readers on a busy machine. */
const startSeconds = 60;

async function ask(thread: Worker, question: Question, patienceSeconds: number): Promise<PieceAnswer> {
  const patience = AbortSignal.timeout(patienceSeconds * 1_000);
  const answering = once(thread, "message", { signal: patience }) as Promise<[Answer]>;
  thread.postMessage(question);
  const [answer] = await answering.catch((error: Error) => {
    if (error.name === "AbortError") throw new ReadingTooSlow(`no answer within ${patienceSeconds} s`);
    throw error;
  });
  if (!answer.ok) throw new Error(answer.error);
  return answer.answer as PieceAnswer;
}
