/** Posts bodies one after the other to a URL: none before the one before it was taken. */
import { setTimeout as pause } from "node:timers/promises";

export interface PostTarget {
  url: string;
  key?: string | undefined;
  /** The media type of the bodies. */
  type: string;
  /** Milliseconds until a body that was not taken is sent again. */
  retryMs?: number;
  /** Which status means that a body was taken; any of the 200s where it is not said. */
  isTaken?: (status: number) => boolean;
}

export interface PostQueue {
  post: (body: string) => void;
  settled: () => Promise<void>;
  close: () => Promise<void>;
}

/** A queue that sends each body again until it is taken. Refusals that no repetition mends are tried again all the same. */
export function postInOrder({ url, key, type, retryMs = 1_000, isTaken }: PostTarget): PostQueue {
  const waiting: string[] = [];
  const stop = new AbortController();
  // One for each request: a signal that outlives them would keep what listens to it.
  let going = new AbortController();
  let working: Promise<void> | null = null;
  const taken = isTaken ?? ((status: number) => status >= 200 && status < 300);
  const work = async () => {
    for (let body = waiting[0]; body !== undefined && !stop.signal.aborted; body = waiting[0]) {
      going = new AbortController();
      const status = await postOnce(url, key, type, body, going.signal);
      if (taken(status)) waiting.shift();
      else await pause(retryMs, undefined, { signal: stop.signal }).catch(() => {});
    }
    working = null;
  };
  return {
    post(body) {
      waiting.push(body);
      working ??= work();
    },
    settled: async () => {
      while (working) await working;
    },
    close: async () => {
      stop.abort();
      going.abort();
      await working;
    },
  };
}

/** The status; 0 where nobody answered. */
async function postOnce(
  url: string,
  key: string | undefined,
  type: string,
  body: string,
  signal: AbortSignal,
): Promise<number> {
  const headers = { "Content-Type": type, ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }) };
  try {
    const answer = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
