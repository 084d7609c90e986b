// The cap against random steps on a real database, eight at a time: never overrun, whatever crosses whatever.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPool, pool } from "@/lib/platform/db";
import { databaseUrl } from "@/lib/platform/env";
import { endExpiredSlots } from "@/lib/rollout/cap/end-slots";
import { type CapSite, neverExhausted, quietContext, seedCapSite } from "@/test/support/cap-site";
import { type Step, StepPlayer, stepKinds, stepWeights, verbDoor } from "@/test/support/cap-steps";
import { installGrantGuard, readGrantViolations, watchCap } from "@/test/support/cap-watch";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";

const highestCap = 12;
const concurrency = 8;

const someStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(...stepKinds.map((kind) => ({ arbitrary: fc.constant(kind), weight: stepWeights[kind] }))),
  who: fc.nat(1_000_000),
  amount: fc.nat(1_000_000),
});

beforeAll(async () => {
  await openRollCall();
  openPool(concurrency + 4);
  await installGrantGuard(databaseUrl());
});
afterAll(closeRollCall);

function seed(members = 60, cap = 6): Promise<CapSite> {
  return seedCapSite({
    members,
    cap,
    policy: neverExhausted,
    appliance: { subCaps: { groups: { "Group 1": 2 } } },
    rollout: { haltRule: { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 } },
  });
}

async function playAll(player: StepPlayer, steps: readonly Step[], lanes: number): Promise<void> {
  const queue = [...steps];
  const lane = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) await player.play(step);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

describe("random steps", () => {
  it("eight at a time never overrun the cap, a number, a client, a fence or a sub-cap", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someStep, { minLength: 60, maxLength: 120 }), async (steps) => {
        const site = await seed();
        const watcher = await watchCap(databaseUrl(), site.applianceId, 2);
        const player = new StepPlayer(site, verbDoor(site), pool(), highestCap);
        await playAll(player, steps, concurrency);
        await watcher.look();
        const seen = await watcher.stop();
        expect([...player.violations, ...seen.violations]).toEqual([]);
        expect(await readGrantViolations(databaseUrl())).toEqual([]);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it("one after the other are looked at after every single one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someStep, { minLength: 40, maxLength: 80 }), async (steps) => {
        const site = await seed(30, 3);
        const watcher = await watchCap(databaseUrl(), site.applianceId, 60_000);
        const player = new StepPlayer(site, verbDoor(site), pool(), 5);
        for (const step of steps) {
          await player.play(step);
          await watcher.look();
        }
        // The watcher sleeps between looks of its own; it is not waited for.
        void watcher.stop();
        expect(player.violations).toEqual([]);
        expect(await readGrantViolations(databaseUrl())).toEqual([]);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it("leave nothing behind: once time has passed and the sweep has run, nothing is held and everybody is judged", async () => {
    const site = await seed(200, 10);
    const door = verbDoor(site);
    const player = new StepPlayer(site, door, pool(), highestCap);
    const asks = site.clientIds.map((_, who): Step => ({ kind: "ask", who, amount: 0 }));
    await playAll(player, asks, concurrency);
    expect(player.grants).toBe(10);
    await player.play({ kind: "timePasses", who: 0, amount: 44 });
    await door.sweep();
    const { rows } = await pool().query(
      `SELECT (SELECT count(*) FROM slot WHERE appliance_id = $1 AND ended_at IS NULL) AS held,
              (SELECT count(*) FROM slot WHERE appliance_id = $1 AND NOT judged) AS unjudged,
              (SELECT count(*) FROM client_now WHERE rollout_id = $2 AND state <> 'queued') AS elsewhere`,
      [site.applianceId, site.rolloutId],
    );
    expect(rows[0]).toEqual({ held: 0, unjudged: 0, elsewhere: 0 });
  });
});

describe("crossings", () => {
  it("an ask that meets its own lease just being ended is not told that it holds it", async () => {
    const site = await seed(4, 2);
    const door = verbDoor(site);
    const clientId = site.clientIds[0] ?? 0;
    expect((await door.ask(clientId)).status).toBe(201);
    await pool().query(
      "UPDATE slot SET lease_until = clock_timestamp() - interval '1 second' WHERE client_id = $1",
      [clientId],
    );
    const sweeping = await pool().connect();
    try {
      await sweeping.query("BEGIN");
      const { now } = await quietContext();
      expect(await endExpiredSlots(sweeping, site.applianceId, now)).toHaveLength(1);
      expect(await door.ask(clientId)).toMatchObject({ status: 423 });
      await sweeping.query("COMMIT");
    } finally {
      sweeping.release();
    }
    expect((await door.ask(clientId)).status).toBe(201);
  });
});
