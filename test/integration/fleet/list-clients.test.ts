// The list of clients: filters, every order, paging both ways, who may see what, and all of it as CSV.
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { csvResponse, disarm } from "@/app/_web/csv";
import * as csvRoute from "@/app/api/v1/clients.csv/route";
import { fillSearch } from "@/lib/evidence/fill-search";
import { type Actor, type Ctx, openContext, system } from "@/lib/platform/context";
import { closeDatabase, pool } from "@/lib/platform/db";
import { clientDetail } from "@/lib/rollout/clients/client-detail";
import { clientFacets } from "@/lib/rollout/clients/client-facets";
import type { ClientCursor } from "@/lib/rollout/clients/client-order";
import { readClientCursor } from "@/lib/rollout/clients/client-order";
import {
  type ClientQuery,
  clientQuery,
  clientQueryFromAddress,
  clientSorts,
} from "@/lib/rollout/clients/client-query";
import { countClients } from "@/lib/rollout/clients/count-clients";
import { followOrder, type PlacedClient } from "@/lib/rollout/clients/find-page";
import { lastSeenOf } from "@/lib/rollout/clients/last-seen";
import { listClients } from "@/lib/rollout/clients/list-clients";
import { scopeOf } from "@/lib/rollout/clients/shown-rollouts";
import { streamClients } from "@/lib/rollout/clients/stream-clients";
import { explain } from "@/lib/rollout/members/explain";
import { callRoute } from "../../support/call-route";
import { addKey } from "../../support/cast";
import { createTestDatabase, type TestDatabase } from "../../support/database";

let database: TestDatabase;
let ctx: Ctx;
/** Sees the first and the third appliance. */
let both: Ctx;

/** Clients of the first appliance, all members; and with those of the third, which has no release. */
const members = 50;
const known = 57;

beforeAll(async () => {
  database = await createTestDatabase();
  ctx = await openContext(system);
  both = await openContext(viewerOf(1, 3));
  await pool().query(`
    INSERT INTO appliance (id, name, hostname, time_zone) VALUES
      (1, 'First', 'first.example.com', 'Europe/Lisbon'), (2, 'Second', 'second.example.com', 'UTC'), (3, 'Third', 'third.example.com', 'UTC');
    INSERT INTO release (id, appliance_id, kind, name, version, installed_at, recorded_by, recorded_at) VALUES
      (1, 1, 'site', 'Bomgar', '12.1.0', '2026-01-01Z', 'test', '2026-01-01Z'),
      (2, 1, 'site', 'Bomgar', '12.2.0', '2026-11-01Z', 'test', '2026-11-01Z');
    INSERT INTO rollout (id, appliance_id, release_id, status) VALUES (1, 1, 1, 'superseded'), (2, 1, 2, 'open');
    INSERT INTO import (appliance_id, kind, kinds, status, upload_id, file_name, file_hash, file_bytes, uploaded_by, created_at, parameters,
                        complete, exported_at)
    SELECT a, 'jump_client', '{jump_client,console}', 'done', gen_random_uuid(), 'a.csv', 'a', 1, 'test', '2026-10-06Z', '{}', true, '2026-10-06Z'
      FROM unnest('{1,3}'::int[]) a;
    INSERT INTO client (id, appliance_id, kind, name, hostname, host_key, short_host, identity_basis, group_name)
    SELECT n, CASE WHEN n > ${members} THEN 3 ELSE 1 END, CASE WHEN n % 5 = 0 THEN 'console' ELSE 'jump_client' END, 'Name ' || n % 9,
           'host-' || n, 'host-' || n, 'host-' || n, 'hostname', CASE WHEN n % 3 > 0 THEN 'Group ' || n % 3 END
      FROM generate_series(1, ${known}) n;
    INSERT INTO client (id, appliance_id, kind, name, host_key, short_host, identity_basis) VALUES
      (101, 2, 'button', '=1+1', 'x', 'x', 'person'), (102, 2, 'button', '100% _safe', 'y', 'y', 'person'),
      (103, 2, 'button', 'forgotten', 'z', 'z', 'person');
    INSERT INTO client_now (client_id, appliance_id, kind, stands, first_evidence_at, seen, last_connected_at)
    SELECT id, appliance_id, kind, name <> 'forgotten', '2026-01-01Z', id % 4 > 0 AND id < 100,
           CASE WHEN id % 4 > 0 THEN timestamptz '2026-10-01Z' + (id % 6) * interval '1 day' END
      FROM client;
    UPDATE client_now n SET rollout_id = 2, cohort = client_id % 7 > 0, has_left = client_id % 11 = 0,
           state = (ARRAY['waiting', 'checked_in', 'overdue'])[1 + client_id % 3]::member_state, reason_code = 'no_deadline', state_since = '2026-11-01Z',
           due_at = CASE WHEN client_id % 2 = 0 THEN timestamptz '2026-11-02Z' + (client_id % 5) * interval '1 hour' END,
           checked_in_at = CASE WHEN client_id % 3 = 1 THEN timestamptz '2026-11-03Z' + client_id * interval '1 minute' END
     WHERE client_id <= ${members};
    INSERT INTO rollout_tally (rollout_id, kind, group_name, state, reason_code, cohort, has_left, members)
    SELECT r, c.kind, group_name, state, reason_code, cohort, has_left, count(*)
      FROM client c JOIN client_now n ON n.client_id = c.id CROSS JOIN generate_series(1, 2) r
     WHERE n.rollout_id = 2 AND (r = 2 OR c.id <= 10) GROUP BY 1, 2, 3, 4, 5, 6, 7;
    INSERT INTO member_block (rollout_id, block, state, reason, flags, since, due_at, checked_in_at, wave, told_at, rest, rests)
    SELECT 1, 0, array_agg(CASE WHEN i > 0 THEN array_position(enum_range(NULL::member_state), state) ELSE 0 END ORDER BY i),
           array_agg(CASE WHEN i > 0 THEN array_position(enum_range(NULL::reason_code), reason_code) ELSE 0 END ORDER BY i),
           array_agg(1 ORDER BY i), array_agg(1762000000000 ORDER BY i), array_agg(extract(epoch FROM due_at) * 1000 ORDER BY i),
           array_agg(extract(epoch FROM checked_in_at) * 1000 ORDER BY i), array_agg(-1 ORDER BY i), array_agg(NULL::bigint ORDER BY i),
           array_agg(0 ORDER BY i), '[{"installedAt": 1}]'
      FROM generate_series(0, 10) i LEFT JOIN client_now n ON n.client_id = i;
    INSERT INTO search_gap (appliance_id, from_id, to_id) VALUES (1, 1, 30), (2, 101, 103), (3, 1, 60);`);
  await fillSearch(ctx, 1);
  await fillSearch(ctx, 2);
  await pool().query("INSERT INTO search_gap (appliance_id, from_id, to_id) VALUES (1, 31, 50)");
});

afterAll(async () => {
  await closeDatabase();
  await database.drop();
});

function ask(address: Record<string, string> = {}): ClientQuery {
  return clientQuery.parse(address);
}

function viewerOf(...appliances: number[]): Actor {
  return { type: "person", id: "viewer", name: "Viewer", role: "viewer", appliances };
}

/** All ids of a question, page by page in one direction. */
async function walk(
  query: ClientQuery,
  limit: number,
): Promise<{ ids: number[]; last: ClientCursor | null }> {
  const ids: number[] = [];
  let cursor: ClientCursor | null = null;
  for (;;) {
    const page = await listClients(both, query, { limit, cursor });
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === null) return { ids, last: page.previous };
    cursor = page.next;
  }
}

async function walkBack(query: ClientQuery, limit: number, from: ClientCursor): Promise<number[]> {
  const ids: number[] = [];
  for (let cursor: ClientCursor | null = from; cursor !== null; ) {
    const page = await listClients(both, query, { limit, cursor });
    ids.unshift(...page.items.map(({ id }) => id));
    cursor = page.previous;
  }
  return ids;
}

describe("paging", () => {
  const orders = clientSorts.flatMap((sort) => [sort, `-${sort}`]);

  it.each(orders)("shows every client once in the order %s, forwards and backwards", async (sort) => {
    const query = ask({ sort });
    const whole = (await listClients(both, query, { limit: 500, cursor: null })).items.map(({ id }) => id);
    expect(new Set(whole).size).toBe(known);
    const { ids, last } = await walk(query, 10);
    expect(ids).toEqual(whole);
    if (last === null) throw new Error("the last page has a page before it");
    expect(await walkBack(query, 10, last)).toEqual(whole.slice(0, 50));
  });

  it.each(orders)("is the same where many fit and the order %s is followed", async (sort) => {
    const query = ask({ sort });
    const scope = await scopeOf(both, query);
    const lastSeen = await lastSeenOf(both.db, scope);
    const whole = (await listClients(both, query, { limit: 500, cursor: null })).items.map(({ id }) => id);
    const follow = (cursor: ClientCursor | null) =>
      followOrder(both.db, { query, scope, lastSeen, cursor, rows: 10 });
    const at = (placed: PlacedClient | undefined, back: boolean): ClientCursor => ({
      sort,
      value: placed?.key ?? null,
      id: placed?.id ?? 0,
      back,
    });
    const pages: PlacedClient[][] = [];
    for (let page = await follow(null); page.length > 0; page = await follow(at(page.at(-1), false)))
      pages.push(page);
    expect(pages.flat().map(({ id }) => id)).toEqual(whole);
    for (const [number, page] of pages.entries()) {
      const before = (await follow(at(page[0], true))).reverse();
      expect(before).toEqual(pages[number - 1] ?? []);
    }
  });

  it.each(["lastSeenAt", "-lastSeenAt", "dueAt", "-dueAt", "group", "-group", "state", "-state"])(
    "puts clients without a value last in the order %s",
    async (sort) => {
      const { items } = await listClients(both, ask({ sort }), { limit: 500, cursor: null });
      const column = sort.replace("-", "") as "lastSeenAt" | "dueAt" | "group" | "state";
      const values = items.map((item) => item[column]);
      const firstNull = values.indexOf(null);
      expect(firstNull).toBeGreaterThan(0);
      expect(values.slice(firstNull).every((value) => value === null)).toBe(true);
    },
  );

  it.each([
    ["name", "name 5", "name 4"],
    ["-name", "name 5", "name 6"],
    ["group", "group 2", "group 1"],
    ["lastSeenAt", "2026-10-04T00:00:00Z", null],
    ["-lastSeenAt", "2026-10-04T00:00:00Z", null],
    ["state", "overdue", null],
    ["kind", "jump_client", null],
  ])("begins at a value of the order %s", async (sort, from, before) => {
    const query = ask({ sort });
    const whole = (await listClients(both, query, { limit: 500, cursor: null })).items;
    const page = await listClients(both, query, { limit: 5, cursor: null, from });
    const first = page.items[0]?.id;
    const place = whole.findIndex(({ id }) => id === first);
    expect(page.items.map(({ id }) => id)).toEqual(whole.slice(place, place + 5).map(({ id }) => id));
    const column = sort.replace("-", "") as "name" | "group" | "lastSeenAt" | "state" | "kind";
    const written = (row: (typeof whole)[number] | undefined) => {
      const value = row?.[column];
      return typeof value === "number" ? Date.parse(from) - value : value?.toLowerCase();
    };
    expect(written(page.items[0])).toBe(column === "lastSeenAt" ? 0 : from);
    expect(written(whole[place - 1])).not.toBe(written(page.items[0]));
    if (before !== null) expect(written(whole[place - 1])).toBe(before);
    expect(page.previous).not.toBeNull();
  });

  it("refuses to begin at what the order does not have", async () => {
    const from = (sort: string, value: string) =>
      listClients(both, ask({ sort }), { limit: 5, cursor: null, from: value });
    await expect(from("dueAt", "soon")).rejects.toMatchObject({ status: 400, code: "invalid_request" });
    await expect(from("state", "asleep")).rejects.toMatchObject({ status: 400, code: "invalid_request" });
  });

  it("refuses a cursor of another order", () => {
    const cursor = { sort: "name", value: "a", id: 1, back: false };
    expect(readClientCursor(cursor, ask())).toEqual(cursor);
    expect(() => readClientCursor(cursor, ask({ sort: "-name" }))).toThrow("cursor does not belong");
    expect(() => readClientCursor({ ...cursor, value: 5 }, ask())).toThrow("cursor does not belong");
    expect(() => readClientCursor("nonsense", ask())).toThrow("cursor does not belong");
  });
});

describe("filters", () => {
  const total = async (address: Record<string, string>) =>
    (await listClients(ctx, ask(address), { limit: 1, cursor: null })).total;
  const exactly = (clients: number) => ({ clients, isEstimate: false });

  it("shows the state in the newest rollout, and no state where there is none", async () => {
    const { items } = await listClients(both, ask(), { limit: 500, cursor: null });
    expect(new Set(items.map(({ rolloutId }) => rolloutId))).toEqual(new Set([2, null]));
    expect(items.filter(({ state }) => state === null).length).toBe(known - members);
  });

  it.each([
    ["an older rollout lists its members only", { rolloutId: "1" }, 10],
    ["state", { state: "waiting" }, 16],
    ["several states", { state: "waiting,overdue" }, 33],
    ["kind", { kind: "console" }, 11],
    ["group", { group: "Group 1" }, 19],
    ["no group", { applianceId: "1", group: "" }, 16],
    ["late", { late: "true" }, 7],
    ["left", { left: "true" }, 4],
    ["search in the host", { q: "host-5" }, 9],
    ["search for all words", { q: "name group HOST-5" }, 6],
    ["search takes % and _ literally", { q: "0% _" }, 1],
    [
      "check-in from, not until",
      { checkedInFrom: "2026-11-03T00:01:00Z", checkedInTo: "2026-11-03T00:07:00Z" },
      2,
    ],
    ["nothing that stands is forgotten", { applianceId: "2" }, 2],
  ])("%s", async (_name, address, expected) => {
    expect(await total(address as Record<string, string>)).toEqual(exactly(expected));
  });

  it("counts by state what the other filters leave", async () => {
    const ofFirst = await countClients(ctx, ask({ applianceId: "1", state: "overdue" }));
    expect(ofFirst.byState).toMatchObject({ waiting: 16, checked_in: 17, overdue: 17, none: 0 });
    const ofBoth = await countClients(both, ask({ q: "host" }));
    expect(ofBoth).toEqual({ byState: { ...ofFirst.byState, none: 7 }, isEstimate: false });
  });

  it("names a word that it does not know", () => {
    const parsed = clientQuery.safeParse({ state: "waiting,asleep" });
    expect(parsed.error?.issues[0]?.message).toContain('knows no "asleep"');
    expect(clientQueryFromAddress({ state: "asleep", kind: "console", q: "" })).toEqual(
      ask({ kind: "console" }),
    );
  });
});

describe("who may see what", () => {
  it("shows a person only the clients of their appliances", async () => {
    const viewer = await openContext(viewerOf(2));
    const { items } = await listClients(viewer, ask(), { limit: 500, cursor: null });
    expect(items.map(({ applianceId }) => applianceId)).toEqual([2, 2]);
    expect((await clientFacets(viewer, ask())).appliances.map(({ id }) => id)).toEqual([2]);
    await expect(listClients(viewer, ask({ rolloutId: "2" }), { limit: 1, cursor: null })).rejects.toThrow(
      "rollout 2",
    );
    await expect(clientDetail(viewer, 1)).rejects.toThrow("client 1");
  });

  it("refuses who has no appliance, and keys that lie on endpoints", async () => {
    const nobody = await openContext(viewerOf());
    await expect(listClients(nobody, ask(), { limit: 1, cursor: null })).rejects.toMatchObject({
      status: 403,
    });
    const agent = await openContext({ type: "key", id: "1", name: "agent", role: "agent", appliances: [1] });
    await expect(listClients(agent, ask(), { limit: 1, cursor: null })).rejects.toMatchObject({
      status: 403,
    });
    await expect(clientDetail(agent, 1)).rejects.toMatchObject({ status: 403 });
  });
});

describe("CSV", () => {
  it.each(["name", "-dueAt", "group"])(
    "holds every row that fits in the order %s, and gives its connections back",
    async (sort) => {
      const ids: number[] = [];
      for await (const some of streamClients(both, ask({ sort }))) for (const { id } of some) ids.push(id);
      expect(ids).toEqual((await walk(ask({ sort }), 500)).ids);
      for await (const _ of streamClients(both, ask({ sort }))) break;
      await vi.waitFor(() => expect(pool().idleCount).toBe(pool().totalCount));
    },
  );

  it("says of each client what the list says", async () => {
    const answer = await callRoute(csvRoute.GET, {
      path: "/api/v1/clients.csv?sort=-lastSeenAt",
      headers: (await addKey("csv", "viewer", null)).headers,
    });
    const { data } = Papa.parse<Record<string, string>>((await answer.text()).replace(/^\uFEFF/, ""), {
      header: true,
      skipEmptyLines: true,
    });
    const { items } = await listClients(ctx, ask({ sort: "-lastSeenAt" }), { limit: 500, cursor: null });
    expect(data.map((row) => Number(row.id))).toEqual(items.map(({ id }) => id));
    for (const [place, row] of data.entries()) {
      const client = items[place] as (typeof items)[number];
      const why = client.reason && explain(client.reason, client.timeZone);
      expect(row).toMatchObject({
        name: disarm(client.name),
        hostname: client.hostname ?? "",
        group: client.group ?? "",
        reason_code: why?.code ?? "",
        reason: why?.sentence ?? "",
        what_would_clear_it: why?.clear ?? "",
        last_connected: client.lastSeenAt === null ? "" : new Date(client.lastSeenAt).toISOString(),
        due: client.dueAt === null ? "" : new Date(client.dueAt).toISOString(),
        checked_in: client.checkedInAt === null ? "" : new Date(client.checkedInAt).toISOString(),
        late: String(client.late),
        left: String(client.left),
      });
    }
  });

  it("disarms formulas, also those with line breaks, and begins with a byte order mark", async () => {
    async function* rows() {
      yield ["=1+1", "@x\ny", "plain", 5, null];
    }
    const response = await csvResponse("clients São Paulo.csv", ["a", "b", "c", "d", "e"], rows());
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const { data } = Papa.parse<string[]>(new TextDecoder().decode(bytes), { skipEmptyLines: true });
    expect(data[1]).toEqual(["'=1+1", "'@x\ny", "plain", "5", ""]);
    expect(response.headers.get("content-disposition")).toContain('filename="clients-Sao-Paulo.csv"');
  });
});
