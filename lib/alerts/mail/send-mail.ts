/** Hands one mail to the mail server, and says what came of it. The server is guarded as every outgoing address is. */
import { createHash } from "node:crypto";
import { rootCertificates } from "node:tls";
import nodemailer from "nodemailer";
import { openSocket } from "@/lib/platform/outgoing-socket";
import { plainText } from "../channels/plain-text";
import type { Mail, Sent } from "../channels/sending";
import { explainMailFailure } from "./mail-failure";
import type { MailServer } from "./schema";

/** `serverProblem`: what is wrong with server or settings, whoever is written to; null: nothing is known to be. */
export interface MailSent {
  sent: Sent;
  serverProblem: string | null;
}

/** Looks only whether everything was handed over: what breaks off after that may have arrived. */
function watchHandOver(): { isOver: () => boolean; logger: object } {
  let over = false;
  const silent = () => undefined;
  const info = (entry: { tnx?: string } | undefined) => {
    if (entry?.tnx === "message") over = true;
  };
  const logger = {
    level: silent,
    trace: silent,
    debug: silent,
    warn: silent,
    error: silent,
    fatal: silent,
    info,
  };
  return { isOver: () => over, logger };
}

/** The same for the same message, so that servers and readers see what comes twice; headers that keep an incident together. */
function threadHeaders({ key, thread }: Mail, domain: string) {
  const messageId = `<${key}@${domain}>`;
  if (thread === null) return { messageId };
  const root = `<${createHash("sha256").update(thread).digest("hex").slice(0, 32)}@${domain}>`;
  return { messageId, inReplyTo: root, references: root };
}

/** Never throws for what the server does. @param timeoutMs for everything */
export async function sendMail(
  server: MailServer,
  password: string | null,
  mail: Mail,
  timeoutMs: number,
): Promise<MailSent> {
  const { host, port, security, user, from, caPem } = server;
  const opened = await openSocket(host, port, { limitMs: timeoutMs, onlyListed: security === "none" });
  if (opened.kind !== "open") {
    const { problem } = opened;
    const isPermanent = opened.kind === "refused";
    return {
      sent: { outcome: "failed", answer: problem, isPermanent, retryAfterMs: null },
      serverProblem: problem,
    };
  }
  const { socket } = opened;
  const handOver = watchHandOver();
  const timer = setTimeout(() => socket.destroy(new Error("timeout")), timeoutMs);
  try {
    const transport = nodemailer.createTransport({
      host,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      ...(user === null ? {} : { auth: { user, pass: password ?? "" } }),
      tls: caPem === null ? {} : { ca: [...rootCertificates, caPem] },
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      maxResponseSize: 64 * 1024,
      logger: handOver.logger as never,
      disableFileAccess: true,
      disableUrlAccess: true,
      getSocket: (_options: unknown, give: (error: null, socket: object) => void) =>
        give(null, { connection: socket }),
    } as never);
    const info = (await transport.sendMail({
      from: { name: "Rollcall", address: from },
      to: [...mail.to],
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      ...threadHeaders(mail, from.split("@").at(-1) ?? "localhost"),
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    })) as { response?: string; rejected?: readonly unknown[] };
    const refused = info.rejected ?? [];
    const answer = plainText(info.response ?? "", 200);
    return {
      sent: {
        outcome: "sent",
        answer: refused.length === 0 ? answer : `${answer} (refused for ${refused.map(String).join(", ")})`,
      },
      serverProblem: null,
    };
  } catch (error) {
    return explainMailFailure(error, { host, port, timeoutMs, wasHandedOver: handOver.isOver() });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
