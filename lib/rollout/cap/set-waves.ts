/** Writes a rollout's plan: its waves as a whole, in their order. */
import { windowState } from "@/lib/core/windows";
import { asTimestamp, type Sql, type Tx } from "@/lib/platform/db";
import { unprocessable } from "@/lib/platform/errors";
import type { WaveInput } from "../schema";

/** A wave as the API answers it. Instants as RFC 3339. */
export interface WaveAnswer {
  position: number;
  name: string;
  filter: WaveInput["filter"];
  startsAt: string | null;
  afterSharePercent: number | null;
  windows: WaveInput["windows"];
  canary: boolean;
  memberLimit: number | null;
  openedAt: string | null;
}

/** The waves of a rollout, in their order. */
export async function loadWaves(db: Sql, rolloutId: number): Promise<WaveAnswer[]> {
  return (await loadWavesOf(db, [rolloutId])).get(rolloutId) ?? [];
}

/** The waves of each of these rollouts, in their order; those without a plan have no entry. */
export async function loadWavesOf(
  db: Sql,
  rolloutIds: readonly number[],
): Promise<Map<number, WaveAnswer[]>> {
  const { rows } = await db.query<
    Omit<WaveAnswer, "startsAt" | "openedAt"> & {
      rolloutId: number;
      startsAt: number | null;
      openedAt: number | null;
    }
  >(
    `SELECT rollout_id AS "rolloutId", position, name, filter, starts_at AS "startsAt",
            after_share_percent AS "afterSharePercent", windows, canary, member_limit AS "memberLimit", opened_at AS "openedAt"
       FROM wave WHERE rollout_id = ANY($1) ORDER BY rollout_id, position`,
    [rolloutIds],
  );
  const waves = new Map<number, WaveAnswer[]>();
  for (const { rolloutId, startsAt, openedAt, ...wave } of rows) {
    const plan = waves.get(rolloutId) ?? [];
    plan.push({ ...wave, startsAt: asTimestamp(startsAt), openedAt: asTimestamp(openedAt) });
    waves.set(rolloutId, plan);
  }
  return waves;
}

/**
 * Replaces the plan. Members are placed anew; a wave whose conditions are met already opens with the queue's next turn.
 * @throws AppError 422 `window_never_opens`
 */
export async function setWaves(
  tx: Tx,
  rolloutId: number,
  waves: readonly WaveInput[],
  now: number,
): Promise<void> {
  for (const wave of waves) refuseDeadWindows(wave, now);
  await tx.query("DELETE FROM wave WHERE rollout_id = $1", [rolloutId]);
  await tx.query(
    `INSERT INTO wave (rollout_id, position, name, filter, starts_at, after_share_percent, windows, canary, member_limit)
     SELECT $1, w.position, w.name, w.filter, w.starts_at, w.after_share_percent, w.windows, w.canary, w.member_limit
       FROM jsonb_to_recordset($2) AS w(position int, name text, filter jsonb, starts_at timestamptz, after_share_percent int,
                                        windows jsonb, canary boolean, member_limit int)`,
    [
      rolloutId,
      JSON.stringify(
        waves.map((wave, position) => ({
          position,
          name: wave.name,
          filter: wave.filter,
          starts_at: asTimestamp(wave.startsAt ?? null),
          after_share_percent: wave.afterSharePercent ?? null,
          windows: wave.windows,
          canary: wave.canary,
          member_limit: wave.memberLimit ?? null,
        })),
      ),
    ],
  );
  await tx.query("UPDATE rollout SET unplaced = true WHERE id = $1", [rolloutId]);
}

/** A window that lasts no time on any day would hold its wave for ever. */
function refuseDeadWindows(wave: WaveInput, now: number): void {
  try {
    windowState(wave.windows, now);
  } catch {
    throw unprocessable(
      "window_never_opens",
      `A window of wave ${wave.name} never opens. Give it a weekday, and an end that differs from its start.`,
    );
  }
}
