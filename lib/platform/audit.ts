// Decides what an audit row holds: who did what to which thing, before and after, in the transaction of the change itself.
import type { Actor } from "./context";
import { asTimestamp, type Sql } from "./db";

/** One change. `before` and `after` hold only what tells the change; secrets and hashes never belong in them. */
export interface AuditEntry {
  /** What was done, as in lib/access/may.ts or finer: `person.invite`, `release.record`. */
  deed: string;
  applianceId: number | null;
  subjectType: string;
  subjectId: string | number;
  before?: unknown;
  after?: unknown;
}

function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** Writes the audit row of a change; call it with the transaction that makes the change, so that neither exists alone. */
export async function recordAudit(
  tx: Sql,
  ctx: { now: number; actor: Actor },
  entry: AuditEntry,
): Promise<void> {
  await tx.query(
    `INSERT INTO audit (at, actor_type, actor_id, actor_name, deed, appliance_id, subject_type, subject_id, before, after)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      asTimestamp(ctx.now),
      ctx.actor.type,
      ctx.actor.id,
      ctx.actor.name,
      entry.deed,
      entry.applianceId,
      entry.subjectType,
      String(entry.subjectId),
      json(entry.before),
      json(entry.after),
    ],
  );
}
