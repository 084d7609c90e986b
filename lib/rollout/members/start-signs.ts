/**
 * Rule 16: whether the recorded time of a release is probably the start of its installation. Counted whenever the members of a kind
 * are judged as a whole, which is whenever evidence about them came in or went.
 */
import { type ClientKind, clientKinds } from "@/lib/core/client";
import type { MemberCase } from "@/lib/core/judging/member-case";
import { startSuspicionMinutes } from "@/lib/core/release";
import type { Sql, Tx } from "@/lib/platform/db";

/** `offlineSoonAfter`: offline since a time soon after the recorded one; `withConnection`: ever known to be connected. */
export interface StartSign {
  offlineSoonAfter: number;
  withConnection: number;
}

const minuteMs = 60_000;

/** Counts them, by kind. */
export class StartSigns {
  private readonly byKind = new Map<ClientKind, StartSign>();

  constructor(private readonly installedAt: number) {}

  add({ kind, facts }: MemberCase): void {
    const at = facts.lastConnected?.value;
    if (at === undefined) return;
    const sign = this.of(kind);
    sign.withConnection++;
    const isSoonAfter = at > this.installedAt && at <= this.installedAt + startSuspicionMinutes * minuteMs;
    if (isSoonAfter && facts.online?.value === false) sign.offlineSoonAfter++;
  }

  /** Counts members that were connected, and are no sign. */
  addConnected(kind: ClientKind, members: number): void {
    this.of(kind).withConnection += members;
  }

  private of(kind: ClientKind): StartSign {
    const sign = this.byKind.get(kind) ?? { offlineSoonAfter: 0, withConnection: 0 };
    this.byKind.set(kind, sign);
    return sign;
  }

  /** Writes what was counted of `kinds` (null: all) in place of what was counted before. */
  async write(tx: Tx, rolloutId: number, kinds: readonly ClientKind[] | null): Promise<void> {
    const rows = (kinds ?? clientKinds).map((kind) => ({
      kind,
      ...(this.byKind.get(kind) ?? { offlineSoonAfter: 0, withConnection: 0 }),
    }));
    await tx.query(
      `INSERT INTO rollout_start (rollout_id, kind, offline_soon_after, with_connection)
       SELECT $1, s.kind, s."offlineSoonAfter", s."withConnection"
         FROM jsonb_to_recordset($2) AS s(kind text, "offlineSoonAfter" integer, "withConnection" integer)
       ON CONFLICT (rollout_id, kind) DO UPDATE
         SET offline_soon_after = excluded.offline_soon_after, with_connection = excluded.with_connection`,
      [rolloutId, JSON.stringify(rows)],
    );
  }
}

/** All kinds of a rollout together. */
export async function loadStartSign(db: Sql, rolloutId: number): Promise<StartSign> {
  const { rows } = await db.query<StartSign>(
    `SELECT COALESCE(sum(offline_soon_after), 0) AS "offlineSoonAfter", COALESCE(sum(with_connection), 0) AS "withConnection"
       FROM rollout_start WHERE rollout_id = $1`,
    [rolloutId],
  );
  return rows[0] ?? { offlineSoonAfter: 0, withConnection: 0 };
}
