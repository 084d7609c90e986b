/** Makes the digests that are due: each is a delivery, written in the transaction that sets when the next one comes. */
import { findPersonActor } from "@/lib/access/actor-of-session";
import { nextDigestAt } from "@/lib/core/alerts/digest-time";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import type { Message } from "../message";
import { type Changes, changesSince } from "./changes";
import { isQuiet, linesOfChanges } from "./changes-text";
import { type Digest, digestColumns } from "./digest-store";

const day = 24 * 3_600_000;
const hour = 3_600_000;
const t = words("digest");

interface DueDigest extends Digest {
  personId: string;
}

/** So many persons a run; the next run takes the rest. */
const atOnce = 200;

/** One person's failure keeps nobody else's back: it is tried again at the next run. */
export async function makeDueDigests(ctx: Ctx): Promise<{ sent: number; quiet: number }> {
  const { rows } = await ctx.db.query<{ personId: string }>(
    `SELECT d.person_id AS "personId" FROM person_digest d JOIN person p ON p.id = d.person_id
      WHERE d.enabled AND d.next_at <= $1 AND p.disabled_at IS NULL ORDER BY d.next_at LIMIT ${atOnce}`,
    [asTimestamp(ctx.now)],
  );
  const made = { sent: 0, quiet: 0 };
  for (const { personId } of rows) {
    const outcome = await makeDigest(ctx, personId).catch((err: unknown) => {
      ctx.log.error({ err, personId }, "a digest could not be made");
      return null;
    });
    if (outcome !== null) made[outcome]++;
  }
  if (made.sent > 0) await ctx.enqueue("delivery.due", {});
  return made;
}

/** null: somebody else has just made it. What is told is read before; only writing it is one transaction. */
async function makeDigest(ctx: Ctx, personId: string): Promise<"sent" | "quiet" | null> {
  const found = await findPersonActor(ctx.db, personId);
  if (!found) return null;
  const { rows } = await ctx.db.query<DueDigest>(
    `SELECT ${digestColumns}, person_id AS "personId" FROM person_digest WHERE person_id = $1`,
    [personId],
  );
  const [due] = rows;
  if (!due?.enabled || due.nextAt === null || due.nextAt > ctx.now) return null;
  const changes = await changesSince({ ...ctx, actor: found.actor }, due.sentUntil ?? ctx.now - day);
  const isTold = due.evenIfQuiet || !isQuiet(changes);
  const next = nextDigestAt(due, { after: ctx.now, lastAt: ctx.now });
  const isMine = await inTransaction(ctx.db, async (tx) => {
    const { rowCount } = await tx.query(
      "UPDATE person_digest SET next_at = $3, sent_until = $4 WHERE person_id = $1 AND enabled AND next_at = $2",
      [personId, asTimestamp(due.nextAt), asTimestamp(next), asTimestamp(ctx.now)],
    );
    if (rowCount === 1 && isTold) await insertDigest(tx, ctx, found.email, digestMessage(changes));
    return rowCount === 1;
  });
  if (!isMine) return null;
  return isTold ? "sent" : "quiet";
}

async function insertDigest(tx: Tx, { now }: Ctx, recipient: string, message: Message): Promise<void> {
  await tx.query(
    `INSERT INTO delivery (message, recipient, content, key, created_at, next_at, deadline_at)
     VALUES ('digest', $1, $2, gen_random_uuid(), $3, $3, $4)`,
    [
      recipient,
      JSON.stringify(message),
      asTimestamp(now),
      asTimestamp(now + env().ROLLCALL_DELIVERY_DEADLINE_HOURS * hour),
    ],
  );
}

function digestMessage(changes: Changes): Message {
  const lines = linesOfChanges(changes);
  const behind = changes.appliances
    .flatMap(({ rollouts }) => rollouts)
    .reduce((sum, { now }) => sum + now.overdue + now.needs_redeployment, 0);
  return {
    kind: "digest",
    severity: "info",
    title: t("title", { behind }),
    lines: lines.length === 0 ? [t("nothing")] : lines,
    clients: [],
    more: 0,
    url: `${env().ROLLCALL_URL}/handover`,
    thread: "digest",
    at: changes.until,
    data: {},
  };
}
