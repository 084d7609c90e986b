/** Requests as the drill sends them: timed, answered or broken, never thrown away. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { LiveInstance } from "./live-instance";
import { eventually } from "./waiting";

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers; each drill knows its own
  body: any;
  ms: number;
}

export interface Sending {
  method?: string;
  /** A key, or a Cookie header. */
  key?: string;
  cookie?: string;
  body?: unknown;
  headers?: Record<string, string>;
  timeoutMs?: number;
  /** Does not keep what a 200 says: many long answers at once would keep the drill itself busy. */
  discards?: boolean;
}

function headersOf({ key, cookie, headers = {} }: Sending, origin: string): Record<string, string> {
  return {
    ...(key ? { authorization: `Bearer ${key}` } : {}),
    ...(cookie ? { cookie, origin } : {}),
    ...headers,
  };
}

function read(response: IncomingMessage, beganMs: number, discards = false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const isKept = !discards || response.statusCode !== 200;
    response.on("data", (part) => {
      if (isKept) parts.push(part);
    });
    response.on("error", reject);
    response.once("aborted", () => reject(new Error("the answer broke off")));
    response.once("end", () => {
      const text = Buffer.concat(parts).toString("utf8");
      const headers = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
      );
      const isJson = /json/.test(headers["content-type"] ?? "");
      const body = isJson && text !== "" ? JSON.parse(text) : null;
      resolve({ status: response.statusCode ?? 0, headers, text, body, ms: performance.now() - beganMs });
    });
  });
}

/** Sends one request over a connection of its own. @throws when the connection breaks or nothing comes for `timeoutMs` */
export function send(instance: LiveInstance, path: string, sending: Sending = {}): Promise<Answer> {
  const beganMs = performance.now();
  const content = sending.body === undefined ? undefined : JSON.stringify(sending.body);
  const method = sending.method ?? (content === undefined ? "GET" : "POST");
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: "127.0.0.1",
        port: instance.port,
        path,
        method,
        agent: false,
        timeout: sending.timeoutMs ?? 120_000,
        headers: {
          ...headersOf(sending, instance.url),
          ...(content === undefined ? {} : { "content-type": "application/json" }),
        },
      },
      (response) => read(response, beganMs, sending.discards).then(resolve, reject),
    );
    outgoing.once("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", (cause) =>
      reject(new Error(`${method} ${path} broke: ${cause.message}`, { cause })),
    );
    outgoing.end(content);
  });
}

/** As `send`, for what must be answered so. @throws Error with the answer when it is another */
export async function must(
  status: number,
  instance: LiveInstance,
  path: string,
  sending: Sending = {},
): Promise<Answer> {
  const answer = await send(instance, path, sending);
  if (answer.status === status) return answer;
  throw new Error(`${sending.method ?? ""} ${path} answered ${answer.status} ${answer.text.slice(0, 500)}`);
}

/** Asks again and again, through kills, until `isEnough` likes the answer; gives that. */
export async function ask(
  instance: LiveInstance,
  path: string,
  sending: Sending,
  isEnough: (answer: Answer) => boolean,
  seconds: number,
): Promise<Answer> {
  let last = "";
  return eventually(
    `an answer of ${path}`,
    seconds,
    async () => {
      const answer = await send(instance, path, sending);
      if (isEnough(answer)) return answer;
      last = `it answered ${answer.status} ${answer.text.slice(0, 300)}`;
      throw new Error(last);
    },
    250,
  );
}

/** An upload whose bytes go out as they are told to. */
export interface OpenUpload {
  /** How many bytes the whole request has. */
  length: number;
  /** Sends the next bytes; resolves when they are handed to the system. */
  push(bytes: number): Promise<void>;
  /** Sends the rest. */
  finish(): void;
  /** The answer, or an error when the connection breaks. */
  answer: Promise<Answer>;
  /** Gives the connection up. */
  abandon(): void;
}

/** Opens a multipart upload of a file; nothing but the head is sent. */
export function openUpload(
  instance: LiveInstance,
  key: string,
  fields: Record<string, string>,
  file: { name: string; bytes: Buffer },
): OpenUpload {
  const boundary = `drill-${Math.random().toString(36).slice(2)}`;
  const head = Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join("");
  const fileHead = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: text/csv\r\n\r\n`;
  const whole = Buffer.concat([
    Buffer.from(head + fileHead),
    file.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const beganMs = performance.now();
  let sent = 0;
  let settle: (answer: Answer) => void;
  let fail: (error: Error) => void;
  const answer = new Promise<Answer>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  // Whoever opened it may look at the answer later.
  answer.catch(() => undefined);
  const outgoing = httpRequest(
    {
      host: "127.0.0.1",
      port: instance.port,
      path: "/api/v1/imports",
      method: "POST",
      agent: false,
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": `multipart/form-data; boundary=${boundary}`,
        "content-length": String(whole.length),
      },
    },
    (response) => read(response, beganMs).then(settle, fail),
  );
  // More than one may come: of a write, and of the connection.
  outgoing.on("error", (error) => fail(error));
  outgoing.flushHeaders();
  return {
    length: whole.length,
    answer,
    push: (bytes) =>
      new Promise((resolve) => {
        const piece = whole.subarray(sent, sent + bytes);
        sent += piece.length;
        if (outgoing.destroyed) resolve();
        else outgoing.write(piece, () => resolve());
      }),
    finish() {
      if (!outgoing.destroyed) outgoing.end(whole.subarray(sent));
      sent = whole.length;
    },
    abandon: () => void outgoing.destroy(),
  };
}

/** Uploads a file whole. */
export function upload(
  instance: LiveInstance,
  key: string,
  fields: Record<string, string>,
  file: { name: string; bytes: Buffer },
): Promise<Answer> {
  const opened = openUpload(instance, key, fields, file);
  opened.finish();
  return opened.answer;
}
