/** Requests that no browser sends: each is answered with a problem document, and none writes a stack into the log. */
import { connect } from "node:net";
import { type Drill, playPart } from "./finding";
import { LiveInstance } from "./live-instance";
import { send } from "./requests";
import { eventually } from "./waiting";

/** First lines of requests, with what they must be answered. */
const odd: readonly (readonly [line: string, status: RegExp])[] = [
  ["TRACE / HTTP/1.1", /^405/],
  ["TRACE /api/v1/clients HTTP/1.1", /^405/],
  ["PROPFIND /api/v1/clients HTTP/1.1", /^405/],
  ["GET * HTTP/1.1", /^400/],
  ["OPTIONS * HTTP/1.1", /^400/],
  ["GET /api/v1/clients/%zz HTTP/1.1", /^400/],
  ["GET /%zz HTTP/1.1", /^400/],
  ["GET /%E0%A4%A HTTP/1.1", /^400/],
  ["POST /api/v1/imports/%ff%zz HTTP/1.1", /^400/],
  ["GET http://elsewhere.example.com/ HTTP/1.1", /^400/],
  ["DELETE /api/v1/clients HTTP/1.1", /^405/],
];

interface RawAnswer {
  status: string;
  head: string;
  body: string;
}

function sendRaw(instance: LiveInstance, line: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: instance.port });
    let text = "";
    socket.setTimeout(60_000, () => socket.destroy(new Error(`${line} was not answered`)));
    socket.once("error", reject);
    socket.on("data", (piece) => {
      text += piece.toString("utf8");
    });
    socket.once("close", () => {
      const [head = "", ...rest] = text.split("\r\n\r\n");
      resolve({ status: /^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? "", head, body: rest.join("\r\n\r\n") });
    });
    socket.write(`${line}\r\nHost: 127.0.0.1:${instance.port}\r\nConnection: close\r\n\r\n`);
  });
}

export const drillOddRequests: Drill = async (plan) => {
  const instance = await LiveInstance.prepare();
  const play = async () => {
    const wrong: string[] = [];
    const from = instance.lines.length;
    for (const [line, status] of odd) {
      const answer = await sendRaw(instance, line);
      const isProblem =
        /content-type: application\/problem\+json/i.test(answer.head) && answer.body.includes('"code"');
      if (!status.test(answer.status) || !isProblem) {
        wrong.push(
          `${line} was answered ${answer.status} ${answer.head.split("\r\n").slice(1, 3).join(" ")}`,
        );
      }
    }
    // What was written about them has arrived once a later line has.
    const mark = `/api/v1/mark-${Date.now()}`;
    await send(instance, mark);
    await eventually("the log", 10, async () => instance.lines.length >= from).catch(() => undefined);
    const stacks = instance.lines.slice(from).filter((line) => /^\s+at |^\S*Error:/.test(line));
    if (stacks.length > 0) wrong.push(`${stacks.length} lines of stacks in the log, the first: ${stacks[0]}`);
    return { figures: `${odd.length} requests, ${instance.lines.length - from} lines in the log`, wrong };
  };
  try {
    await instance.start();
    return [await playPart(plan, "requests that no browser sends", odd.length, play)];
  } finally {
    await instance.remove();
  }
};
