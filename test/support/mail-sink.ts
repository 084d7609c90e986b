// A mail server on this machine: keeps what it is given, and does with the sender as it is told.
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail as it arrived. */
export interface ReceivedMail {
  from: string;
  to: string[];
  /** As it came, headers and all. */
  raw: string;
  user: string | null;
  wasSecure: boolean;
  /** Headers by their names in lower case, unfolded. */
  headers: Record<string, string>;
}

export interface MailSink {
  port: number;
  received: ReceivedMail[];
  /** What is done with the next ones: taken (null), refused with a number, or whatever else. */
  answerWith(
    answer: null | { code: number; text: string } | ((socketEnd: () => void) => Promise<void>),
  ): void;
  /** Which recipients it refuses. */
  refuse(...recipients: string[]): void;
  close(): Promise<void>;
}

function headersOf(raw: string): Record<string, string> {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return Object.fromEntries(
    head.split("\r\n").map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
}

/** `options`: what smtp-server takes, such as key and certificate. Without any it offers no TLS and asks nobody to sign in. */
export async function openMailSink(options: SMTPServerOptions = {}): Promise<MailSink> {
  const received: ReceivedMail[] = [];
  let answer: Parameters<MailSink["answerWith"]>[0] = null;
  let refused: string[] = [];
  const connections = new Set<{ close: () => void }>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key ? [] : ["STARTTLS"],
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      password === "right" ? done(null, { user: username }) : done(new Error("535 5.7.8 wrong password")),
    onConnect: (session, done) => {
      const own = server.connections as Set<{ session?: { id: string }; close: () => void }>;
      for (const each of own) connections.add(each);
      void session;
      done();
    },
    onRcptTo: ({ address }, _session, done) => {
      if (refused.includes(address)) {
        done(Object.assign(new Error("5.1.1 there is nobody of that name"), { responseCode: 550 }));
      } else done();
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const raw = Buffer.concat(parts).toString("utf8");
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          user: (session.user as string | undefined) ?? null,
          wasSecure: session.secure,
          headers: headersOf(raw),
        });
        if (answer === null) done();
        else if (typeof answer === "function") {
          void answer(() => {
            for (const each of connections) each.close();
          });
        } else done(Object.assign(new Error(answer.text), { responseCode: answer.code }));
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    answerWith(next) {
      answer = next;
    },
    refuse(...recipients) {
      refused = recipients;
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
