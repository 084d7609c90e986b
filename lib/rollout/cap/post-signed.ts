// Decides how a push webhook is called: one signed JSON message (Standard Webhooks), and what its answer means.
import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { AppError } from "@/lib/platform/errors";
import { postJson } from "@/lib/platform/outgoing";
import { decryptSecret } from "@/lib/platform/secrets";

/** A message as https://www.standardwebhooks.com has it. The same `id` again is the same message sent again. */
export interface PushMessage {
  id: string;
  type: "slot.granted" | "webhook.test";
  data: Record<string, unknown>;
}

/** Taken is what was answered with 2xx. `problem` is one sentence for a person. */
export type Delivery =
  | { delivered: true; status: number }
  | { delivered: false; status: number | null; problem: string };

/** A new signing secret: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/**
 * The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` of a body. @param now the database's clock, epoch milliseconds
 * @throws Error where the secret is none that `newWebhookSecret` made
 */
export function signedHeaders(secret: string, id: string, now: number, body: string): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, new Date(now), body),
  };
}

/**
 * Sends a message with the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. Never throws for what the
 * other side does. Takes up to ten seconds: not for inside a transaction.
 * @param now the database's clock, epoch milliseconds
 */
export async function postSigned(
  webhook: { url: string; secretEncrypted: string },
  message: PushMessage,
  now: number,
): Promise<Delivery> {
  const timestamp = new Date(now).toISOString();
  const body = JSON.stringify({ type: message.type, timestamp, data: message.data });
  let headers: Record<string, string>;
  try {
    headers = signedHeaders(decryptSecret(webhook.secretEncrypted), message.id, now, body);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { delivered: false, status: null, problem: error.detail };
  }
  const posted = await postJson(webhook.url, { headers, body });
  if (posted.kind !== "answered") return { delivered: false, status: null, problem: posted.problem };
  const { status } = posted;
  if (status >= 200 && status < 300) return { delivered: true, status };
  const isRedirect = status >= 300 && status < 400;
  return {
    delivered: false,
    status,
    problem: isRedirect
      ? `The webhook answered ${status}, a redirect, which is not followed; enter the address that it leads to.`
      : `The webhook answered ${status}; only 2xx takes a message.`,
  };
}
