/** What `attend` (lib/core/attention.ts) decides by, put together for one rollout from what is read of it. */
import type { KindAtHand, QueueAtHand, RolloutAtHand } from "@/lib/core/attention";
import { type ClientKind, clientKinds } from "@/lib/core/client";
import type { SnapshotAge } from "@/lib/fleet/appliance-queries";
import type { Sql } from "@/lib/platform/db";
import { countByWave } from "../cap/queue-queries";
import { queueStanding } from "../cap/queue-standing";
import { type FleetReading, sumExpected } from "../members/fleet-reading";
import type { Reading } from "../members/kept-readings";
import { countBy, sumTallies } from "../members/member-counts";
import { type QueuedReading, readQueued } from "../members/queued-reading";
import { loadRolloutBasis, type RolloutBasis } from "../members/store";
import type { RolloutHead } from "../queries";

/** What is read of a rollout whose members are still judged; `queued`, `standing`: in control mode only. */
interface GoingFacts {
  basis: RolloutBasis;
  queued: Reading<QueuedReading> | null;
  standing: Awaited<ReturnType<typeof queueStanding>>;
}

/** Facts, and the readings they were made of besides `fleet`. */
export interface RolloutFacts {
  atHand: RolloutAtHand;
  readings: Reading<unknown>[];
}

/** Reads the rest and puts it together. `revision` is how things stand now (`liveStanding`). */
export async function rolloutFacts(
  db: Sql,
  head: RolloutHead,
  fleet: FleetReading,
  sources: readonly SnapshotAge[],
  revision: string,
  now: number,
): Promise<RolloutFacts> {
  const going = await readGoing(db, head, revision, now);
  const { counts, finished } = sumTallies(fleet.tallies);
  const ofKinds = going === null ? [] : kindsAtHand(fleet, going, sources);
  const firstAt = fleet.expected.flatMap((expected) => expected.firstAt ?? []);
  const expected = sumExpected(fleet.expected);
  return {
    atHand: {
      status: head.status,
      heldBy: head.heldAt === null ? null : heldBy(head.halt),
      draining: head.drainingAt !== null,
      installedAt: head.installedAt,
      counts,
      finished,
      kinds: ofKinds,
      unread: expected.unread + (going?.queued?.value.unread ?? 0),
      coming:
        firstAt.length === 0
          ? null
          : {
              clients: expected.within24Hours + expected.within7Days + expected.later,
              within24Hours: expected.within24Hours,
              firstAt: Math.min(...firstAt),
            },
      queue: going === null ? null : queueAtHand(fleet, going),
    },
    readings: going?.queued ? [going.queued] : [],
  };
}

function heldBy(halt: RolloutHead["halt"]): NonNullable<RolloutAtHand["heldBy"]> {
  if (halt === null) return "person";
  return halt.code === "drained" ? "drained" : "rollcall";
}

async function readGoing(
  db: Sql,
  head: RolloutHead,
  revision: string,
  now: number,
): Promise<GoingFacts | null> {
  if (head.status === "superseded" || head.status === "closed") return null;
  const basis = await loadRolloutBasis(db, head.id);
  if (!basis) return null;
  if (basis.mode === "observe") return { basis, queued: null, standing: null };
  const [queued, standing] = await Promise.all([
    readQueued(db, basis, revision),
    queueStanding(db, head.applianceId, head.id, now),
  ]);
  return { basis, queued, standing };
}

function kindsAtHand(
  { tallies, expected }: FleetReading,
  { basis, queued }: GoingFacts,
  sources: readonly SnapshotAge[],
): KindAtHand[] {
  const byKind = countBy(tallies, ({ kind }) => kind as ClientKind);
  return clientKinds.flatMap((kind) => {
    const counts = byKind.get(kind);
    if (!counts) return [];
    const waiting = expected.find((each) => each.kind === kind);
    const members = Object.values(counts).reduce((total, count) => total + count, 0);
    const look = basis.looks.get(kind);
    return [
      {
        kind,
        open: members - counts.checked_in - counts.excluded,
        withoutDeadline: waiting?.withoutDeadline ?? 0,
        unknown: (waiting?.unknown ?? 0) + (queued?.value.unknown.get(kind) ?? 0),
        doubtful: tallies.some((tally) => tally.kind === kind && tally.doubtful),
        source: look
          ? {
              exportedAt: look.lookAt,
              basis: sources.find((source) => source.kind === kind)?.basis ?? "stated",
            }
          : null,
      },
    ];
  });
}

function queueAtHand({ tallies }: FleetReading, { queued, standing }: GoingFacts): QueueAtHand | null {
  if (queued === null || standing === null) return null;
  const { groups, overdue } = queued.value;
  const byWave = countByWave(tallies);
  const waves = standing.basis.waves.map(({ position }) => {
    const counts = byWave.get(position);
    return counts
      ? { members: counts.members - counts.excluded, checkedIn: counts.checkedIn }
      : { members: 0, checkedIn: 0 };
  });
  return { ...standing, groups, overdue, waves };
}
