// The download of clients says, byte for byte, what the list says of each of them when it is written down plainly, one by one.
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cell, disarm, type Separator, separators } from "@/app/_web/csv";
import * as mergesRoute from "@/app/api/v1/clients/[id]/merges/route";
import * as csvRoute from "@/app/api/v1/clients.csv/route";
import { moverOf } from "@/lib/core/movers";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import { clientQuery } from "@/lib/rollout/clients/client-query";
import { type ClientRow, loadClientRows } from "@/lib/rollout/clients/client-rows";
import { lastSeenOf } from "@/lib/rollout/clients/last-seen";
import { scopeOf } from "@/lib/rollout/clients/shown-rollouts";
import { explain } from "@/lib/rollout/members/explain";
import { callRoute } from "@/test/support/call-route";
import { addKey } from "@/test/support/cast";
import {
  ask,
  changeRollout,
  closeRollCall,
  type ListedClient,
  openRollCall,
  openSite,
  type Site,
  setClock,
} from "@/test/support/roll-call";
import { moveQueueOn, takeNext } from "@/test/support/slot-calls";

/** More than are gathered in one go, so that the order is followed and pieces follow each other. */
const many = 11_500;
/** Texts that a spreadsheet would run, cut, or read as something else. */
const awkward = [
  "=1+1",
  "+49 30 1234",
  '@SUM("A1")',
  "-5",
  "\uFF1D2",
  'said "so"',
  "a, b; c | d",
  "x;=1",
  "two\nlines",
  "São Paulo",
  "東京 3",
  "Größe (neu): 5",
  "C:\\path\\x",
  "pc_1.(a)-b:c",
  "🖥 one",
  "' quoted",
  "$& $1 {by}",
];

let viewer: Record<string, string>;
let hostnames: Map<number, string>;
let over: number;
let going: number;

beforeAll(async () => {
  await openRollCall();
  viewer = (await addKey("csv", "viewer", null)).headers;
  const berlin = await openSite({ timeZone: "Europe/Berlin" });
  const kathmandu = await openSite({ timeZone: "Asia/Kathmandu", cap: 3 });
  const unjudged = await openSite();
  setClock("2026-03-02T12:00:00Z");
  over = await fillBerlin(berlin);
  going = await fillKathmandu(kathmandu);
  await unjudged.import(
    awkward.map((name, place) => ({
      name,
      kind: "Jump Client",
      seen: "Offline since 2026-03-01 20:00:00",
      host: `awkward-${place}`,
      group: awkward.at(-place) ?? "",
    })),
    "2026-03-02T11:00:00Z",
    { timeZone: "UTC" },
  );
  const { rows } = await pool().query<{ id: number; hostname: string }>("SELECT id, hostname FROM appliance");
  hostnames = new Map(rows.map(({ id, hostname }) => [id, hostname]));
}, 120_000);
afterAll(closeRollCall);

/** Thousands with connections here and there around two releases, of which the first one's rollout is over. */
async function fillBerlin(site: Site): Promise<number> {
  const listed = (day: number): ListedClient[] =>
    Array.from({ length: many }, (_, n) => {
      const at = new Date(Date.UTC(2026, 1, day, n % 23, n % 60, (n * 7) % 60) - (n % 97) * 5 * 3_600_000);
      const said = at.toISOString().slice(0, 19).replace("T", " ");
      return {
        name: n % 50 === 0 ? `${awkward[(n / 50) % awkward.length]} ${n}` : `PC ${n}`,
        host: `pc-${n}`,
        group: n % 11 === 0 ? (awkward[n % awkward.length] ?? "") : `Branch ${n % 30}`,
        kind: n % 9 === 0 ? "Representative Console" : "Jump Client",
        type: n % 3 === 0 ? "Active" : n % 3 === 1 ? "Passive" : "",
        seen: n % 40 === 1 ? "" : n % 5 === 0 ? `Online since ${said}` : `Offline since ${said}`,
        needsUpdate: n % 17 === 0 ? "yes" : "",
        unavailable: n % 101 === 0 ? "disabled" : "",
      };
    });
  const utc = { timeZone: "UTC" };
  await site.import(listed(20), "2026-02-20T23:30:00Z", utc);
  const first = await site.release("24.1.1", "2026-02-20T23:45:00Z");
  await site.import(
    listed(26).filter((_, n) => n % 13 > 0),
    "2026-02-26T23:30:00Z",
    utc,
  );
  await site.release("24.2.1", "2026-02-28T02:00:00Z");
  await site.import(
    listed(28).filter((_, n) => n % 4 > 0),
    "2026-03-02T06:00:00Z",
    utc,
  );
  return first.rollout;
}

/** A few of whom people have said things, and who hold slots. */
async function fillKathmandu(site: Site): Promise<number> {
  const names = Array.from({ length: 20 }, (_, n) => `c${n}`);
  const listed = (seen: string) =>
    names.map((name) => ({ name, kind: "Jump Client", type: "Passive", seen }));
  await site.import(listed("Offline since 2026-03-01 20:00:00"), "2026-03-01T21:00:00Z", { timeZone: "UTC" });
  // The seconds decide for two of them.
  const { rollout } = await site.release("24.1.1", "2026-03-02T02:00:10Z");
  const ids = await Promise.all(names.map(async (name) => (await site.client(name)).id));
  await site.exclude("c1", '=HYPERLINK("x"), gone');
  await site.attest("c2", rollout, "reinstalled, by hand");
  await site.setFacts("c3", { plannedRetirementOn: "2026-12-24" });
  await site.setFacts("c4", { site: "-1; floor", owner: 'Ada "A"', tags: ["kiosk", "=2", "a,b"] });
  await site.register({ kind: "connection_agent", name: "@agent", hostname: "agent" });
  await ask(mergesRoute.POST, `/api/v1/clients/${ids[5]}/merges`, {
    method: "POST",
    id: ids[5] as number,
    body: { into: ids[6] },
  });
  await changeRollout(rollout, { mode: "control" });
  await moveQueueOn(site);
  expect(await takeNext(site, 2)).toMatchObject({ status: 201 });
  await site.import(
    [
      ...listed("Offline since 2026-03-02 02:00:40").slice(9, 12),
      ...listed("Offline since 2026-03-02 05:00:00").slice(12, 16),
    ],
    "2026-03-02T11:00:00Z",
    { timeZone: "UTC", complete: "false" },
  );
  return rollout;
}

/** Clients as the list shows them, by id; each question about the same rollouts is answered once. */
const shown = new Map<string, Map<number, ClientRow>>();

/** The same clients in the same order, written one by one without any haste. */
async function plainly(
  ids: readonly number[],
  address: Record<string, string>,
  separator: Separator,
): Promise<string> {
  const ctx = await openContext(system);
  const scope = await scopeOf(ctx, clientQuery.parse(address));
  const key = JSON.stringify(scope);
  const known = shown.get(key) ?? new Map<number, ClientRow>();
  shown.set(key, known);
  const lastSeen = await lastSeenOf(ctx.db, scope);
  const missing = ids.filter((id) => !known.has(id));
  for (let start = 0; start < missing.length; start += 500)
    for (const row of await loadClientRows(ctx, scope, lastSeen, missing.slice(start, start + 500)))
      known.set(row.id, row);
  const rows = ids.map((id) => cellsOf(known.get(id) as ClientRow));
  const table = [headings, ...rows].map((row) => row.map(disarm));
  return `\uFEFF${Papa.unparse(table, { newline: "\r\n", delimiter: separators[separator] })}\r\n`;
}

const headings =
  "id,appliance,kind,name,hostname,fqdn,vendor_id,group,connection_type,state,reason_code,reason,what_would_clear_it,whose_move,state_since,last_connected,due,checked_in,late,left,possible_duplicate,survivor_id,site,owner,tags".split(
    ",",
  );

function cellsOf(client: ClientRow): Cell[] {
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const why = client.reason && explain(client.reason, client.timeZone);
  return [
    client.id,
    hostnames.get(client.applianceId) ?? "",
    words("kinds")(client.kind),
    client.name,
    client.hostname,
    client.fqdn,
    client.vendorId,
    client.group,
    client.connectionType,
    words("states")(client.state ?? "none"),
    why?.code ?? null,
    why?.sentence ?? null,
    why?.clear ?? null,
    why && client.state && moverOf(client.state, why.code),
    instant(client.stateSince),
    instant(client.lastSeenAt),
    instant(client.dueAt),
    instant(client.checkedInAt),
    client.late,
    client.left,
    client.possibleDuplicate,
    client.survivorId,
    client.site,
    client.owner,
    client.tags.join(", "),
  ];
}

/** Downloads it and compares it, line by line. */
async function expectPlain(address: Record<string, string>, separator: Separator = "comma"): Promise<string> {
  const path = `/api/v1/clients.csv?${new URLSearchParams({ ...address, separator })}`;
  const response = await callRoute(csvRoute.GET, { path, headers: viewer });
  const text = Buffer.from(await response.arrayBuffer()).toString("utf8");
  const { data } = Papa.parse<string[]>(text, { delimiter: separators[separator], skipEmptyLines: true });
  const ids = data.slice(1).map(([id]) => Number(id));
  expect(new Set(ids).size).toBe(ids.length);
  const wanted = (await plainly(ids, address, separator)).split("\r\n");
  const got = text.split("\r\n");
  expect(got.length).toBe(wanted.length);
  // Not the whole file: it is told where the two part.
  expect(got.flatMap((line, n) => (line === wanted[n] ? [] : [[line, wanted[n]]])).slice(0, 3)).toEqual([]);
  return text;
}

describe("the download of clients", () => {
  it.each<[string, Record<string, string>, Separator, number]>([
    ["everybody, by name", {}, "comma", many],
    ["everybody, by group", { sort: "-group" }, "semicolon", many],
    ["everybody, by the last connection", { sort: "-lastSeenAt" }, "tab", many],
    ["those who wait", { state: "waiting,overdue" }, "comma", 1],
  ])("is what the list says: %s", async (_, address, separator, atLeast) => {
    expect((await expectPlain(address, separator)).split("\r\n").length).toBeGreaterThan(atLeast);
  });

  it("is it for a rollout that goes on, with all that people said of it", async () => {
    const text = await expectPlain({ rolloutId: String(going) });
    const told = ["excluded_by_person", "attested_awaiting_sighting", "planned_retirement", "holds_slot"];
    for (const code of told) expect(text).toContain(code);
    expect(text).toContain("Connected 2 Mar 2026, 07:45:40 GMT+5:45");
  });

  it("is it for a rollout that is over", async () => {
    const text = await expectPlain({ rolloutId: String(over) });
    expect(text.split("\r\n").length).toBeGreaterThan(many);
  });
});
