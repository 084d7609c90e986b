/** Sends syslog lines: as datagrams, over a connection, or as a request to a URL. */
import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import type { Happening } from "../fleet/happenings";
import { postInOrder } from "./post-in-order";
import type { Sender } from "./sender";
import { type LineStyle, syslogLines } from "./syslog-lines";

export interface SyslogTarget {
  /** `udp://host:port`, `tcp://host:port` (a line feed behind each line), or an http(s) URL that takes raw lines. */
  to: string;
  /** For a URL: the bearer key. */
  key?: string;
  style?: LineStyle;
}

/** A sender that keeps what it could not send over TCP or HTTP, in order, and tries again. `host`: the site's public name. */
export function openSyslogSender({ to, key, style }: SyslogTarget, host: string): Sender {
  const url = new URL(to);
  const send =
    url.protocol === "udp:"
      ? toDatagrams(url)
      : url.protocol === "tcp:"
        ? toStream(url)
        : toRequests(to, key);
  return {
    take(happenings: readonly Happening[]) {
      const lines = happenings.flatMap((happening) => syslogLines(happening, host, style));
      if (lines.length > 0) send.lines(lines);
    },
    settled: send.settled,
    close: send.close,
  };
}

interface LineSender {
  lines: (lines: readonly string[]) => void;
  settled: () => Promise<void>;
  close: () => Promise<void>;
}

function toDatagrams({ hostname, port }: URL): LineSender {
  const socket = createSocket("udp4");
  // A refused datagram is lost, as it would be on the way.
  socket.on("error", () => {});
  let last: Promise<unknown> = Promise.resolve();
  return {
    lines(lines) {
      const sent = lines.map(
        (line) => new Promise<void>((done) => socket.send(line, Number(port), hostname, () => done())),
      );
      last = Promise.all([last, ...sent]);
    },
    settled: async () => void (await last),
    close: async () => {
      await last;
      await new Promise<void>((done) => socket.close(() => done()));
    },
  };
}

function toStream({ hostname, port }: URL): LineSender {
  const kept: string[] = [];
  let socket: Socket | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  const open = () => {
    if (closed || socket) return;
    const opened = connect(Number(port), hostname);
    socket = opened;
    opened.on("connect", flush);
    opened.on("error", () => {});
    opened.on("close", () => {
      socket = null;
      if (!closed && kept.length > 0) retry = setTimeout(open, 500);
    });
  };
  const flush = () => {
    while (socket?.readyState === "open" && kept.length > 0) socket.write(`${kept.shift()}\n`);
  };
  return {
    lines(lines) {
      kept.push(...lines);
      open();
      flush();
    },
    async settled() {
      while (!closed && (kept.length > 0 || (socket?.writableLength ?? 0) > 0))
        await new Promise((later) => setTimeout(later, 10));
    },
    close: async () => {
      closed = true;
      clearTimeout(retry);
      const opened = socket;
      if (!opened) return;
      const over = new Promise<void>((done) => opened.on("close", () => done()));
      opened.destroy();
      await over;
    },
  };
}

function toRequests(url: string, key: string | undefined): LineSender {
  const queue = postInOrder({ url, key, type: "text/plain; charset=utf-8" });
  return {
    lines: (lines) => queue.post(`${lines.join("\n")}\n`),
    settled: queue.settled,
    close: queue.close,
  };
}
