// Decides what a person sees of their own sessions, and how they end them.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { idleSince } from "./actor-of-session";

/** One signed-in browser. Instants are epoch milliseconds; `lastSeenAt` is true to the minute. */
export interface OwnSession {
  id: string;
  userAgent: string | null;
  address: string | null;
  since: number;
  lastSeenAt: number;
}

/** Whose sessions; null for a key, which has none. */
function ownId({ actor }: Ctx): string | null {
  return actor.type === "person" ? actor.id : null;
}

/** The sessions that would still let their browser in, the newest first; none of a key. */
export async function listOwnSessions(ctx: Ctx): Promise<OwnSession[]> {
  const { rows } = await ctx.db.query<OwnSession>(
    `SELECT id, user_agent AS "userAgent", ip_address AS address, created_at AS since, last_seen_at AS "lastSeenAt"
     FROM person_session WHERE person_id = $1 AND expires_at > clock_timestamp() AND last_seen_at >= $2
     ORDER BY last_seen_at DESC, id LIMIT 500`,
    [ownId(ctx), asTimestamp(idleSince(ctx.now))],
  );
  return rows;
}

/** Ends one of them at once, this very one too. @throws AppError 404 when it is not one's own, or over */
export async function endOwnSession(ctx: Ctx, sessionId: string): Promise<void> {
  const personId = ownId(ctx);
  await inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<{ address: string | null; since: number }>(
      "DELETE FROM person_session WHERE id = $1 AND person_id = $2 RETURNING ip_address AS address, created_at AS since",
      [sessionId, personId],
    );
    if (!rows[0] || personId === null) throw notFound("session", sessionId);
    await recordAudit(tx, ctx, {
      deed: "person.endSession",
      applianceId: null,
      subjectType: "person",
      subjectId: personId,
      before: { address: rows[0].address, since: asTimestamp(rows[0].since) },
    });
  });
}

/** Ends all but this one. @returns how many there were */
export async function endOtherSessions(ctx: Ctx, thisSessionId: string): Promise<number> {
  const personId = ownId(ctx);
  if (personId === null) return 0;
  return inTransaction(ctx.db, async (tx) => {
    const { rowCount } = await tx.query("DELETE FROM person_session WHERE person_id = $1 AND id <> $2", [
      personId,
      thisSessionId,
    ]);
    const ended = rowCount ?? 0;
    if (ended > 0) {
      await recordAudit(tx, ctx, {
        deed: "person.endSession",
        applianceId: null,
        subjectType: "person",
        subjectId: personId,
        before: { others: ended },
      });
    }
    return ended;
  });
}
