/**
 * Tells an address outside that Rollcall does its work, so that somebody else notices when it does not: while the worker's sweeps are
 * late nothing is sent, and whoever watches there rings.
 */
import type { Ctx } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { ask } from "@/lib/platform/outgoing";
import { readReadiness } from "@/lib/platform/readiness";
import { findHeartbeat, heartbeatUrl } from "./heartbeat-store";

const minute = 60_000;
const timeoutMs = 10_000;

/** `late`: the sweeps are, so nothing was sent. */
export type Pinged = "off" | "not_due" | "late" | "sent" | "failed";

/** Of several workers one does it. */
export async function pingHeartbeat(ctx: Pick<Ctx, "db">): Promise<Pinged> {
  const heartbeat = await findHeartbeat(ctx.db);
  if (heartbeat === null) return "off";
  const { sweeps, worker } = await readReadiness(ctx.db);
  if (sweeps !== "ok" || worker !== "ok") return "late";
  if (!(await takeTurn(ctx.db, heartbeat.everyMinutes))) return "not_due";
  const problem = await ping(ctx.db);
  await noteOutcome(ctx.db, problem);
  return problem === null ? "sent" : "failed";
}

/** By the real clock: whoever listens knows no other. A failed one is tried again after a minute. */
async function takeTurn(db: Sql, everyMinutes: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO setting AS s (name, value, changed_by, changed_at)
     VALUES ('heartbeat_state', jsonb_build_object('triedAt', ${nowMs}), 'Rollcall', clock_timestamp())
     ON CONFLICT (name) DO UPDATE SET value = s.value || jsonb_build_object('triedAt', ${nowMs}), changed_at = clock_timestamp()
      WHERE COALESCE((s.value->>'triedAt')::bigint, 0) <= ${nowMs} - CASE WHEN s.value->>'problem' IS NULL THEN $1::bigint ELSE $2::bigint END`,
    [everyMinutes * minute, minute],
  );
  return rowCount === 1;
}

const nowMs = "round(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/** What is wrong, in a sentence; null: it was taken. */
export async function ping(db: Sql): Promise<string | null> {
  try {
    const url = await heartbeatUrl(db);
    if (url === null) return "There is no address.";
    const asked = await ask(url, { timeoutMs, longer: "cut", needsTls: true });
    if (asked.kind !== "answered") return asked.problem;
    return asked.status >= 200 && asked.status < 300
      ? null
      : `It answered ${asked.status}; only 2xx takes it.`;
  } catch (error) {
    if (error instanceof AppError) return error.detail;
    throw error;
  }
}

export async function noteOutcome(db: Sql, problem: string | null): Promise<void> {
  const change =
    problem === null
      ? `jsonb_build_object('problem', NULL, 'pingedAt', ${nowMs})`
      : "jsonb_build_object('problem', $1::text)";
  await db.query(
    `INSERT INTO setting AS s (name, value, changed_by, changed_at)
     VALUES ('heartbeat_state', jsonb_build_object('triedAt', ${nowMs}) || ${change}, 'Rollcall', clock_timestamp())
     ON CONFLICT (name) DO UPDATE SET value = s.value || excluded.value, changed_at = clock_timestamp()`,
    problem === null ? [] : [problem],
  );
}
