/** Says a message on a channel: opens what is encrypted, hands it to the channel's kind, and keeps secrets out of the answer. */
import type { Ctx } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { mailSender } from "../mail/mail-store";
import type { Message } from "../message";
import { openSecrets } from "../setting-store";
import { typeOf } from "./channel-types";
import { plainText } from "./plain-text";
import type { Sent } from "./sending";
import type { SealedChannel } from "./store";

/** Shorter ones stand in ordinary words. */
const secretChars = 6;
const answerChars = 300;

/** Outside any transaction. @param again an earlier sending of it may have arrived */
export async function sendMessage(
  ctx: Pick<Ctx, "db" | "now">,
  { type, settings, secrets: sealed }: SealedChannel,
  message: Message,
  { key, again }: { key: string; again: boolean },
): Promise<Sent> {
  let secrets: Record<string, string>;
  try {
    secrets = openSecrets(sealed);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { outcome: "failed", answer: error.detail, isPermanent: false, retryAfterMs: null };
  }
  const { signingSecret = null, ...hidden } = secrets;
  const sent = await typeOf(type).send(
    {
      fields: { ...settings, ...hidden },
      message,
      key,
      again,
      signingSecret,
      timeoutMs: env().ROLLCALL_DELIVERY_TIMEOUT_SECONDS * 1000,
      now: ctx.now,
    },
    mailSender(ctx),
  );
  return { ...sent, answer: plainText(withoutSecrets(sent.answer, Object.values(secrets)), answerChars) };
}

/** Whoever is asked may answer with what it was sent; an address's path counts as a secret too. */
function withoutSecrets(answer: string, secrets: readonly string[]): string {
  const hidden = secrets.flatMap((secret) =>
    URL.canParse(secret) ? [secret, new URL(secret).pathname + new URL(secret).search] : [secret],
  );
  return hidden
    .filter(({ length }) => length >= secretChars)
    .sort((one, other) => other.length - one.length)
    .reduce((text, secret) => text.replaceAll(secret, "…"), answer);
}
