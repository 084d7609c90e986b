// What pages read of slots: the ledger page by page, slots over time against the cap, the queue and what stops whom.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as liveRoute from "@/app/api/v1/rollouts/[id]/live/route";
import * as queueRoute from "@/app/api/v1/rollouts/[id]/queue/route";
import * as overTimeRoute from "@/app/api/v1/rollouts/[id]/slots-over-time/route";
import { runJob } from "@/jobs/run";
import { asTimestamp, pool } from "@/lib/platform/db";
import { liveStanding } from "@/lib/rollout/cap/live-queries";
import { queueNext } from "@/lib/rollout/cap/queue-queries";
import { heldSlots, slotLedger, slotsOverTime } from "@/lib/rollout/cap/slot-queries";
import { loadFleetTallies } from "@/lib/rollout/members/fleet-reading";
import { sumTallies } from "@/lib/rollout/members/member-counts";
import { loadUpgradePace } from "@/lib/rollout/releases/upgrade-advice-queries";
import { callRoute } from "@/test/support/call-route";
import { addKey } from "@/test/support/cast";
import {
  ask,
  changeRollout,
  closeRollCall,
  openRollCall,
  openSite,
  type Problem,
  setClock,
  withSettings,
} from "@/test/support/roll-call";

const minute = 60_000;
const start = Date.parse("2026-03-02T03:00:00Z");

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:59:00Z"));
afterAll(closeRollCall);

async function controlled(cap: number, waves?: unknown[]) {
  const site = await openSite({ cap });
  const { rollout } = await site.release("24.1.1", "2026-03-02T02:00:00Z");
  await site.import(
    Array.from({ length: 6 }, (_, index) => ({
      name: `pc${index + 1}`,
      type: "active",
      seen: index === 5 ? "Offline since 2026-03-02 02:20:00" : "Offline since 2026-03-01 20:00:00",
      group: index < 3 ? "Lisbon" : "Porto",
    })),
    "2026-03-02T02:30:00Z",
  );
  const changed = await changeRollout(rollout, { mode: "control", ...(waves && { waves }) });
  expect(changed.status).toBe(200);
  await runJob("slot.grant", { applianceId: site.id });
  const { rows } = await pool().query<{ id: number }>(
    "SELECT id FROM client WHERE appliance_id = $1 ORDER BY name",
    [site.id],
  );
  return { site, rollout, clients: rows.map(({ id }) => id) };
}

let fence = 1_000;
/** Writes a slot as it was, in minutes after the start. */
async function slotOf(
  where: { site: { id: number }; rollout: number; clients: number[] },
  slot: { client: number; number: number; from: number; to: number | null; outcome?: string },
) {
  fence += 1;
  await pool().query(
    `INSERT INTO slot (appliance_id, rollout_id, client_id, number, fence, asked_by, asked_by_name, group_name, kind, wave,
                       granted_at, lease_minutes, lease_until, ended_at, outcome, judged)
     VALUES ($1, $2, $3, $4, $5, 'api', 'test', 'Lisbon', 'jump_client', 0, $6::timestamptz, 30, $6::timestamptz + interval '300 minutes', $7::timestamptz, $8, true)`,
    [
      where.site.id,
      where.rollout,
      where.clients[slot.client],
      slot.number,
      fence,
      asTimestamp(start + slot.from * minute),
      asTimestamp(slot.to === null ? null : start + slot.to * minute),
      slot.to === null ? null : (slot.outcome ?? "done"),
    ],
  );
}

describe("the ledger", () => {
  it("shows who holds slots by number, and those that ended page by page, the latest granted first", async () => {
    const where = await controlled(10);
    for (const client of [0, 1, 2]) {
      await slotOf(where, { client, number: client + 1, from: client, to: 10 + client });
    }
    await slotOf(where, { client: 4, number: 2, from: 20, to: null });
    await slotOf(where, { client: 3, number: 1, from: 21, to: null });
    const held = await heldSlots(pool(), where.site.id);
    expect(held.map(({ number, clientName }) => [number, clientName])).toEqual([
      [1, "pc4"],
      [2, "pc5"],
    ]);
    expect(held[0]).toMatchObject({ askedBy: "api", askedByName: "test", grantedAt: start + 21 * minute });
    const first = await slotLedger(pool(), { applianceId: where.site.id, cursor: null, limit: 2 });
    expect(first.items.map(({ clientName }) => clientName)).toEqual(["pc3", "pc2"]);
    expect(first.total).toBe(3);
    const second = await slotLedger(pool(), { applianceId: where.site.id, cursor: first.next, limit: 2 });
    expect(second).toMatchObject({ items: [{ clientName: "pc1", outcome: "done" }], next: null });
    const other = { applianceId: where.site.id, rolloutId: where.rollout + 1_000, cursor: null, limit: 2 };
    expect(await slotLedger(pool(), other)).toEqual({ items: [], next: null, total: 0 });
  });
});

describe("slots over time", () => {
  it("counts exactly, joins a number given on at once, leaves out what is to come, and the cap before it was recorded", async () => {
    const where = await controlled(5);
    await pool().query("DELETE FROM cap_change WHERE appliance_id = $1", [where.site.id]);
    await pool().query(
      "INSERT INTO cap_change (appliance_id, cap, at, changed_by) VALUES ($1, 2, $2, 'test'), ($1, NULL, $3, 'test')",
      [where.site.id, asTimestamp(start + 15 * minute), asTimestamp(start + 35 * minute)],
    );
    await slotOf(where, { client: 0, number: 1, from: -5, to: 12 });
    await slotOf(where, { client: 1, number: 2, from: 5, to: 25 });
    await slotOf(where, { client: 2, number: 1, from: 12, to: 13 });
    await slotOf(where, { client: 3, number: 3, from: 45, to: null });
    const buckets = await slotsOverTime(pool(), where.site.id, start, start + 80 * minute, 8);
    expect(buckets.map(({ held, peak }) => [held, peak])).toEqual([
      [2, 2],
      [1, 2],
      [0, 1],
      [0, 0],
      [1, 1],
      [1, 1],
      [null, null],
      [null, null],
    ]);
    expect(buckets.map(({ cap, capKnown }) => (capKnown ? cap : "unknown"))).toEqual([
      "unknown",
      2,
      2,
      null,
      null,
      null,
      null,
      null,
    ]);
    const path = `/api/v1/rollouts/${where.rollout}/slots-over-time?from=2026-03-02T03:00:00Z&to=2026-03-02T04:20:00Z&buckets=8`;
    const answer = await ask<{ items: { held: number | null }[] }>(overTimeRoute.GET, path, {
      id: where.rollout,
    });
    expect(answer.body.items.map(({ held }) => held)).toEqual(buckets.map(({ held }) => held));
    const backwards = await ask(overTimeRoute.GET, `${path}&from=2026-03-03T03:00:00Z`, {
      id: where.rollout,
    });
    expect(backwards.status).toBe(400);
  });
});

describe("the queue", () => {
  const waves = [
    { name: "Lisbon first", filter: { groups: ["Lisbon"] } },
    { name: "Porto at night", filter: { groups: ["Porto"] }, startsAt: "2026-03-09T22:00:00Z" },
  ];

  it("lists who is next in order, with what stops each, and leaves out who holds a slot", async () => {
    const where = await controlled(2, waves);
    await slotOf(where, { client: 0, number: 1, from: 59, to: null });
    const queue = await queueNext(pool(), where.rollout, start + 60 * minute, 10);
    expect(queue).toMatchObject({ why: null, queued: 4, free: 1, pushes: false, unplaced: 0 });
    const byName = Object.fromEntries(queue.next.map(({ name, why }) => [name, why?.because ?? null]));
    expect(byName).toEqual({ pc2: null, pc3: null, pc4: "wave_starts", pc5: "wave_starts" });
    expect(queue.next.slice(0, 2).map(({ wave }) => wave)).toEqual([0, 0]);
    expect(queue.waves).toMatchObject([
      { name: "Lisbon first", standing: "open", members: 3, holding: 1, queued: 2, checkedIn: 0 },
      { name: "Porto at night", standing: "closed", members: 3, holding: 0, queued: 2, checkedIn: 1 },
      { name: null, members: 0 },
    ]);
    await pool().query("UPDATE appliance SET sub_caps = $2 WHERE id = $1", [
      where.site.id,
      JSON.stringify({ groups: { Lisbon: 1 } }),
    ]);
    const capped = await queueNext(pool(), where.rollout, start + 60 * minute, 1);
    expect(capped.next).toMatchObject([
      { why: { because: "group_cap", params: { group: "Lisbon", cap: 1 } } },
    ]);
    expect(capped.reachedSubCaps).toEqual([{ of: "group", name: "Lisbon", cap: 1, held: 1 }]);
    const answer = await ask<{ items: { why: { code: string; sentence: string } }[] }>(
      queueRoute.GET,
      `/api/v1/rollouts/${where.rollout}/queue?limit=1`,
      { id: where.rollout },
    );
    expect(answer.body.items[0]?.why).toMatchObject({
      code: "slots_full",
      sentence: "Group Lisbon is at its own cap of 1.",
    });
  });

  it("says of a held rollout that nothing moves", async () => {
    const where = await controlled(2);
    await changeRollout(where.rollout, { held: true, heldReason: "Friday" });
    const queue = await queueNext(pool(), where.rollout, start + 60 * minute, 10);
    expect(queue).toMatchObject({ why: { because: "held" }, free: 0, queued: 5 });
    expect(new Set(queue.next.map(({ why }) => why?.because))).toEqual(new Set(["held"]));
  });
});

describe("observing", () => {
  it("counts the minutes in which Jump Clients came back, and who is still expected", async () => {
    const { rollout } = await controlled(2);
    expect(await loadUpgradePace(pool(), rollout)).toEqual({
      minutes: [{ at: Date.parse("2026-03-02T02:20:00Z"), clients: 1 }],
      remaining: 5,
    });
  });
});

describe("being told of changes", () => {
  it("has another revision after a grant, an end, a hold and a new cap, and the same while nothing changes", async () => {
    const where = await controlled(2);
    const seen: string[] = [];
    const look = async () => {
      const standing = await liveStanding(pool(), where.rollout);
      expect(standing).toEqual(await liveStanding(pool(), where.rollout));
      seen.push(standing?.revision ?? "");
      return standing;
    };
    await look();
    await slotOf(where, { client: 0, number: 1, from: 1, to: null });
    expect(await look()).toMatchObject({ held: 1, cap: 2 });
    await pool().query("UPDATE slot SET ended_at = $2, outcome = 'done' WHERE rollout_id = $1", [
      where.rollout,
      asTimestamp(start + 2 * minute),
    ]);
    expect(await look()).toMatchObject({ held: 0 });
    await changeRollout(where.rollout, { held: true });
    await look();
    await pool().query("UPDATE appliance SET cap = 7 WHERE id = $1", [where.site.id]);
    expect(await look()).toMatchObject({ cap: 7 });
    expect(new Set(seen).size).toBe(seen.length);
    const { counts } = sumTallies(await loadFleetTallies(pool(), where.rollout));
    expect(counts).toMatchObject({ queued: 5, checked_in: 1 });
    expect(await liveStanding(pool(), 999_999)).toBeNull();
  });

  it("streams how it stands at once and after a change, to whoever may see it, and only so many at a time", async () => {
    const where = await controlled(2);
    const path = `/api/v1/rollouts/${where.rollout}/live`;
    const params = { id: String(where.rollout) };
    const { headers } = await addKey("watcher", "viewer", where.site.id);
    const elsewhere = await addKey("of another appliance", "viewer", (await openSite()).id);
    const refused = await callRoute(liveRoute.GET, { path, params, headers: elsewhere.headers });
    expect(refused.status).toBe(404);
    const response = await callRoute(liveRoute.GET, { path, params, headers });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(response.headers.get("cache-control")).toBe("no-store, no-transform");
    const events = read(response);
    expect((await events.next()).value).toMatchObject({ held: 0, cap: 2, counts: { queued: 5 } });
    await pool().query("UPDATE appliance SET cap = 3 WHERE id = $1", [where.site.id]);
    expect((await events.next()).value).toMatchObject({ held: 0, cap: 3 });
    await withSettings({ ROLLCALL_MAX_STREAMS: "1" }, async () => {
      const full = await callRoute(liveRoute.GET, { path, params, headers });
      expect(full.status).toBe(503);
      expect(((await full.json()) as Problem).code).toBe("too_many_streams");
    });
    await events.return(undefined);
  });
});

/** The data of the `changed` events of a stream. */
async function* read(
  response: Response,
): AsyncGenerator<{ held: number; cap: number | null }, void, undefined> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      if (done) return;
      text += value;
      for (const match of text.matchAll(/event: changed\ndata: (.+)\n\n/g)) yield JSON.parse(match[1] ?? "");
      text = text.slice(text.lastIndexOf("\n\n") + 2);
    }
  } finally {
    await reader?.cancel();
  }
}
