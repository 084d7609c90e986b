// Mail on the wire: what it says, what keeps it together, what guards it, and what is made of the server's answers.

import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import type { SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { email } from "@/lib/alerts/channels/email";
import type { MailServer } from "@/lib/alerts/mail/schema";
import { type MailSent, sendMail } from "@/lib/alerts/mail/send-mail";
import type { Message } from "@/lib/alerts/message";
import { forgetEnv } from "@/lib/platform/env";
import { alertMessage, hostileTexts, messageAt } from "@/test/support/alert-message";
import { type MailSink, openMailSink } from "@/test/support/mail-sink";
import { hasOpenssl, makeAuthority } from "@/test/support/own-authority";

const key = "6a0e4c0e-0000-4000-8000-000000000001";
const to = ["lead@example.com", "night@example.com"];

function allow(places: string): void {
  process.env.ROLLCALL_OUTGOING_ALLOW = places;
  forgetEnv();
}

const sinks: MailSink[] = [];
async function openSink(options: SMTPServerOptions = {}): Promise<MailSink> {
  const sink = await openMailSink(options);
  sinks.push(sink);
  return sink;
}
beforeEach(() => allow("127.0.0.1"));
afterEach(() => Promise.all(sinks.splice(0).map((sink) => sink.close())));
afterAll(() => allow(""));

function server(port: number, parts: Partial<MailServer> = {}): MailServer {
  return {
    host: "127.0.0.1",
    port,
    security: "none",
    user: null,
    from: "rollcall@example.org",
    caPem: null,
    ...parts,
  };
}

/** Sends by the channel's kind, and answers what was made of it. */
async function send(
  mailServer: MailServer,
  message: Message = alertMessage(),
  { password = null as string | null, timeoutMs = 3_000 } = {},
): Promise<MailSent> {
  let made: MailSent | null = null;
  const sending = {
    fields: { to },
    message,
    key,
    again: false,
    signingSecret: null,
    timeoutMs,
    now: messageAt,
  };
  await email.send(sending, async (mail) => {
    made = await sendMail(mailServer, password, mail, timeoutMs);
    return made.sent;
  });
  if (made === null) throw new Error("nothing was sent");
  return made;
}

/** A part of a mail by its type, decoded. */
function part(raw: string, type: string): string {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? "";
  const found = raw.split(`--${boundary}`).find((each) => each.includes(`Content-Type: ${type}`)) ?? "";
  const [head = "", ...rest] = found.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n").trim();
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString("utf8");
  if (!/quoted-printable/i.test(head)) return body.replaceAll("\r\n", "\n");
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8").replaceAll("\r\n", "\n");
}

const headings = {
  opened: "Critical: 14 Jump Clients overdue on Support",
  updated: "Critical, more of it: 14 Jump Clients overdue on Support",
  resolved: "Over: 14 Jump Clients overdue on Support",
} as const;

describe("a mail", () => {
  it.each(["opened", "updated", "resolved"] as const)(
    "says that an incident %s, in text and in HTML",
    async (kind) => {
      const sink = await openSink();
      expect(await send(server(sink.port), alertMessage({ kind }))).toMatchObject({
        sent: { outcome: "sent", answer: expect.stringContaining("250") },
        serverProblem: null,
      });
      const [mail] = sink.received;
      expect(mail).toMatchObject({ from: "rollcall@example.org", to });
      expect(mail?.headers).toMatchObject({
        from: "Rollcall <rollcall@example.org>",
        to: to.join(", "),
        subject: headings[kind],
        "message-id": `<${key}@example.org>`,
        "in-reply-to": expect.stringMatching(/^<[0-9a-f]{32}@example\.org>$/),
        "auto-submitted": "auto-generated",
      });
      expect(mail?.headers.references).toBe(mail?.headers["in-reply-to"]);
      expect(part(mail?.raw ?? "", "text/plain")).toBe(
        `${headings[kind]}\n\nSince 2 hours ago.\nA technician's move.\n\n- PC-1 (pc-1.example.com): It was here and did not upgrade.\n- PC-2: It has not been here.\nand 12 more\n\nhttps://rollcall.example.com/alerts/7`,
      );
      const html = part(mail?.raw ?? "", "text/html");
      expect(html).toContain(`<p><strong>${headings[kind]}</strong></p>`);
      expect(html).toContain(
        '<ul><li><a href="https://rollcall.example.com/clients/1">PC-1 (pc-1.example.com): It was here and did not upgrade.</a></li>',
      );
      expect(html).toContain("A technician&#39;s move.");
    },
  );

  it("stands with the others of its incident, and with those of no other", async () => {
    const sink = await openSink();
    await send(server(sink.port), alertMessage({ kind: "opened" }));
    await send(server(sink.port), alertMessage({ kind: "resolved" }));
    await send(server(sink.port), alertMessage({ thread: "incident-8" }));
    await send(server(sink.port), alertMessage({ kind: "test" }));
    const roots = sink.received.map(({ headers }) => headers["in-reply-to"]);
    expect(roots[0]).toBe(roots[1]);
    expect(roots[2]).not.toBe(roots[0]);
    expect(roots[3]).toBeUndefined();
  });

  it.each(hostileTexts)("makes %s harmless", async (_what, given, asLine) => {
    const sink = await openSink();
    const [client] = alertMessage().clients;
    if (!client) throw new Error("there is no client");
    const hostile = alertMessage({
      kind: "digest",
      title: given,
      lines: [given],
      clients: [{ ...client, name: given, hostname: null, sentence: given }],
    });
    await send(server(sink.port), hostile);
    const [mail] = sink.received;
    expect(mail?.to).toEqual(to);
    expect(mail?.headers.bcc).toBeUndefined();
    expect(part(mail?.raw ?? "", "text/plain")).toContain(`${asLine}\n\n${asLine}\n`);
    const html = part(mail?.raw ?? "", "text/html");
    expect(html).not.toContain("<script");
    const escaped = asLine
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;");
    expect(html).toContain(`<p>${escaped}</p>`);
  });
});

describe("a mail server", () => {
  it("that knows one of two recipients has taken the mail, and whom it refused is said", async () => {
    const sink = await openSink();
    sink.refuse("night@example.com");
    const { sent } = await send(server(sink.port));
    expect(sent).toMatchObject({
      outcome: "sent",
      answer: expect.stringContaining("refused for night@example.com"),
    });
  });

  it("that knows none of them refuses for good; nothing is wrong with it", async () => {
    const sink = await openSink();
    sink.refuse(...to);
    expect(await send(server(sink.port))).toMatchObject({
      sent: {
        outcome: "failed",
        isPermanent: true,
        answer: expect.stringContaining("there is nobody of that name"),
      },
      serverProblem: null,
    });
  });

  it.each([
    [451, false],
    [552, true],
  ])("that answers %i to a mail refuses it for good: %s", async (code, isPermanent) => {
    const sink = await openSink();
    sink.answerWith({ code, text: "not this one" });
    const { sent } = await send(server(sink.port));
    expect(sent).toMatchObject({
      outcome: "failed",
      isPermanent,
      answer: expect.stringContaining("not this one"),
    });
  });

  it("that breaks off after the whole mail may have taken it", async () => {
    const sink = await openSink();
    sink.answerWith(async (end) => end());
    expect((await send(server(sink.port))).sent).toMatchObject({ outcome: "unknown" });
    expect(sink.received).toHaveLength(1);
  });

  it("that never answers after the whole mail may have taken it", async () => {
    const sink = await openSink();
    sink.answerWith(() => new Promise(() => undefined));
    const began = performance.now();
    const { sent } = await send(server(sink.port), alertMessage(), { timeoutMs: 700 });
    expect(sent).toMatchObject({
      outcome: "unknown",
      answer: expect.stringContaining("did not answer in time"),
    });
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it("is not spoken to where only this machine can reach it, nor openly elsewhere", async () => {
    const sink = await openSink();
    allow("");
    expect(await send(server(sink.port, { security: "starttls" }))).toMatchObject({
      sent: { outcome: "failed", isPermanent: true, answer: expect.stringContaining("this machine itself") },
      serverProblem: expect.stringContaining("this machine itself"),
    });
    expect(await send(server(25, { host: "10.1.2.3" }))).toMatchObject({
      sent: { outcome: "failed", answer: expect.stringContaining("without TLS") },
    });
    expect(sink.received).toEqual([]);
  });

  it("that offers no TLS is not told anything where TLS is wanted", async () => {
    const sink = await openSink({ authOptional: true });
    const { sent, serverProblem } = await send(
      server(sink.port, { security: "starttls", user: "u" }),
      alertMessage(),
      {
        password: "right",
      },
    );
    expect(sent).toMatchObject({ outcome: "failed", isPermanent: false });
    expect(serverProblem).not.toBeNull();
    expect(sink.received).toEqual([]);
  });
});

describe("what is no mail server", () => {
  let other: Server;
  let told = "";
  let greeting: (socket: Socket) => void = () => undefined;
  beforeAll(async () => {
    other = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (bytes) => {
        told += String(bytes);
      });
      greeting(socket);
    });
    await new Promise<void>((listening) => other.listen(0, "127.0.0.1", listening));
  });
  afterAll(() => void other.close());
  const port = () => (other.address() as AddressInfo).port;

  it.each<[string, (socket: Socket) => void]>([
    ["says nothing", () => undefined],
    ["speaks HTTP", (socket) => void socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["hangs up", (socket) => void socket.destroy()],
    [
      "talks without an end",
      (socket) => {
        const timer = setInterval(() => socket.write("220-".padEnd(2_000, "x")), 1);
        socket.on("close", () => clearInterval(timer));
      },
    ],
  ])("and %s is found out", async (_what, greet) => {
    greeting = greet;
    told = "";
    const { sent, serverProblem } = await send(server(port()), alertMessage(), { timeoutMs: 700 });
    expect(sent).toMatchObject({ outcome: "failed", isPermanent: false });
    expect(serverProblem).toMatch(/^127\.0\.0\.1, port \d+: ./);
    expect(told).not.toContain("Jump Clients");
  });

  it("nobody listens", async () => {
    const { sent } = await send(server(1));
    expect(sent).toMatchObject({ outcome: "failed", answer: "127.0.0.1, port 1: nothing listens there." });
  });
});

describe.skipIf(!hasOpenssl)("over TLS", () => {
  const own = hasOpenssl ? makeAuthority() : { caPem: "", key: "", cert: "" };
  const { key: tlsKey, cert, caPem } = own;

  it.each([
    ["starttls", false],
    ["tls", true],
  ] as const)("%s: signs in and sends, with an authority that is trusted", async (security, secure) => {
    const sink = await openSink({ key: tlsKey, cert, secure, authOptional: false });
    const settings = server(sink.port, { security, user: "rollcall", caPem });
    expect(await send(settings, alertMessage(), { password: "right" })).toMatchObject({
      sent: { outcome: "sent" },
      serverProblem: null,
    });
    expect(sink.received).toMatchObject([{ user: "rollcall", wasSecure: true }]);
  });

  it("a wrong password is the server's own answer, and passing", async () => {
    const sink = await openSink({ key: tlsKey, cert, authOptional: false });
    const settings = server(sink.port, { security: "starttls", user: "rollcall", caPem });
    const { sent, serverProblem } = await send(settings, alertMessage(), { password: "wrong" });
    expect(sent).toMatchObject({ outcome: "failed", isPermanent: false });
    expect(serverProblem).toContain("wrong password");
  });

  it.each(["starttls", "tls"] as const)(
    "%s: an authority that nobody knows is not trusted",
    async (security) => {
      const sink = await openSink({ key: tlsKey, cert, secure: security === "tls" });
      const { sent, serverProblem } = await send(server(sink.port, { security }));
      expect(sent).toMatchObject({ outcome: "failed" });
      expect(serverProblem).toMatch(/certificate|authority|TLS/);
      expect(sink.received).toEqual([]);
    },
  );

  it("a certificate for another name is not trusted", async () => {
    const other = makeAuthority("DNS:elsewhere.example.com");
    const sink = await openSink({ key: other.key, cert: other.cert });
    const { sent } = await send(server(sink.port, { security: "starttls", caPem: other.caPem }));
    expect(sent).toMatchObject({ outcome: "failed" });
    expect(sink.received).toEqual([]);
  });
});
