/** What an open slots page shows of the moment: read once for all who look on, and for a share of the time at most. */
import type { Sql } from "@/lib/platform/db";
import type { FleetReading } from "../members/fleet-reading";
import { fleetShare, keptReading, type Reading, slotShare } from "../members/kept-readings";
import { countByWave, type Queue, queueNext } from "./queue-queries";
import {
  type EndedSlotRow,
  type HeldSlotRow,
  heldSlots,
  type LedgerPosition,
  type SlotBucket,
  slotLedger,
  slotsOverTime,
} from "./slot-queries";

/** A stretch of time that the chart shows: how long, in how many equal parts. */
export interface ChartSpan {
  length: number;
  buckets: number;
}

export interface SlotsPage {
  held: HeldSlotRow[];
  queue: Queue;
  /** The first page of the ledger. */
  ledger: { items: EndedSlotRow[]; next: LedgerPosition | null; total: number };
}

/** How many of the queue and of the ledger are shown. */
const nextShown = 12;
export const ledgerLimit = 50;

/**
 * Reads it, kept as `keptReading` says. `revision` is how things stand now (`liveStanding`), `fleet` how the members
 * were counted last. The caller has asked whether the rollout may be seen.
 */
export function slotsPage(
  db: Sql,
  { id, applianceId }: { id: number; applianceId: number },
  revision: string,
  fleet: Reading<FleetReading>,
): Promise<Reading<SlotsPage>> {
  return keptReading(db, `slots ${id}`, revision, slotShare, async (now) => {
    const [held, queue, ledger] = await Promise.all([
      heldSlots(db, applianceId),
      queueNext(db, id, now, nextShown, countByWave(fleet.value.tallies)),
      slotLedger(db, { applianceId, rolloutId: id, cursor: null, limit: ledgerLimit }),
    ]);
    return { held, queue, ledger };
  });
}

/** The chart's stretches up to now, kept likewise; it adds up every grant and end of its span, so less often. */
export function slotsChart(
  db: Sql,
  applianceId: number,
  { length, buckets }: ChartSpan,
  revision: string,
): Promise<Reading<SlotBucket[]>> {
  return keptReading(db, `chart ${applianceId} ${length}`, revision, fleetShare, (now) => {
    const stretch = length / buckets;
    const until = Math.ceil(now / stretch) * stretch;
    return slotsOverTime(db, applianceId, until - length, until, buckets);
  });
}
