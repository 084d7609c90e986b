// Deleting an appliance: by whom, refused while slots are held, whole and of nobody else's, also while it is being imported.
import type { PoolClient } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as pushWebhookRoute from "@/app/api/v1/appliances/[id]/push-webhook/route";
import * as applianceRoute from "@/app/api/v1/appliances/[id]/route";
import * as appliancesRoute from "@/app/api/v1/appliances/route";
import * as importRoute from "@/app/api/v1/imports/[id]/route";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import { deleteAppliance, emptiedTables } from "@/lib/rollout/delete-appliance";
import { addKey, addPerson, type Cast, contextOf, makeCast } from "@/test/support/cast";
import {
  type Answer,
  ask,
  changeRollout,
  closeRollCall,
  openRollCall,
  openSite,
  type Problem,
  readImport,
  runDueJobs,
  type Site,
  setClock,
  upload,
} from "@/test/support/roll-call";
import { heldSlots, moveQueueOn, takeBack, takeNext } from "@/test/support/slot-calls";

let cast: Cast;

beforeAll(async () => {
  await openRollCall();
  cast = await makeCast();
});
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterAll(closeRollCall);

function remove(
  id: number,
  body: unknown,
  headers: Record<string, string> = cast.admin.headers,
): Promise<Answer<Problem>> {
  return ask(applianceRoute.DELETE, `/api/v1/appliances/${id}`, { method: "DELETE", id, body, headers });
}

const nameOf = (site: Site) => `Site ${site.mark}`;

/** An appliance of which every table that can has something. */
async function fullSite(): Promise<{ site: Site; rollout: number }> {
  const site = await openSite({ cap: 3 });
  await site.release("24.1.1", "2026-02-20T02:00:00Z");
  await site.import(
    ["pc1", "pc2", "pc3", "pc4"].map((name) => ({
      name,
      group: "Old",
      seen: "Online since 2026-03-01 20:00:00",
    })),
    "2026-03-01T21:00:00Z",
  );
  const { rollout } = await site.release("24.1.2", "2026-03-02T02:00:00Z");
  await site.release("3.3.2", "2026-03-02T02:10:00Z", { kind: "base", name: "Base Software 3.3.2" });
  await site.import(
    ["pc2", "pc3", "pc4", "pc5"].map((name) => ({
      name,
      group: "New",
      seen: name === "pc5" ? "no date at all" : "Offline since 2026-03-01 20:00:00",
    })),
    "2026-03-02T02:30:00Z",
  );
  await site.changePolicy({ jump_client_passive: { ...aPolicy, dueAfterMinutes: 90 } });
  await site.register({ kind: "jumpoint", name: "Gate" });
  await site.exclude("pc4", "a spare");
  await site.attest("pc3", rollout);
  await changeRollout(rollout, { mode: "control", waves: [{ name: "All", filter: {} }] });
  await moveQueueOn(site);
  const webhook = { url: "https://tool.example.com/hook", enabled: false };
  await ask(pushWebhookRoute.PUT, `/api/v1/appliances/${site.id}/push-webhook`, {
    method: "PUT",
    id: site.id,
    body: webhook,
  });
  expect((await takeNext(site, 1)).status).toBe(201);
  const asking = await site.send("Box,Beacon\r\na-1,2025-01-20 14:02\r\n");
  expect(asking.status).toBe("needs_mapping");
  const { rows } = await pool().query<{ id: number }>(
    "SELECT id FROM client WHERE appliance_id = $1 LIMIT 2",
    [site.id],
  );
  // What no door of today's leaves behind for good.
  await pool().query(
    `INSERT INTO slot_ask (client_id, appliance_id, rollout_id, asked_at, wave, priority, turn) VALUES ($1, $2, $3, now(), 0, 0, 1)`,
    [rows[0]?.id, site.id, rollout],
  );
  await pool().query(
    "INSERT INTO client_merge (client_id, into_id, made_by, made_at) VALUES ($1, $2, 'test', now())",
    rows.map(({ id }) => id),
  );
  await pool().query(
    `INSERT INTO import_row (import_id, line, kind, host_key, short_host, attributes) VALUES ($1, 2, 'jump_client', 'x', 'x', '{}')`,
    [asking.id],
  );
  await pool().query(
    "INSERT INTO import_notice (import_id, seq, line, code, params) VALUES ($1, 0, 1, 'footer', '{}')",
    [asking.id],
  );
  await pool().query("INSERT INTO import_outcome (import_id, client_id, name) VALUES ($1, $2, 'pc')", [
    asking.id,
    rows[0]?.id,
  ]);
  await pool().query(
    `WITH b AS (
       INSERT INTO batch (appliance_id, deed, asked, asked_by_type, asked_by_id, asked_by_name, asked_at, status, clients)
       VALUES ($1, 'assign', '{}', 'person', 'x', 'Ada', now(), 'done', 1) RETURNING id
     ), i AS (INSERT INTO batch_item (batch_id, client_id, status) SELECT id, $2, 'changed' FROM b
     ), e AS (
       INSERT INTO work_event (client_id, appliance_id, rollout_id, batch_id, deed, at, by_name)
       SELECT $2, $1, $3, id, 'assign', now(), 'Ada' FROM b
     ), p AS (
       INSERT INTO installer_package (appliance_id, kind, platform, made_at, created_by, created_at)
       VALUES ($1, 'jump_client', 'windows', now(), 'Ada', now())
     ) INSERT INTO work_item (client_id, appliance_id, rollout_id, updated_at) VALUES ($2, $1, $3, now())`,
    [site.id, rows[0]?.id, rollout],
  );
  await pool().query(
    `WITH r AS (
       INSERT INTO alert_rule (name, kind, appliance_ids, severity, hold_minutes, first_wait_seconds, every_minutes, grow_percent,
                               repeat_minutes, acknowledge_hours, created_by, created_at, changed_by, changed_at)
       VALUES ('Late', 'stragglers', ARRAY[$1::int], 'warning', 0, 60, 15, 10, 720, 24, 'Ada', now(), 'Ada', now()) RETURNING id
     ), i AS (
       INSERT INTO incident (rule_id, scope_key, appliance_id, rollout_id, status, severity, count, peak, since)
       SELECT id, 'appliance', $1, $2, 'open', 'warning', 1, 1, now() FROM r
     ) INSERT INTO upgrade_window (appliance_id, starts_at, ends_at, announced_by, announced_at)
       VALUES ($1, now(), now() + interval '1 hour', 'Ada', now())`,
    [site.id, rollout],
  );
  await pool().query(
    `INSERT INTO column_mapping (appliance_id, fingerprint, mapping, updated_by) VALUES ($1, 'f', '{}', 'test')`,
    [site.id],
  );
  return { site, rollout };
}

const aPolicy = {
  dueAfterMinutes: 60,
  silentDays: 30,
  missedReleases: 2,
  failedAttempts: 3,
  msiLockedDown: false,
  byHand: false,
};

/** Which column of a table leads to its appliance, and over which table. */
const ways: Record<string, string> = {
  appliance_id: "t.appliance_id",
  rollout_id: "(SELECT appliance_id FROM rollout r WHERE r.id = t.rollout_id)",
  release_id: "(SELECT appliance_id FROM release r WHERE r.id = t.release_id)",
  client_id: "(SELECT appliance_id FROM client c WHERE c.id = t.client_id)",
  import_id: "(SELECT appliance_id FROM import i WHERE i.id = t.import_id)",
  upload_id: "(SELECT appliance_id FROM import i WHERE i.upload_id = t.upload_id)",
};

interface ApplianceTable {
  name: string;
  way: string;
}

/** Every table that has a column by which a row belongs to an appliance; the log of what was done stays. */
async function applianceTables(): Promise<ApplianceTable[]> {
  const { rows } = await pool().query<{ name: string; columns: string[] }>(
    `SELECT table_name AS name, array_agg(column_name::text) AS columns FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name = ANY($1) AND table_name <> 'audit' GROUP BY 1 ORDER BY 1`,
    [Object.keys(ways)],
  );
  return rows.map(({ name, columns }) => ({
    name,
    way: `COALESCE(${columns.map((column) => ways[column]).join(", ")})`,
  }));
}

/** Rows per table, of one appliance, of all the others, and of none that is there. */
async function rowsOf(
  tables: readonly ApplianceTable[],
  applianceId: number,
): Promise<Record<string, [own: number, others: number, lost: number]>> {
  const counted: Record<string, [number, number, number]> = {};
  for (const { name, way } of tables) {
    const { rows } = await pool().query<{ own: number; others: number; lost: number }>(
      `SELECT count(*) FILTER (WHERE of = $1) AS own, count(*) FILTER (WHERE of <> $1) AS others,
              count(*) FILTER (WHERE of IS NULL) AS lost
         FROM (SELECT ${way} AS of FROM ${name} t) each`,
      [applianceId],
    );
    counted[name] = [rows[0]?.own ?? 0, rows[0]?.others ?? 0, rows[0]?.lost ?? 0];
  }
  const { rows } = await pool().query<{ count: number }>("SELECT count(*) FROM appliance WHERE id = $1", [
    applianceId,
  ]);
  counted.appliance = [rows[0]?.count ?? 0, 0, 0];
  return counted;
}

/** Jobs of any queue about something of the appliance. */
async function jobsAbout(ids: { importIds: number[]; rolloutIds: number[]; applianceId: number }) {
  const { rows: tables } = await pool().query<{ name: string; column: string }>(
    `SELECT table_name AS name, column_name AS column FROM information_schema.columns
      WHERE table_schema = 'bullmq' AND column_name = 'data' AND table_name IN ('job', 'jobs', 'bullmq_job', 'bullmq_jobs')`,
  );
  const [table] = tables;
  if (!table) throw new Error("the queue keeps its jobs elsewhere now");
  const { rows } = await pool().query<{ data: unknown }>(`SELECT data FROM bullmq.${table.name}`);
  return rows
    .map(({ data }) => (typeof data === "string" ? JSON.parse(data) : data) as Record<string, number>)
    .filter(
      ({ importId, rolloutId, applianceId }) =>
        applianceId === ids.applianceId ||
        ids.importIds.includes(importId ?? 0) ||
        ids.rolloutIds.includes(rolloutId ?? 0),
    );
}

describe("DELETE /api/v1/appliances/{id}", () => {
  it("is for admins: everybody else is refused, also by the door, and sees nothing of it", async () => {
    const [first] = cast.appliances;
    for (const who of [
      cast.lead,
      cast.technician,
      cast.viewer,
      cast.otherLead,
      cast.nobody,
      cast.leadKey,
      cast.agent,
    ]) {
      const { status, body } = await remove(first, { name: "First" }, who.headers);
      expect([status, body.code]).toEqual([403, "forbidden"]);
    }
    expect((await remove(first, { name: "First" }, { authorization: "Bearer rc_none" })).status).toBe(401);
    const elsewhere = await addKey("admin of the other", "admin", cast.appliances[1]);
    expect((await remove(first, { name: "First" }, elsewhere.headers)).status).toBe(403);
    await expect(deleteAppliance(await contextOf(cast.lead.actor), first, "First")).rejects.toMatchObject({
      status: 403,
    });
    expect((await ask(applianceRoute.GET, `/api/v1/appliances/${first}`, { id: first })).status).toBe(200);
  });

  it("wants the name as it stands, and an appliance that is there", async () => {
    const site = await openSite();
    for (const [body, code] of [
      [{ name: nameOf(site).toUpperCase() }, "name_differs"],
      [{ name: ` ${nameOf(site)}` }, "name_differs"],
      [{ name: "" }, "name_differs"],
      [{}, "invalid_request"],
      [{ name: nameOf(site), force: true }, "invalid_request"],
    ] as const) {
      const answer = await remove(site.id, body);
      expect([answer.status, answer.body.code]).toEqual([422, code]);
    }
    expect((await remove(2_147_483_647, { name: "x" })).status).toBe(404);
    expect((await remove(site.id, { name: nameOf(site) })).status).toBe(204);
    expect((await remove(site.id, { name: nameOf(site) })).status).toBe(404);
  });

  it("is refused while a slot is held, and leaves everything as it was", async () => {
    const { site, rollout } = await fullSite();
    const tables = await applianceTables();
    const before = await rowsOf(tables, site.id);
    const refused = await remove(site.id, { name: nameOf(site) });
    expect(refused).toMatchObject({ status: 409, body: { code: "slots_held", held: 1 } });
    expect(await rowsOf(tables, site.id)).toEqual(before);
    const { rows } = await pool().query("SELECT status FROM rollout WHERE id = $1", [rollout]);
    expect(rows).toEqual([{ status: "open" }]);
    const waiting = await pool().query(
      "SELECT 1 FROM import WHERE appliance_id = $1 AND status = 'needs_mapping'",
      [site.id],
    );
    expect(waiting.rowCount).toBe(1);

    const [slot] = await heldSlots(site);
    expect((await takeBack(slot?.id ?? 0)).status).toBe(200);
    expect((await remove(site.id, { name: nameOf(site) })).status).toBe(204);
  });

  it("takes every row of it in every table, and none of anybody else's", async () => {
    const { site, rollout } = await fullSite();
    const neighbour = await fullSite();
    const [slot] = await heldSlots(site);
    await takeBack(slot?.id ?? 0);
    const key = await addKey("upload", "lead", site.id);
    const both = await addPerson("Both", "lead", [site.id, neighbour.site.id]);
    await pool().query(
      `INSERT INTO one_time_link (purpose, token_hash, role, appliance_ids, expires_at) VALUES ('invitation', $1, 'viewer', $2, now())`,
      [`hash ${site.id}`, [site.id, neighbour.site.id]],
    );
    await pool().query(
      "INSERT INTO idempotency_key (actor, key, request_hash) VALUES ($1, 'k', 'h'), ('key:999999', 'k', 'h')",
      [`key:${key.id}`],
    );
    await upload({ applianceId: String(site.id) }, site.list([{ name: "later", seen: "nonsense" }]));
    await pool().query(
      "INSERT INTO client_search (client_id, appliance_id, text) SELECT id, appliance_id, name FROM client ON CONFLICT DO NOTHING",
    );
    await pool().query(
      "INSERT INTO slot_retry (client_id, rollout_id, up_to_fence, made_by, made_at) SELECT client_id, rollout_id, fence, 'Tea', now() FROM slot",
    );
    for (const { id } of [site, neighbour.site])
      await pool().query(
        `WITH f AS (
           INSERT INTO feed (appliance_id, type, name, created_by, created_at, changed_at)
           VALUES ($1, 'events', 'Events', 'Ada', now(), now()) RETURNING id
         ), gone AS (
           INSERT INTO removed_feed (id, appliance_id, type, name, removed_by, removed_at)
           SELECT id + 100000, $1, 'events', 'Old events', 'Ada', now() FROM f
         ) INSERT INTO release_proposal (appliance_id, feed_id, version, not_after) SELECT $1, id, '26.9.9', now() FROM f`,
        [id],
      );
    const tables = await applianceTables();
    const before = await rowsOf(tables, site.id);
    const empty = Object.entries(before).filter(([, [own]]) => own === 0);
    expect(empty.map(([name]) => name)).toEqual([]);
    const imports = await pool().query<{ id: number }>("SELECT id FROM import WHERE appliance_id = $1", [
      site.id,
    ]);
    const ids = {
      applianceId: site.id,
      importIds: imports.rows.map(({ id }) => id),
      rolloutIds: [rollout],
    };
    expect((await jobsAbout(ids)).length).toBeGreaterThan(0);

    const answer = await remove(site.id, { name: nameOf(site) });
    expect(answer).toMatchObject({ status: 204, body: "" });

    const after = await rowsOf(tables, site.id);
    for (const [name, [, others, lost]] of Object.entries(before)) {
      expect([name, ...(after[name] ?? [])]).toEqual([name, 0, others, lost]);
    }
    expect(await jobsAbout(ids)).toEqual([]);
    const keys = await pool().query<{ actor: string }>("SELECT actor FROM idempotency_key WHERE key = 'k'");
    expect(keys.rows).toEqual([{ actor: "key:999999" }]);
    const links = await pool().query("SELECT appliance_ids FROM one_time_link WHERE token_hash = $1", [
      `hash ${site.id}`,
    ]);
    expect(links.rows).toEqual([{ appliance_ids: [neighbour.site.id] }]);
    const people = await pool().query("SELECT appliance_id FROM person_appliance WHERE person_id = $1", [
      both.id,
    ]);
    expect(people.rows).toEqual([{ appliance_id: neighbour.site.id }]);

    const audit = await pool().query<{ deed: string; actor_name: string; before: Record<string, unknown> }>(
      `SELECT deed, actor_name, before FROM audit WHERE subject_type = 'appliance' AND subject_id = $1 ORDER BY id DESC LIMIT 1`,
      [String(site.id)],
    );
    expect(audit.rows[0]).toMatchObject({
      deed: "appliance.delete",
      actor_name: "Ada Admin",
      before: {
        name: nameOf(site),
        hostname: `${site.mark}.example.com`,
        rows: { client: before.client?.[0], release: 3, import: 4 },
      },
    });
    const listed = await ask<{ items: { id: number }[] }>(
      appliancesRoute.GET,
      "/api/v1/appliances?limit=500",
    );
    expect(listed.body.items.map(({ id }) => id)).not.toContain(site.id);
    expect(
      (await ask(importRoute.GET, `/api/v1/imports/${ids.importIds[0]}`, { id: ids.importIds[0] ?? 0 }))
        .status,
    ).toBe(404);
    expect(await heldSlots(neighbour.site)).toHaveLength(1);

    // What still stood in the queue finds nothing, and ends.
    for (const importId of ids.importIds) await runJob("import.advance", { importId });
    await runJob("rollout.open", { rolloutId: rollout });
    await runJob("slot.grant", { applianceId: site.id });
    await runJob("rollout.haltCheck", { rolloutId: rollout });
    await runJob("push.deliver", { slotId: slot?.id ?? 0 });
    expect(await rowsOf(tables, site.id)).toEqual(after);
  });

  it("misses no table: each is emptied by name, or a foreign key leads from it to the appliance", async () => {
    const { rows } = await pool().query<{ child: string; parent: string }>(
      `SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent
         FROM pg_constraint WHERE contype = 'f' AND confdeltype = 'c' AND connamespace = 'public'::regnamespace`,
    );
    const taken = new Set(["appliance"]);
    for (let grew = true; grew; ) {
      const next = rows.filter(({ child, parent }) => taken.has(parent) && !taken.has(child));
      for (const { child } of next) taken.add(child);
      grew = next.length > 0;
    }
    const tables = (await applianceTables()).map(({ name }) => name);
    const bare = (name: string) => name.replaceAll('"', "");
    const covered = new Set([...[...taken].map(bare), ...emptiedTables]);
    expect(tables.filter((name) => !covered.has(name))).toEqual([]);
    expect(tables.length).toBeGreaterThan(20);
  });
});

/** Holds something until it is let go: what waits for it can be watched. */
async function holding(sql: string, parameters: unknown[]): Promise<{ letGo: () => Promise<void> }> {
  const client: PoolClient = await pool().connect();
  await client.query("BEGIN");
  await client.query(sql, parameters);
  return {
    async letGo() {
      await client.query("ROLLBACK");
      client.release();
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    if (await isSo()) return;
    await new Promise((next) => setTimeout(next, 25));
  }
  throw new Error("it never came to that");
}

const waitsForLock = (count: number) => async () => {
  const { rows } = await pool().query<{ waiting: number }>(
    `SELECT count(*) AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return (rows[0]?.waiting ?? 0) >= count;
};

const statusIs = (importId: number, status: string) => async () =>
  (await readImport(importId)).status === status;

/** Nothing is left of an appliance, or has come back. */
async function nothingLeft(site: Site): Promise<void> {
  await runDueJobs();
  const counted = await rowsOf(await applianceTables(), site.id);
  for (const [name, [own]] of Object.entries(counted)) expect([name, own]).toEqual([name, 0]);
  const orphans = await pool().query(
    "SELECT 1 FROM import_row r WHERE NOT EXISTS (SELECT 1 FROM import i WHERE i.id = r.import_id)",
  );
  expect(orphans.rowCount).toBe(0);
}

async function siteWithUpload(rows: number): Promise<{ site: Site; importId: number; rollout: number }> {
  const site = await openSite();
  const { rollout } = await site.release("24.1.2", "2026-03-02T02:00:00Z");
  const listed = Array.from({ length: rows }, (_, index) => ({
    name: `pc${index}`,
    seen: index % 10 === 0 ? "2026-02-31 10:00" : "Offline since 2026-03-01 20:00:00",
  }));
  const { body } = await upload({ applianceId: String(site.id) }, site.list(listed));
  return { site, importId: body.id, rollout };
}

describe("while an import of it runs", () => {
  it("that has just begun to be read, it ends without an error and brings nothing back", async () => {
    const { site, importId } = await siteWithUpload(3_000);
    const row = await holding("SELECT 1 FROM import WHERE id = $1 FOR UPDATE", [importId]);
    const job = runJob("import.advance", { importId });
    await until(waitsForLock(1));
    const removal = remove(site.id, { name: nameOf(site) });
    await until(waitsForLock(2));
    await row.letGo();
    await expect(job).resolves.toBeUndefined();
    expect((await removal).status).toBe(204);
    await nothingLeft(site);
  });

  it("that is in the middle of its rows, likewise", async () => {
    const { site, importId } = await siteWithUpload(12_000);
    const job = runJob("import.advance", { importId });
    await until(async () => {
      const { rows } = await pool().query("SELECT 1 FROM import_row WHERE import_id = $1 LIMIT 1", [
        importId,
      ]);
      return rows.length > 0;
    });
    const removal = remove(site.id, { name: nameOf(site) });
    await expect(job).resolves.toBeUndefined();
    expect((await removal).status).toBe(204);
    await nothingLeft(site);
  });

  it("that is about to be applied, it is done first and goes then", async () => {
    const { site, importId } = await siteWithUpload(200);
    const facts = await holding("SELECT pg_advisory_xact_lock(hashtext('facts'), $1)", [site.id]);
    const job = runJob("import.advance", { importId });
    await until(statusIs(importId, "applying"));
    await until(waitsForLock(1));
    const removal = remove(site.id, { name: nameOf(site) });
    await until(waitsForLock(2));
    await facts.letGo();
    await expect(job).resolves.toBeUndefined();
    expect((await removal).status).toBe(204);
    await nothingLeft(site);
  });

  it("that is judging already, it is done first and goes then", async () => {
    const { site, importId, rollout } = await siteWithUpload(200);
    const judged = await holding("SELECT 1 FROM rollout WHERE id = $1 FOR UPDATE", [rollout]);
    const job = runJob("import.advance", { importId });
    await until(waitsForLock(1));
    const removal = remove(site.id, { name: nameOf(site) });
    await until(waitsForLock(2));
    await judged.letGo();
    await expect(job).resolves.toBeUndefined();
    expect((await removal).status).toBe(204);
    await nothingLeft(site);
  });

  it("an upload that comes too late is told that the appliance is gone, and leaves no file", async () => {
    const { site } = await siteWithUpload(20);
    await runDueJobs();
    const evidence = await holding("SELECT pg_advisory_xact_lock(hashtext('evidence'), $1)", [site.id]);
    const removal = remove(site.id, { name: nameOf(site) });
    await until(waitsForLock(1));
    const late = upload({ applianceId: String(site.id) }, site.list([{ name: "late" }]));
    await until(waitsForLock(2));
    await evidence.letGo();
    expect((await removal).status).toBe(204);
    expect(await late).toMatchObject({ status: 404, body: { code: "not_found" } });
    await nothingLeft(site);
    const files = await pool().query(
      "SELECT 1 FROM import_chunk c WHERE NOT EXISTS (SELECT 1 FROM import i WHERE i.upload_id = c.upload_id)",
    );
    expect(files.rowCount).toBe(0);
  });

  it("two deletions at once are one", async () => {
    const { site } = await siteWithUpload(20);
    const answers = await Promise.all([
      remove(site.id, { name: nameOf(site) }),
      remove(site.id, { name: nameOf(site) }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
    await nothingLeft(site);
  });
});
