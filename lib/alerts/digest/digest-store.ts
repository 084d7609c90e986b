/** When a person wants the digest, and when they last looked at what changed. */
import { z } from "zod";
import { nextDigestAt } from "@/lib/core/alerts/digest-time";
import { timeZone } from "@/lib/fleet/schema";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Sql } from "@/lib/platform/db";
import { unprocessable } from "@/lib/platform/errors";

export const digestInput = z.strictObject({
  enabled: z.boolean(),
  hour: z.int().min(0).max(23).meta({ description: "Of the person's own clock." }),
  weekdays: z
    .array(z.int().min(1).max(7))
    .min(1)
    .max(7)
    .meta({ description: "1 is Monday." })
    .transform((days) => [...new Set(days)].sort()),
  timeZone,
  evenIfQuiet: z.boolean().default(false).meta({ description: "Also where there is nothing to say." }),
});
export type DigestInput = z.output<typeof digestInput>;

/** Instants in epoch milliseconds. */
export interface Digest extends DigestInput {
  nextAt: number | null;
  sentUntil: number | null;
}

export const digestColumns = `enabled, hour, weekdays, time_zone AS "timeZone", even_if_quiet AS "evenIfQuiet", next_at AS "nextAt",
  sent_until AS "sentUntil"`;

/** What stands where nobody has chosen anything yet. */
const unset: Digest = {
  enabled: false,
  hour: 7,
  weekdays: [1, 2, 3, 4, 5],
  timeZone: "UTC",
  evenIfQuiet: false,
  nextAt: null,
  sentUntil: null,
};

/** Whose it is; null for a key, which has no mail and no shift. */
function ownId({ actor }: Ctx): string | null {
  return actor.type === "person" ? actor.id : null;
}

/** @throws AppError 422 for a key */
function personOf(ctx: Ctx): string {
  const id = ownId(ctx);
  if (id === null)
    throw unprocessable("not_a_person", "A key gets no digest and hands nothing over. Sign in as a person.");
  return id;
}

async function find(db: Sql, personId: string): Promise<Digest | null> {
  const { rows } = await db.query<Digest>(`SELECT ${digestColumns} FROM person_digest WHERE person_id = $1`, [
    personId,
  ]);
  return rows[0] ?? null;
}

/** One's own; a key gets none. */
export async function readDigest(ctx: Ctx): Promise<Digest> {
  const personId = ownId(ctx);
  return (personId === null ? null : await find(ctx.db, personId)) ?? unset;
}

/** One's own. The first tells of the day before it. @throws AppError 422 `not_a_person` for a key */
export async function setDigest(ctx: Ctx, input: DigestInput): Promise<Digest> {
  const personId = personOf(ctx);
  await inTransaction(ctx.db, async (tx) => {
    const before = await find(tx, personId);
    const { enabled, hour, weekdays, timeZone: zone, evenIfQuiet } = input;
    const next = enabled ? nextDigestAt(input, { after: ctx.now, lastAt: before?.sentUntil ?? null }) : null;
    await tx.query(
      `INSERT INTO person_digest (person_id, enabled, hour, weekdays, time_zone, even_if_quiet, next_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (person_id) DO UPDATE SET enabled = excluded.enabled, hour = excluded.hour, weekdays = excluded.weekdays,
         time_zone = excluded.time_zone, even_if_quiet = excluded.even_if_quiet, next_at = excluded.next_at`,
      [personId, enabled, hour, weekdays, zone, evenIfQuiet, asTimestamp(next)],
    );
    await recordAudit(tx, ctx, {
      deed: "person.setDigest",
      applianceId: null,
      subjectType: "person",
      subjectId: personId,
      after: input,
    });
  });
  return readDigest(ctx);
}

/** When one last marked the hand-over as read; null: never, as always of a key. */
export async function lookedAt(ctx: Ctx): Promise<number | null> {
  const { rows } = await ctx.db.query<{ at: number | null }>(
    "SELECT looked_at AS at FROM person_digest WHERE person_id = $1",
    [ownId(ctx)],
  );
  return rows[0]?.at ?? null;
}

/** Everything until an instant (epoch milliseconds, never later than now) has been read; it is not told again. @throws AppError 422 `not_a_person` for a key */
export async function markLooked(ctx: Ctx, until: number): Promise<void> {
  await ctx.db.query(
    `INSERT INTO person_digest (person_id, time_zone, looked_at) VALUES ($1, 'UTC', $2)
     ON CONFLICT (person_id) DO UPDATE SET looked_at = GREATEST(person_digest.looked_at, excluded.looked_at)`,
    [personOf(ctx), asTimestamp(Math.min(until, ctx.now))],
  );
}
