/** A list that was made again and found the same moves on, and what is known is as if it had been taken in again. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { confirmSnapshot } from "@/lib/evidence/confirm-snapshot";
import { recordSightings } from "@/lib/evidence/record-sightings";
import { lockEvidence } from "@/lib/evidence/record-snapshot";
import { weighClients } from "@/lib/evidence/weigh-clients";
import { inTransaction, pool } from "@/lib/platform/db";
import { judgeLooked } from "@/lib/rollout/members/judge-looked";
import {
  closeRollCall,
  type ListedClient,
  openRollCall,
  openSite,
  type Site,
  setClock,
  sweep,
} from "../../support/roll-call";

beforeAll(openRollCall);
afterAll(closeRollCall);

const listed: ListedClient[] = [
  { name: "ON", seen: "Online" },
  { name: "OFF", seen: "2026-03-01 08:00" },
];

async function move(site: Site, importId: number, at: string): Promise<boolean> {
  return inTransaction(pool(), async (tx) => {
    await lockEvidence(tx, site.id);
    const madeAt = Date.parse(at);
    if (!(await confirmSnapshot(tx, importId, madeAt))) return false;
    await judgeLooked(tx, site.id, ["jump_client"], madeAt, { cause: "feed 1", now: madeAt });
    return true;
  });
}

const nowRows = async (site: Site) =>
  (
    await pool().query(
      "SELECT to_jsonb(n) - 'rev' AS row FROM client_now n WHERE appliance_id = $1 ORDER BY 1",
      [site.id],
    )
  ).rows;

it("whoever is online in it was connected until then, who was not seen is overdue, and weighing all of it anew changes nothing", async () => {
  setClock("2026-03-02T12:00:00Z");
  const site = await openSite();
  const first = await site.import(listed, "2026-03-01T12:00:00Z");
  await site.release("26.1.1", "2026-03-01T13:00:00Z");
  // A day later everybody is past due, and nobody has looked.
  const second = await site.import(listed, "2026-03-01T14:00:00Z");
  expect(await site.states()).toEqual({ ON: "checked_in seen_after_release", OFF: "waiting not_due_yet" });
  setClock("2026-03-03T12:00:00Z");
  await pool().query(
    "UPDATE client_now SET judge_after = '2026-03-02' WHERE appliance_id = $1 AND judge_after IS NOT NULL",
    [site.id],
  );
  await pool().query("UPDATE due_block SET judge_after = '2026-03-02'");
  await sweep();
  expect(await site.states()).toMatchObject({ OFF: "waiting no_data_since_due" });
  expect(await move(site, second.id, "2026-03-03T11:00:00Z")).toBe(true);
  expect(await site.states()).toEqual({ ON: "checked_in seen_after_release", OFF: "overdue past_due" });
  expect(await site.client("ON")).toMatchObject({ lastSeenAt: "2026-03-03T11:00:00.000Z" });
  const before = await nowRows(site);
  const ids = [...(await site.clients()).values()].map(({ id }) => id);
  await inTransaction(pool(), (tx) => weighClients(tx, site.id, ids));
  expect(await nowRows(site)).toEqual(before);
  expect(await move(site, first.id, "2026-03-03T11:30:00Z")).toBe(false);
});

it("it does not move over a release, over what somebody else said, nor backwards", async () => {
  setClock("2026-03-05T12:00:00Z");
  const site = await openSite();
  const list = await site.import(listed, "2026-03-01T12:00:00Z");
  expect(await move(site, list.id, "2026-03-01T11:00:00Z")).toBe(false);
  expect(await move(site, list.id, "2026-03-01T13:00:00Z")).toBe(true);
  const { id } = await site.client("OFF");
  await inTransaction(pool(), async (tx) => {
    await lockEvidence(tx, site.id);
    await recordSightings(tx, site.id, 77, [
      {
        clientId: id,
        kind: "jump_client",
        observedAt: Date.parse("2026-03-01T14:00:00Z"),
        earliestAt: null,
        connectedAt: null,
        connectedFromAt: null,
        online: true,
        needsUpdate: null,
        needsUpdateUnread: false,
        connectionType: null,
        availability: null,
        said: null,
        basis: null,
        more: {},
      },
    ]);
  });
  expect(await move(site, list.id, "2026-03-01T15:00:00Z")).toBe(false);
  const again = await site.import(listed, "2026-03-01T16:00:00Z");
  await site.release("26.1.1", "2026-03-01T17:00:00Z");
  expect(await move(site, again.id, "2026-03-01T18:00:00Z")).toBe(false);
  expect(await move(site, again.id, "2026-03-01T16:30:00Z")).toBe(true);
});

it("who is in it and still needs the update was seen first when it was made first, and it stays so", async () => {
  setClock("2026-03-02T12:00:00Z");
  const site = await openSite();
  const old: ListedClient[] = [{ name: "ON", type: "active", needsUpdate: "1", seen: "Online" }];
  await site.import([{ ...old[0], name: "ON", seen: "2026-03-01 08:00" }], "2026-03-01T12:00:00Z");
  await site.release("26.1.1", "2026-03-01T13:00:00Z");
  const list = await site.import(old, "2026-03-01T20:00:00Z");
  for (const at of ["2026-03-01T21:00:00Z", "2026-03-01T21:30:00Z"]) {
    expect(await move(site, list.id, at)).toBe(true);
    expect(await site.client("ON")).toMatchObject({ dueAt: "2026-03-01T22:00:00.000Z" });
  }
  const before = await nowRows(site);
  const ids = [...(await site.clients()).values()].map(({ id }) => id);
  await inTransaction(pool(), (tx) => weighClients(tx, site.id, ids));
  expect(await nowRows(site)).toEqual(before);
  // Recorded late, a release lies within the time that the list stood for: it stays behind, and the next one is taken in anew.
  await site.release("26.1.2", "2026-03-01T20:30:00Z");
  expect(await site.client("ON")).toMatchObject({ dueAt: "2026-03-01T23:30:00.000Z" });
  expect(await move(site, list.id, "2026-03-01T23:00:00Z")).toBe(false);
});
