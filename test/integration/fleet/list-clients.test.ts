// The list of clients: filters, every order, paging both ways, who may see what, and all of it as CSV.
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvResponse } from "@/app/_web/csv";
import { type Actor, type Ctx, openContext, system } from "@/lib/platform/context";
import { closeDatabase, pool } from "@/lib/platform/db";
import { clientDetail } from "@/lib/rollout/clients/client-detail";
import type { ClientCursor } from "@/lib/rollout/clients/client-page";
import { readClientCursor } from "@/lib/rollout/clients/client-page";
import {
  type ClientQuery,
  clientQuery,
  clientQueryFromAddress,
  clientSorts,
} from "@/lib/rollout/clients/client-query";
import { clientFacets, countClients, listClients, streamClients } from "@/lib/rollout/clients/list-clients";
import { createTestDatabase, type TestDatabase } from "../../support/database";

let database: TestDatabase;
let ctx: Ctx;

const clientsOfFirst = 57;

beforeAll(async () => {
  database = await createTestDatabase();
  ctx = await openContext(system);
  await pool().query(`
    INSERT INTO appliance (id, name, hostname, time_zone) VALUES
      (1, 'First', 'first.example.com', 'Europe/Lisbon'), (2, 'Second', 'second.example.com', 'UTC');
    INSERT INTO release (id, appliance_id, kind, name, version, installed_at, recorded_by, recorded_at) VALUES
      (1, 1, 'site', 'Bomgar', '12.1.0', '2026-01-01Z', 'test', '2026-01-01Z'),
      (2, 1, 'site', 'Bomgar', '12.2.0', '2026-11-01Z', 'test', '2026-11-01Z');
    INSERT INTO rollout (id, appliance_id, release_id, status) VALUES (1, 1, 1, 'superseded'), (2, 1, 2, 'open');
    INSERT INTO client (id, appliance_id, kind, name, hostname, host_key, short_host, identity_basis, group_name,
                        first_evidence_at, last_seen_at)
    SELECT n, 1, CASE WHEN n % 5 = 0 THEN 'console' ELSE 'jump_client' END, 'Name ' || n % 9, 'host-' || n, 'host-' || n,
           'host-' || n, 'hostname', CASE WHEN n % 3 > 0 THEN 'Group ' || n % 3 END, '2026-01-01Z',
           CASE WHEN n % 4 > 0 THEN timestamptz '2026-10-01Z' + (n % 6) * interval '1 day' END
      FROM generate_series(1, ${clientsOfFirst}) n;
    INSERT INTO client (id, appliance_id, kind, name, host_key, short_host, identity_basis, first_evidence_at) VALUES
      (101, 2, 'button', '=1+1', 'x', 'x', 'person', '2026-01-01Z'), (102, 2, 'button', '100% _safe', 'y', 'y', 'person', '2026-01-01Z'),
      (103, 2, 'button', 'forgotten', 'z', 'z', 'person', NULL);
    INSERT INTO member (rollout_id, client_id, cohort, has_left, state, reason_code, reason, state_since, due_at, checked_in_at)
    SELECT r, n, n % 7 > 0, n % 11 = 0, (ARRAY['waiting', 'checked_in', 'overdue'])[1 + n % 3], 'no_deadline',
           '{"code": "no_deadline", "inputs": {}}', '2026-11-01Z',
           CASE WHEN n % 2 = 0 THEN timestamptz '2026-11-02Z' + (n % 5) * interval '1 hour' END,
           CASE WHEN n % 3 = 1 THEN timestamptz '2026-11-03Z' + n * interval '1 minute' END
      FROM generate_series(1, 50) n, generate_series(1, 2) r WHERE r = 2 OR n <= 10;`);
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
    const page = await listClients(ctx, query, { limit, cursor });
    ids.push(...page.items.map(({ id }) => id));
    if (page.next === null) return { ids, last: page.previous };
    cursor = page.next;
  }
}

async function walkBack(query: ClientQuery, limit: number, from: ClientCursor): Promise<number[]> {
  const ids: number[] = [];
  for (let cursor: ClientCursor | null = from; cursor !== null; ) {
    const page = await listClients(ctx, query, { limit, cursor });
    ids.unshift(...page.items.map(({ id }) => id));
    cursor = page.previous;
  }
  return ids;
}

describe("paging", () => {
  const orders = clientSorts.flatMap((sort) => [sort, `-${sort}`]);

  it.each(orders)("shows every client once in the order %s, forwards and backwards", async (sort) => {
    const query = ask({ applianceId: "1", sort });
    const whole = (await listClients(ctx, query, { limit: 500, cursor: null })).items.map(({ id }) => id);
    expect(new Set(whole).size).toBe(clientsOfFirst);
    const { ids, last } = await walk(query, 10);
    expect(ids).toEqual(whole);
    if (last === null) throw new Error("the last page has a page before it");
    expect(await walkBack(query, 10, last)).toEqual(whole.slice(0, 50));
  });

  it.each(["lastSeenAt", "-lastSeenAt", "dueAt", "-dueAt", "group", "-group", "state", "-state"])(
    "puts clients without a value last in the order %s",
    async (sort) => {
      const { items } = await listClients(ctx, ask({ applianceId: "1", sort }), { limit: 500, cursor: null });
      const column = sort.replace("-", "") as "lastSeenAt" | "dueAt" | "group" | "state";
      const values = items.map((item) => item[column]);
      const firstNull = values.indexOf(null);
      expect(firstNull).toBeGreaterThan(0);
      expect(values.slice(firstNull).every((value) => value === null)).toBe(true);
    },
  );

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

  it("shows the state in the newest rollout, and no state where there is none", async () => {
    const { items } = await listClients(ctx, ask({ applianceId: "1" }), { limit: 500, cursor: null });
    expect(new Set(items.map(({ rolloutId }) => rolloutId))).toEqual(new Set([2, null]));
    expect(items.filter(({ state }) => state === null).length).toBe(clientsOfFirst - 50);
  });

  it.each([
    ["an older rollout lists its members only", { rolloutId: "1" }, 10],
    ["state", { state: "waiting" }, 16],
    ["several states", { state: "waiting,overdue" }, 33],
    ["kind", { kind: "console" }, 11],
    ["group", { group: "Group 1" }, 19],
    ["no group", { applianceId: "1", group: "" }, 19],
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
    expect(await total(address as Record<string, string>)).toBe(expected);
  });

  it("counts by state what the other filters leave", async () => {
    const counts = await countClients(ctx, ask({ applianceId: "1", state: "overdue" }));
    expect(counts).toMatchObject({ waiting: 16, checked_in: 17, overdue: 17, none: 7 });
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
  it("holds every row that fits, in order, and gives its connection back", async () => {
    const ids: number[] = [];
    for await (const row of streamClients(ctx, ask({ applianceId: "1", sort: "-dueAt" }))) ids.push(row.id);
    expect(ids).toEqual((await walk(ask({ applianceId: "1", sort: "-dueAt" }), 500)).ids);
    for await (const row of streamClients(ctx, ask())) {
      if (row.id > 0) break;
    }
    expect(pool().idleCount).toBe(pool().totalCount);
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
