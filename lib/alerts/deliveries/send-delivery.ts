/** Sends one delivery: claimed before, sent outside any transaction with its key, marked after. */
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, databaseNow } from "@/lib/platform/db";
import { sendMessage } from "../channels/send-message";
import type { Sent } from "../channels/sending";
import { findChannel } from "../channels/store";
import { layOutMail } from "../mail/lay-out-mail";
import { mailSender } from "../mail/mail-store";
import type { Message } from "../message";
import { type Claimed, claimDelivery, isStillWanted } from "./claim-delivery";
import { nextOfChannel } from "./due-deliveries";
import { type Finished, finishDelivery } from "./finish-delivery";
import type { Delivery } from "./store";

/** Makes what a delivery says, at its sending, so that it is true then. null: there is nothing to say any more. */
export type MessageMaker = (ctx: Ctx, delivery: Delivery) => Promise<Message | null>;

/** `not_mine`: it was not to be claimed. `cancelled`: it says nothing any more. */
export type DeliveryOutcome = Finished | "not_mine" | "cancelled";

/** Never throws for what the other side does. What its channel has to say next is nudged. */
export async function sendDelivery(
  ctx: Ctx,
  deliveryId: number,
  makeMessage: MessageMaker,
): Promise<DeliveryOutcome> {
  const claimed = await claimDelivery(ctx.db, deliveryId, ctx.now);
  if (claimed === null) return "not_mine";
  const outcome = await sendClaimed(ctx, claimed, makeMessage);
  const next = await nextOfChannel(ctx.db, claimed.channelId, ctx.now);
  if (next !== null) await ctx.enqueue("delivery.send", { deliveryId: next });
  return outcome;
}

async function sendClaimed(ctx: Ctx, claimed: Claimed, makeMessage: MessageMaker): Promise<DeliveryOutcome> {
  let message: Message | null;
  try {
    message = await makeMessage(ctx, claimed);
  } catch (err) {
    ctx.log.error({ err, deliveryId: claimed.id }, "the text of a delivery could not be made");
    return finish(ctx, claimed, failed("Rollcall could not make its text; its log says why."));
  }
  if (message === null) return giveUp(ctx, claimed);
  if (!(await isStillWanted(ctx.db, claimed)))
    return finish(ctx, claimed, failed("Nobody wanted it any more just before it was sent."));
  return finish(ctx, claimed, await send(ctx, claimed, message));
}

async function send(
  ctx: Ctx,
  { channelId, recipient, key, again }: Claimed,
  message: Message,
): Promise<Sent> {
  if (channelId === null) {
    if (recipient === null) return failed("It says neither to which channel nor to whom.");
    return mailSender(ctx)({ to: [recipient], key, ...layOutMail(message) });
  }
  const channel = await findChannel(ctx.db, channelId);
  if (!channel) return failed("The channel was removed.");
  return sendMessage(ctx, channel, message, { key, again });
}

async function finish(ctx: Ctx, claimed: Claimed, sent: Sent): Promise<Finished> {
  const now = await databaseNow(ctx.db);
  const finished = await finishDelivery(ctx.db, claimed, sent, { now, chance: Math.random() });
  if (finished === "dead")
    ctx.log.warn({ deliveryId: claimed.id, answer: sent.answer }, "a delivery was given up");
  return finished;
}

async function giveUp(ctx: Ctx, { id, attempt }: Claimed): Promise<"cancelled"> {
  const at = asTimestamp(await databaseNow(ctx.db));
  await ctx.db.query(
    `WITH d AS (
       UPDATE delivery SET status = 'cancelled', ended_at = $3, lease_until = NULL, problem = 'There was nothing to say any more.'
        WHERE id = $1 AND attempts = $2 AND status = 'sending' RETURNING id
     ) UPDATE delivery_attempt SET ended_at = $3, outcome = 'failed', answer = 'There was nothing to say any more.'
        WHERE delivery_id = $1 AND number = $2`,
    [id, attempt, at],
  );
  return "cancelled";
}

function failed(answer: string): Sent {
  return { outcome: "failed", answer, isPermanent: false, retryAfterMs: null };
}
