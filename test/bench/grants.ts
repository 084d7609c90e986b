// How fast slots are given out, beside the bare cost of as many transactions on the same server in the same run.
import { openPool, pool } from "@/lib/platform/db";
import { takeBatch } from "@/lib/rollout/cap/grant-queued";
import { releaseSlot } from "@/lib/rollout/cap/release-slot";
import type { HeldSlot } from "@/lib/rollout/cap/slot-store";
import { type CapSite, quietContext } from "../support/cap-site";
import type { BareDatabase } from "./bare-work";
import type { Figure } from "./figures";
import { perSecond } from "./per-second";
import { ask, type GrantPlan, openDatabases, seedQueue } from "./queue-site";
import { percentiles } from "./spread";

/** How many asks are granted and refused, on a durable database of its own with a full queue. */
export async function benchGrants(plan: GrantPlan): Promise<Figure[]> {
  const { bare, close } = await openDatabases(plan.databaseUrl);
  try {
    openPool(plan.lanes + 4);
    const startedMs = performance.now();
    const site = await seedQueue(plan);
    plan.tell(`${plan.members} members queued in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    return await benchRates(site, bare, plan);
  } finally {
    await close();
  }
}

async function benchRates(site: CapSite, bare: BareDatabase, plan: GrantPlan): Promise<Figure[]> {
  const { lanes, seconds } = plan;
  const before = await bare.transactions(lanes, seconds);
  let next = 0;
  const held: HeldSlot[] = await takeBatch(await quietContext(), {
    applianceId: site.applianceId,
    count: plan.cap,
  });
  const grantMs: number[] = [];
  // The cap stays full: each grant takes the place of a slot that was given back just before.
  const spares = site.clientIds.filter((id) => !held.some(({ clientId }) => clientId === id));
  const grants = await perSecond(lanes, seconds, async () => {
    const slot = held.shift();
    if (slot) await releaseSlot(await quietContext(), slot.id, slot.fence, "done");
    const clientId = spares[next++ % spares.length] ?? 0;
    // Somebody else may have been quicker; whoever is refused is ranked and asks again, as an endpoint would.
    for (;;) {
      const startedMs = performance.now();
      const outcome = await ask(site, clientId);
      if (outcome.kind === "refused") continue;
      grantMs.push(performance.now() - startedMs);
      if (outcome.fresh) held.push(outcome.slot);
      return outcome.fresh ? 1 : 0;
    }
  });
  const batchedGrants = await benchBatches(held, site, plan);
  const refusals = await perSecond(lanes, seconds, async () => {
    const outcome = await ask(site, spares[next++ % spares.length] ?? 0);
    if (outcome.kind === "refused") return 1;
    if (outcome.fresh) throw new Error("a slot was given out over a full cap");
    return 0;
  });
  const bareTransactions = [before, await bare.transactions(lanes, seconds)];
  const { p50, p95 } = percentiles(grantMs);
  const figure = (work: string, value: number, aim?: string): Figure => ({
    work,
    rows: plan.members,
    value,
    unit: "per second",
    better: "higher",
    bare: { what: "one-row transactions", values: bareTransactions },
    ...(aim ? { aim } : {}),
  });
  plan.tell(`an ask granted takes p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  return [
    figure("asks granted, each after a release", grants, "10 %"),
    figure("asks refused at a full cap", refusals, "40 %"),
    figure("slots given out in batches of the cap", batchedGrants),
  ];
}

/** The whole cap at once, time and again; what is measured is the granting alone. */
async function benchBatches(held: HeldSlot[], site: CapSite, plan: GrantPlan): Promise<number> {
  let granted = 0;
  let tookMs = 0;
  for (let turn = 0; turn < 5; turn++) {
    await pool().query(
      `UPDATE slot SET ended_at = clock_timestamp(), outcome = 'released', judged = true WHERE appliance_id = $1 AND ended_at IS NULL`,
      [site.applianceId],
    );
    held.length = 0;
    const startedMs = performance.now();
    held.push(...(await takeBatch(await quietContext(), { applianceId: site.applianceId, count: plan.cap })));
    tookMs += performance.now() - startedMs;
    granted += held.length;
  }
  return Math.round(granted / (tookMs / 1000));
}
