// A receiver of webhooks on this machine: remembers what it was sent and answers as it is told to.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A status, or whatever else is done with the answer. */
export type SinkAnswer = number | ((response: ServerResponse) => void);

export interface HttpSink {
  url: string;
  port: number;
  received: Received[];
  /** How the next requests are answered, in turn; the last of them for ever. */
  answerWith: (...answers: SinkAnswer[]) => void;
  /** Waits for the request of this number (from 1), 10 s at most. */
  arrival: (count: number) => Promise<Received>;
  close: () => Promise<void>;
}

/** Starts a sink on 127.0.0.1 that answers 200. */
export async function openSink(): Promise<HttpSink> {
  const received: Received[] = [];
  let answers: SinkAnswer[] = [200];
  const waiting: { count: number; arrived: (request: Received) => void }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      received.push({ method, path: url, headers, body: Buffer.concat(parts).toString("utf8") });
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? 200;
      if (typeof answer === "number") response.writeHead(answer).end();
      else answer(response);
      for (const { count, arrived } of waiting) {
        const wanted = received[count - 1];
        if (wanted) arrived(wanted);
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    answerWith(...next) {
      answers = next;
    },
    arrival(count) {
      const there = received[count - 1];
      if (there) return Promise.resolve(there);
      return new Promise((arrived, tooLate) => {
        const timer = setTimeout(() => tooLate(new Error(`request ${count} did not arrive`)), 10_000);
        waiting.push({
          count,
          arrived: (request) => {
            clearTimeout(timer);
            arrived(request);
          },
        });
      });
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
