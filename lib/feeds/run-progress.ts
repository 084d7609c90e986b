/** How far a reading that is under way has come, out of what its reader keeps between two requests. */
import type { Walk } from "./config-api/walk-state";
import type { Feed } from "./store";

/** `done` of `total`: of whatever the phase lists; null: not known yet. `failures`: questions that went wrong since the last answer. */
export interface RunProgress {
  phase: string;
  done: number | null;
  total: number | null;
  failures: number;
}

/** Null: nothing is under way, or its reader keeps nothing that tells. */
export function progressOf({ type, run }: Pick<Feed, "type" | "run">): RunProgress | null {
  if (typeof run !== "object" || run === null) return null;
  const { phase, done, total, failures } = run as Record<string, unknown>;
  if (typeof phase === "string")
    return { phase, done: countOf(done), total: countOf(total), failures: countOf(failures) ?? 0 };
  return type === "config_api" ? ofWalk(run as Walk) : null;
}

function ofWalk({ going, nodesLeft, failures }: Walk): RunProgress | null {
  if (going === null)
    return nodesLeft.length === 0 ? null : { phase: "nodes", done: null, total: nodesLeft.length, failures };
  const { list, pass } = going;
  return { phase: list, done: pass.seen.count, total: pass.total === 0 ? null : pass.total, failures };
}

function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
