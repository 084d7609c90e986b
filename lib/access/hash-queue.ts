/**
 * Decides how many passwords are hashed at a time. One hash takes a core for a quarter of a second, 32 MiB, and one of the four
 * threads that files, names and signatures need too; so few at a time, a short queue, and whoever comes beyond it is told
 * so before anything is hashed or counted.
 */
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

/** `known`: who has shown something that an attacker does not have (a good link, a session, a known device). They go first. */
export type Lane = "known" | "unknown";

interface Places {
  taken: number;
  waiting: Record<Lane, (() => void)[]>;
}

// One queue even where Next loads this module more than once: pages and routes share the machine.
const kept = globalThis as { rollcallHashPlaces?: Places };

function places(): Places {
  kept.rollcallHashPlaces ??= { taken: 0, waiting: { known: [], unknown: [] } };
  return kept.rollcallHashPlaces;
}

function busy(): AppError {
  return new AppError(
    503,
    "sign_in_busy",
    "Too many people sign in at this moment. Wait a few seconds and try again; nothing was counted against you.",
    {},
    { "Retry-After": "3" },
  );
}

function take(all: Places, lane: Lane): Promise<void> | undefined {
  if (all.taken < env().ROLLCALL_SIGN_IN_HASHES) {
    all.taken += 1;
    return undefined;
  }
  // A queue for each lane: strangers cannot fill the places of those who go first.
  if (all.waiting[lane].length >= env().ROLLCALL_SIGN_IN_QUEUE) throw busy();
  return new Promise((resolve) => all.waiting[lane].push(resolve));
}

/** The next in line gets the place, or nobody has it. */
function leave(all: Places): void {
  const next = all.waiting.known.shift() ?? all.waiting.unknown.shift();
  if (next) next();
  else all.taken -= 1;
}

/**
 * Does `work` (which hashes, once or twice) when there is a place for it.
 * @throws AppError 503 `sign_in_busy` at once when too many wait already
 */
export async function withHashPlace<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
  const all = places();
  await take(all, lane);
  try {
    return await work();
  } finally {
    leave(all);
  }
}
