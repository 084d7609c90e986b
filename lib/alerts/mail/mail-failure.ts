/** What a mail that was not taken means: for whom, for how long, in one sentence. */
import { explainFailure } from "@/lib/platform/outgoing-failure";
import { plainText } from "../channels/plain-text";
import type { MailSent } from "./send-mail";

interface Context {
  host: string;
  port: number;
  timeoutMs: number;
  /** The whole message had gone: it may have arrived. */
  wasHandedOver: boolean;
}

interface SmtpError {
  code?: string;
  /** The server's own number. */
  responseCode?: number;
  response?: string;
  /** The command it was about. */
  command?: string;
  message?: string;
}

/** What nodemailer's codes say, where the server itself said nothing. */
const ownWords: Readonly<Record<string, string>> = {
  ETLS: "no TLS connection could be agreed on, or the server does not offer it",
  EAUTH: "it takes no sign-in, or not this one",
  EPROTOCOL: "it does not speak SMTP",
  ETIMEDOUT: "it did not answer in time",
  ECONNECTION: "it closed the connection",
};

export function explainMailFailure(error: unknown, context: Context): MailSent {
  const { host, port, timeoutMs, wasHandedOver } = context;
  const { code = "", responseCode, response, command = "", message = "" } = error as SmtpError;
  const at = `${host}, port ${port}`;
  if (responseCode !== undefined && response !== undefined) {
    const answer = plainText(response, 300);
    // Everything but what is said of a recipient or a text is about the server and how it is spoken to.
    const isOfMessage = command.startsWith("RCPT") || command.startsWith("DATA");
    // A server that will not have the sign-in today may have it tomorrow, once somebody has set it right.
    const isPermanent = isOfMessage && responseCode >= 500;
    return {
      sent: { outcome: "failed", answer, isPermanent, retryAfterMs: null },
      serverProblem: isOfMessage ? null : `${at}: ${answer}`,
    };
  }
  const inTls = explainFailure(error, { host, port }, timeoutMs);
  const isTimeout = code === "ETIMEDOUT" || message === "timeout";
  const words = ownWords[isTimeout ? "ETIMEDOUT" : code];
  const answer =
    inTls.code === "tls"
      ? inTls.problem
      : `${at}: ${words ?? plainText(message === "" ? code : message, 200)}.`;
  if (wasHandedOver) return { sent: { outcome: "unknown", answer }, serverProblem: answer };
  return {
    sent: { outcome: "failed", answer, isPermanent: false, retryAfterMs: null },
    serverProblem: answer,
  };
}
