// A row that cannot be judged is postponed and the others are judged; what is older than its retention goes.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import {
  closeRollCall,
  openRollCall,
  openSite,
  readImport,
  readRejects,
  setClock,
  sweep,
  upload,
} from "@/test/support/roll-call";

beforeAll(openRollCall);
afterAll(closeRollCall);

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(sql, values);
  return rows[0]?.count ?? 0;
}

describe("a sweep", () => {
  it("postpones a row it cannot judge, judges the others, and judges that one when it is mended", async () => {
    setClock("2026-03-02T03:00:00Z");
    const site = await openSite();
    await site.release("24.1.1", "2026-03-02T02:00:00Z");
    const list = ["a", "poisoned", "z"].map((name) => ({
      name,
      type: "active",
      seen: "Offline since 2026-03-01 10:00:00",
    }));
    await site.import(list, "2026-03-02T02:30:00Z");
    const { id } = await site.client("poisoned");
    // Its last connection rests on a source that nobody knows.
    const setSource = (source: number | null) =>
      pool().query("UPDATE client_now SET last_connected_source = $2 WHERE client_id = $1", [id, source]);
    await setSource(999_999);

    setClock("2026-03-02T05:00:00Z");
    await sweep();
    const reasons = async () => {
      const found = await pool().query<{ name: string; code: string }>(
        "SELECT c.name, m.reason_code AS code FROM client_now m JOIN client c ON c.id = m.client_id WHERE c.appliance_id = $1",
        [site.id],
      );
      return Object.fromEntries(found.rows.map(({ name, code }) => [name, code]));
    };
    expect(await reasons()).toEqual({
      a: "no_data_since_due",
      poisoned: "not_due_yet",
      z: "no_data_since_due",
    });
    expect(
      await count(
        "SELECT count(*) FROM client_now WHERE client_id = $1 AND judge_after > '2026-03-02T05:30:00Z'",
        id,
      ),
    ).toBe(1);

    await setSource(null);
    await sweep();
    expect(await reasons()).toMatchObject({ poisoned: "not_due_yet" });
    setClock("2026-03-02T06:05:00Z");
    await sweep();
    expect(await reasons()).toMatchObject({ poisoned: "no_data_since_due" });
  });

  it("judges nobody before the time has come", async () => {
    setClock("2026-03-02T03:00:00Z");
    const site = await openSite();
    await site.release("24.1.1", "2026-03-02T02:00:00Z");
    await site.import(
      [{ name: "a", type: "active", seen: "Offline since 2026-03-01 10:00:00" }],
      "2026-03-02T02:30:00Z",
    );
    const revision = () =>
      count(
        "SELECT sum(m.rev) AS count FROM client_now m JOIN client c ON c.id = m.client_id WHERE c.appliance_id = $1",
        site.id,
      );
    const before = await revision();
    setClock("2026-03-02T03:59:00Z");
    await sweep();
    expect(await revision()).toBe(before);
  });
});

describe("retention", () => {
  it("removes files and rejects when their time has come, and nothing that decides a state", async () => {
    setClock("2026-03-02T03:00:00Z");
    const site = await openSite();
    await site.release("24.1.1", "2026-03-02T02:00:00Z");
    const done = await site.send(
      site.list([
        { name: "a", type: "active", seen: "Online since 2026-03-02 02:10:00" },
        { name: "b", type: "active", seen: "Offline since 2026-02-30 10:00:00" },
      ]),
    );
    const asked = await site.send(site.list([{ name: "a", seen: "Offline since 02/03/2026 01:00:00" }]));
    expect(asked.status).toBe("needs_mapping");
    const queued = await upload(
      { applianceId: String(site.id) },
      site.list([{ name: "q", seen: "Offline since 2026-03-02 01:00:00" }]),
    );
    const chunks = (importId: number) =>
      count(
        "SELECT count(*) FROM import_chunk c JOIN import i ON i.upload_id = c.upload_id WHERE i.id = $1",
        importId,
      );
    const states = await site.states();

    setClock("2026-03-31T03:00:00Z");
    await runJob("retention", {});
    expect(await chunks(done.id)).toBe(1);
    setClock("2026-04-02T03:00:00Z");
    await runJob("retention", {});
    expect(await Promise.all([done.id, asked.id, queued.body.id].map(chunks))).toEqual([0, 1, 1]);
    expect(await readRejects(done.id)).toContain("impossible_date");
    setClock("2026-06-15T03:00:00Z");
    await runJob("retention", {});
    expect(await readRejects(done.id)).not.toContain("impossible_date");
    expect(await readImport(done.id)).toMatchObject({ status: "done", rows: { accepted: 1, rejected: 1 } });
    expect(await site.states()).toEqual(states);
    expect(await count("SELECT count(*) FROM audit WHERE appliance_id = $1", site.id)).toBeGreaterThan(0);
  });
});
