// How long lists of clients take: each filter and order at any depth, at random places, one after the other.
import { fillSearch } from "@/lib/evidence/fill-search";
import { openContext, system } from "@/lib/platform/context";
import { closeDatabase, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { clientFacets } from "@/lib/rollout/clients/client-facets";
import { clientQuery } from "@/lib/rollout/clients/client-query";
import { countClients } from "@/lib/rollout/clients/count-clients";
import { listClients } from "@/lib/rollout/clients/list-clients";
import { type MadeFleet, makeFleet } from "../support/made-fleet";
import { startOwnDatabase } from "../support/own-database";

/** Milliseconds. */
export interface ListFigure {
  what: string;
  p50: number;
  p95: number;
  total: string;
}

/** Makes a fleet of so many clients on the database that this process is pointed at, with its search index. */
async function makeListedFleet(clients: number): Promise<MadeFleet> {
  const fleet = await makeFleet(pool(), clients);
  await pool().query("INSERT INTO search_gap (appliance_id, from_id, to_id) VALUES ($1, $2, $3)", [
    fleet.applianceId,
    fleet.firstId,
    fleet.lastId,
  ]);
  await fillSearch(await openContext(system), fleet.applianceId);
  await pool().query("VACUUM (ANALYZE) client_search");
  return fleet;
}

/** A database of its own with so many clients, and all of it. */
export async function benchLists(clients: number, rounds: number): Promise<ListFigure[]> {
  const database = await startOwnDatabase();
  forgetEnv();
  try {
    return await measureLists(await makeListedFleet(clients), rounds);
  } finally {
    await closeDatabase();
    await database.stop();
  }
}

type Address = Record<string, string>;

/** What is asked for; `from`: any place of the order. */
function questions({
  applianceId,
  overId,
}: MadeFleet): { what: string; address: Address; from?: () => string }[] {
  const of = { applianceId: String(applianceId) };
  const hex = () =>
    Math.floor(Math.random() * 65_536)
      .toString(16)
      .padStart(4, "0");
  const name = () => `pc-${hex()}`;
  const group = () => `branch ${Math.floor(Math.random() * 2_000)}`;
  const day = () => new Date(Date.UTC(2026, 9, 20) + Math.random() * 10 * 86_400_000).toISOString();
  return [
    { what: "all appliances, by name", address: {}, from: name },
    { what: "everybody, by name", address: of, from: name },
    { what: "everybody, by group", address: { ...of, sort: "group" }, from: group },
    { what: "everybody, by kind", address: { ...of, sort: "kind" } },
    {
      what: "everybody, by last connection, newest first",
      address: { ...of, sort: "-lastSeenAt" },
      from: day,
    },
    { what: "everybody, by due time", address: { ...of, sort: "dueAt" } },
    { what: "everybody, by state", address: { ...of, sort: "state" }, from: () => "overdue" },
    { what: "a common state (84 %), by name", address: { ...of, state: "checked_in" }, from: name },
    { what: "a state of 5 %, by name", address: { ...of, state: "overdue" }, from: name },
    { what: "a rare state (0.1 %), by name", address: { ...of, state: "excluded" }, from: name },
    {
      what: "a state of 5 %, by last connection",
      address: { ...of, state: "overdue", sort: "-lastSeenAt" },
      from: day,
    },
    { what: "a reason (0.9 %), by name", address: { ...of, reason: "silent" }, from: name },
    { what: "a small group and a state, by name", address: { ...of, group: "Branch 77", state: "waiting" } },
    { what: "a group of 10 %, by name", address: { ...of, group: "Head office" }, from: name },
    {
      what: "a group of 10 % and a state of 5 %, by name",
      address: { ...of, group: "Head office", state: "overdue" },
      from: name,
    },
    {
      what: "a group of 10 %, by last connection",
      address: { ...of, group: "Head office", sort: "-lastSeenAt" },
    },
    { what: "passive ones, by name", address: { ...of, connectionType: "passive" }, from: name },
    { what: "late ones, by name", address: { ...of, late: "true" }, from: name },
    { what: "who left, by name", address: { ...of, left: "true" }, from: name },
    {
      what: "checked in within a minute, by name",
      address: { ...of, checkedInFrom: "2026-11-02T08:10:00Z", checkedInTo: "2026-11-02T08:11:00Z" },
    },
    { what: "a text that one has", address: { ...of, q: "pc-1234-" } },
    { what: "a text that 0.4 % have", address: { ...of, q: "pc-7f" } },
    { what: "a text that everybody has", address: { ...of, q: "corp.example" }, from: name },
    { what: "a text of two letters", address: { ...of, q: "f9" }, from: name },
    { what: "a text and a state of 5 %", address: { ...of, q: "pc-7f", state: "overdue" } },
    { what: "a rollout that is over, by name", address: { rolloutId: String(overId) }, from: name },
    {
      what: "a rollout that is over, a state of 5 %, by name",
      address: { rolloutId: String(overId), state: "overdue" },
      from: name,
    },
    {
      what: "a rollout that is over, a rare state, by name",
      address: { rolloutId: String(overId), state: "excluded" },
      from: name,
    },
    { what: "a rollout that is over, by due time", address: { rolloutId: String(overId), sort: "dueAt" } },
  ];
}

/** Asks each question `rounds` times, half of them anywhere in the list, where there is an anywhere. */
async function measureLists(fleet: MadeFleet, rounds: number): Promise<ListFigure[]> {
  const figures: ListFigure[] = [];
  for (const { what, address, from } of questions(fleet)) {
    const query = clientQuery.parse(address);
    let total = "";
    figures.push({
      what,
      ...(await timed(rounds, async (round) => {
        const ctx = await openContext(system);
        const place = from && round % 2 === 1 ? { from: from() } : {};
        const list = await listClients(ctx, query, { limit: 50, cursor: null, ...place });
        total = `${list.total.isEstimate ? "about " : ""}${list.total.clients}`;
      })),
      total,
    });
  }
  const of = clientQuery.parse({ applianceId: String(fleet.applianceId) });
  const counts = { "counts by state": countClients, "choices of the filters": clientFacets };
  for (const [what, ask] of Object.entries(counts)) {
    figures.push({
      what,
      ...(await timed(rounds, async () => ask(await openContext(system), of))),
      total: "",
    });
  }
  return figures;
}

async function timed(
  rounds: number,
  work: (round: number) => Promise<unknown>,
): Promise<Pick<ListFigure, "p50" | "p95">> {
  const times: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const start = performance.now();
    await work(Math.max(round, 0));
    if (round >= 0) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95) };
}
