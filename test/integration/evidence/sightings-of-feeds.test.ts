/** What feeds say of single clients, one observation after the other and in any order, beside weighing all of it at once. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recordSightings } from "@/lib/evidence/record-sightings";
import { lockEvidence } from "@/lib/evidence/record-snapshot";
import type { SingleSighting } from "@/lib/evidence/sighting-runs";
import { weighClients } from "@/lib/evidence/weigh-clients";
import { weighFrom } from "@/lib/evidence/weigh-from";
import { asTimestamp, inTransaction, pool } from "@/lib/platform/db";
import { closeRollCall, openRollCall, openSite, type Site } from "../../support/roll-call";

const minute = 60_000;
const listedAt = Date.parse("2026-03-01T12:00:00Z");

let site: Site;
beforeAll(async () => {
  await openRollCall();
  site = await openSite();
  await site.import(
    ["A", "B", "C", "D"].map((name) => ({ name, seen: "2026-03-01 11:00" })),
    "2026-03-01T12:00:00Z",
  );
});
afterAll(closeRollCall);

const nothing: Omit<SingleSighting, "clientId" | "observedAt"> = {
  kind: "jump_client",
  earliestAt: null,
  connectedAt: null,
  connectedFromAt: null,
  online: null,
  needsUpdate: null,
  needsUpdateUnread: false,
  connectionType: null,
  availability: null,
  said: null,
  basis: null,
  more: {},
};

async function record(feedId: number, sightings: readonly SingleSighting[]) {
  return inTransaction(pool(), async (tx) => {
    await lockEvidence(tx, site.id);
    return recordSightings(tx, site.id, feedId, sightings);
  });
}

const factsNow = async () =>
  (
    await pool().query(
      "SELECT to_jsonb(n) - 'rev' AS row FROM client_now n WHERE appliance_id = $1 ORDER BY client_id",
      [site.id],
    )
  ).rows;

const aSighting = fc.record({
  client: fc.constantFrom("A", "B", "C"),
  at: fc.integer({ min: -20, max: 20 }),
  online: fc.option(fc.boolean()),
  needsUpdate: fc.option(fc.boolean(), { freq: 2 }),
  connectedBefore: fc.option(fc.integer({ min: 0, max: 30 }), { freq: 2 }),
  availability: fc.option(fc.constantFrom("available" as const, "disabled" as const), { freq: 2 }),
});

it("what is known is the same as when everything is weighed at once, whatever comes when and by whichever feed", async () => {
  const ids = await site.clients();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(901, 902), fc.array(aSighting, { minLength: 1, maxLength: 6 })), {
        maxLength: 6,
      }),
      // The release lies before, between or after all of them.
      fc.constantFrom(null, -30, -5, 0, 5),
      async (batches, releasedAfter) => {
        await pool().query("UPDATE appliance SET weighed_from = $2 WHERE id = $1", [
          site.id,
          releasedAfter === null ? null : asTimestamp(listedAt + releasedAfter * minute),
        ]);
        await pool().query("DELETE FROM sighting WHERE feed_id IN (901, 902)");
        const all = [...ids.values()].map(({ id }) => id);
        await inTransaction(pool(), (tx) => weighClients(tx, site.id, all));
        for (const [feedId, batch] of batches)
          await record(
            feedId,
            batch.map(({ client, at, connectedBefore, ...says }) => ({
              ...nothing,
              ...says,
              clientId: ids.get(client)?.id ?? 0,
              observedAt: listedAt + at * minute,
              connectedAt: connectedBefore === null ? null : listedAt + (at - connectedBefore) * minute,
            })),
          );
        const before = await factsNow();
        await inTransaction(pool(), (tx) => weighClients(tx, site.id, all));
        expect(before).toEqual(await factsNow());
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 60) },
  );
}, 300_000);

it("a feed that says the same again writes no further row, and what is known moves on", async () => {
  const { id } = await site.client("D");
  const online = (at: number) => ({
    ...nothing,
    clientId: id,
    online: true,
    observedAt: listedAt + at * minute,
  });
  for (const at of [1, 2, 3]) await record(903, [online(at)]);
  const { rows } = await pool().query("SELECT first_at, observed_at FROM sighting WHERE feed_id = 903");
  expect(rows).toEqual([{ first_at: listedAt + minute, observed_at: listedAt + 3 * minute }]);
  expect((await site.client("D")).lastSeenAt).toBe("2026-03-01T12:03:00.000Z");
  expect(await record(903, [online(2)])).toMatchObject({ repeated: 1, changed: [] });
});

it("a run that began before the release does not move on past it, so that it is known when the client was seen first after it", async () => {
  const { id } = await site.client("C");
  const online = (at: number) => ({
    ...nothing,
    clientId: id,
    online: true,
    needsUpdate: true,
    observedAt: listedAt + at * minute,
  });
  const release = (at: number | null) =>
    pool().query("UPDATE appliance SET weighed_from = $2 WHERE id = $1", [
      site.id,
      at === null ? null : asTimestamp(listedAt + at * minute),
    ]);
  const connectedOld = async () => {
    const { rows } = await pool().query<{ at: number | null }>(
      "SELECT connected_old_at AS at FROM client_now WHERE client_id = $1",
      [id],
    );
    return rows[0]?.at ?? null;
  };
  await release(103);
  // What the random sightings above left was weighed from another release.
  await inTransaction(pool(), (tx) => weighClients(tx, site.id, [id]));
  for (const at of [101, 102, 104, 105, 106]) await record(905, [online(at)]);
  const { rows } = await pool().query(
    "SELECT first_at, observed_at FROM sighting WHERE feed_id = 905 ORDER BY observed_at",
  );
  expect(rows).toEqual([
    { first_at: listedAt + 101 * minute, observed_at: listedAt + 102 * minute },
    { first_at: listedAt + 104 * minute, observed_at: listedAt + 106 * minute },
  ]);
  expect(await connectedOld()).toBe(listedAt + 104 * minute);
  // A release that is recorded late lies within a run: only its newest report is known to be later, and stays so.
  await release(null);
  await inTransaction(pool(), (tx) => weighFrom(tx, site.id, listedAt + 105 * minute));
  expect(await connectedOld()).toBe(listedAt + 106 * minute);
  await record(905, [online(107)]);
  expect(await connectedOld()).toBe(listedAt + 106 * minute);
  await inTransaction(pool(), (tx) => weighClients(tx, site.id, [id]));
  expect(await connectedOld()).toBe(listedAt + 106 * minute);
  await release(null);
});

it("a later one never moves the last connection back, and is kept", async () => {
  const { id } = await site.client("D");
  const done = await record(904, [
    { ...nothing, clientId: id, online: true, observedAt: listedAt - 30 * minute },
  ]);
  expect(done.repeated).toBe(0);
  expect((await site.client("D")).lastSeenAt).toBe("2026-03-01T12:03:00.000Z");
});
