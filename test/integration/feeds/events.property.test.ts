/** Events in any order, with repetitions and in batches cut anyhow, end where all of them in one batch and in order end. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { POST as sendEvents } from "@/app/api/v1/feeds/[id]/events/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { pool } from "@/lib/platform/db";
import { callRoute } from "../../support/call-route";
import { addKey } from "../../support/cast";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  runDueJobs,
  type Site,
  setClock,
} from "../../support/roll-call";

const minute = 60_000;
const installedAt = Date.parse("2026-03-02T06:00:00Z");
const runs = Number(process.env.FEED_HISTORIES ?? 40);
/** fast-check plays smaller ones where one fails. */
const sets = 4 * runs + 200;
const listed = ["a", "b", "c"] as const;

let site: Site;
let feedId: number;
let headers: Record<string, string>;

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T12:00:00Z");
  site = await openSite();
  await site.release("26.1.1", "2026-03-01T06:00:00Z");
  await site.import(
    Array.from({ length: sets }, (_, set) => listed.map((who) => hostOf(set, who))).flatMap((hosts, set) =>
      hosts.map((name, place) => ({
        name,
        host: `${name}.example.org`,
        id: `${set}-${place}`,
        seen: "2026-03-01 11:00",
      })),
    ),
    "2026-03-01T12:00:00Z",
  );
  await site.release("26.2.1", new Date(installedAt).toISOString());
  const answer = await ask<{ id: number }>(createFeed, "/api/v1/feeds", {
    method: "POST",
    body: { applianceId: site.id, type: "events" },
  });
  feedId = answer.body.id;
  headers = (await addKey("sender", "agent", site.id)).headers;
});
afterAll(closeRollCall);

const hostOf = (set: number, who: string) => `h${set}${who}`;

const anEvent = fc.record({
  // The first three are known by a list; "n" and "m" by events only.
  who: fc.constantFrom("a", "a", "a", "b", "c", "n", "m"),
  named: fc.constantFrom("host", "fqdn", "id", "id and host"),
  at: fc.integer({ min: -12, max: 24 }).map((tens) => 10 * tens),
  version: fc.option(fc.constantFrom("26.1.1", "26.2.1", "25.3.2"), { freq: 1 }),
  needsUpdate: fc.option(fc.boolean(), { freq: 1 }),
  connectionType: fc.option(fc.constantFrom("active", "passive", "uninstalled"), { freq: 1 }),
  eventId: fc.boolean(),
  // Most say nothing but that it was seen.
  isPlain: fc.constantFrom(true, true, false),
});
type MadeEvent = typeof anEvent extends fc.Arbitrary<infer Made> ? Made : never;

/** The line of an event among the hosts of one set. */
function lineOf(set: number, event: MadeEvent, place: number): string {
  const { who, named, at, eventId, isPlain, ...says } = event;
  const number = ["a", "b", "c", "n", "m"].indexOf(who);
  const host = hostOf(set, who);
  const names = {
    host: { hostname: host },
    fqdn: { hostname: `${host}.example.org` },
    id: { vendorId: `${set}-${number}` },
    "id and host": { vendorId: `${set}-${number}`, hostname: host },
  }[who === "n" ? "host" : who === "m" ? "fqdn" : named];
  const given = Object.entries(says).filter(([, value]) => value !== null && !isPlain);
  return JSON.stringify({
    kind: "jump_client",
    ...names,
    seenAt: new Date(installedAt + at * minute).toISOString(),
    ...Object.fromEntries(given),
    ...(eventId ? { eventId: `${set} ${place}` } : {}),
  });
}

async function send(lines: readonly string[]): Promise<void> {
  const call = { method: "POST", path: `/api/v1/feeds/${feedId}/events`, params: { id: String(feedId) } };
  const response = await callRoute(sendEvents, { ...call, headers, body: lines.join("\n") });
  expect(await response.json()).toMatchObject({ rejected: [] });
}

/** What is known of the clients of a set, by whom it is about. */
async function known(set: number): Promise<Record<string, unknown>> {
  const { rows } = await pool().query<{ who: string; known: Record<string, unknown> }>(
    `SELECT c.host_key AS who, json_build_object('first', n.first_evidence_at, 'observed', n.observed_at,
            'last', n.last_connected_at, 'current', CASE WHEN n.is_current THEN n.last_connected_at ELSE n.current_at END,
            'needsUpdate', n.needs_update, 'behindSince', n.behind_since_at, 'type', n.connection_type,
            'availability', n.availability, 'online', n.online, 'state', n.state, 'reason', n.reason_code, 'due', n.due_at) AS known
       FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE c.appliance_id = $1 AND c.host_key ~ $2 AND n.stands ORDER BY c.id`,
    [site.id, `^h${set}[a-z]`],
  );
  const told = new Map<string, unknown[]>();
  for (const { who, known: facts } of rows) {
    const name = who.replace(`h${set}`, "");
    told.set(name, [...(told.get(name) ?? []), facts]);
  }
  return Object.fromEntries(told);
}

async function lastSeen(set: number): Promise<Map<string, number>> {
  const { rows } = await pool().query<{ who: string; at: number }>(
    `SELECT c.host_key AS who, n.last_connected_at AS at FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE c.appliance_id = $1 AND c.host_key ~ $2 AND n.last_connected_at IS NOT NULL`,
    [site.id, `^h${set}[a-z]`],
  );
  return new Map(rows.map(({ who, at }) => [who, at]));
}

let used = 0;

const silent = {
  version: null,
  needsUpdate: null,
  connectionType: null,
  eventId: false,
  named: "host",
  isPlain: true,
} as const;
/** One that says otherwise comes after those around it were taken for one and the same. */
const lateInBetween: [MadeEvent[], [number, number, boolean][]] = [
  [
    { ...silent, who: "a", at: 60 },
    { ...silent, who: "a", at: 120, needsUpdate: true, isPlain: false },
    { ...silent, who: "a", at: 180 },
  ],
  [
    [0, 0, true],
    [0, 0, true],
    [0, 2, true],
    [0, 3, true],
  ],
];

it("end in the same facts and states, and no last connection ever moves back", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anEvent, { minLength: 1, maxLength: 24, size: "max" }),
      fc.array(fc.tuple(fc.nat(99), fc.nat(3), fc.boolean()), { minLength: 4, maxLength: 40, size: "max" }),
      async (events, deals) => {
        const calm = used++;
        const wild = used++;
        const inOrder = events.map((event, place) => ({ event, place }));
        inOrder.sort((one, other) => one.event.at - other.event.at);
        await send(inOrder.map(({ event, place }) => lineOf(calm, event, place)));
        await runDueJobs();

        // Every event once, and as many again as there are deals, dealt to batches.
        const all = [...events.keys(), ...deals.map(([which]) => which % events.length)];
        const batches: string[][] = [[], [], [], []];
        all.forEach((place, turn) => {
          const [, batch = 0] = deals[turn % deals.length] ?? [];
          const event = events[place];
          if (event) batches[(batch + turn) % batches.length]?.push(lineOf(wild, event, place));
        });
        let before = await lastSeen(wild);
        for (const [turn, batch] of batches.entries()) {
          if (batch.length === 0) continue;
          await send(turn % 2 === 0 ? batch : batch.reverse());
          if (!deals[turn % deals.length]?.[2]) continue;
          await runDueJobs();
          const after = await lastSeen(wild);
          for (const [who, at] of before) expect(after.get(who), who).toBeGreaterThanOrEqual(at);
          before = after;
        }
        await runDueJobs();
        const expected = await known(calm);
        expect(Object.keys(expected).length).toBeGreaterThanOrEqual(listed.length);
        expect(await known(wild)).toEqual(expected);
      },
    ),
    { numRuns: runs, examples: [lateInBetween] },
  );
}, 600_000);

it("somebody who is not known yet is one client, whatever it is called by and in however many batches", async () => {
  const at = new Date(installedAt + minute).toISOString();
  const named = (who: string) => {
    const line = (names: Record<string, string>) =>
      JSON.stringify({ kind: "jumpoint", ...names, seenAt: at, needsUpdate: false });
    return [
      line({ vendorId: `id-${who}`, hostname: `new-${who}` }),
      line({ hostname: `NEW-${who}.example.org` }),
      line({ hostname: `new-${who}` }),
      line({ vendorId: `id-${who}` }),
    ];
  };
  await send(named("together"));
  await runDueJobs();
  for (const line of named("apart")) {
    await send([line]);
    await runDueJobs();
  }
  const { rows } = await pool().query<{ host: string }>(
    "SELECT host_key AS host FROM client WHERE appliance_id = $1 AND kind = 'jumpoint' ORDER BY 1",
    [site.id],
  );
  expect(rows.map(({ host }) => host)).toEqual(["new-apart", "new-together"]);
});

it("of two events with one id the first counts, in one batch as in two", async () => {
  const event = (host: string, minutes: number) =>
    JSON.stringify({
      ...{ kind: "button", hostname: host, eventId: `twice ${host}` },
      seenAt: new Date(installedAt + minutes * minute).toISOString(),
    });
  await send([event("one-batch", 1), event("one-batch", 2)]);
  await send([event("two-batches", 1)]);
  await send([event("two-batches", 2)]);
  await runDueJobs();
  const { rows } = await pool().query<{ at: number }>(
    `SELECT n.last_connected_at AS at FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE c.appliance_id = $1 AND c.kind = 'button'`,
    [site.id],
  );
  expect(rows.map(({ at }) => at)).toEqual([installedAt + minute, installedAt + minute]);
});
