// An installation of the release before, as it was left, is brought up to date by processes that are killed again and again; then it
// answers as it did. test/fixtures/release-0008.json.gz: its tables and what it answered, written by that release itself.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as clientsRoute from "@/app/api/v1/clients/route";
import { importChanges } from "@/lib/intake/import-changes";
import { type ChangeKind, changeKinds, importDetail } from "@/lib/intake/queries";
import { openContext, system } from "@/lib/platform/context";
import { createPool, pool } from "@/lib/platform/db";
import { databaseUrl } from "@/lib/platform/env";
import { migrate } from "@/lib/platform/migrate";
import { createTestDatabase } from "@/test/support/database";
import { migrationsBefore } from "@/test/support/release-before";
import {
  ask,
  closeRollCall,
  openRollCallOn,
  type RolloutAnswer,
  readClient,
  readImport,
  readRollout,
  setClock,
} from "@/test/support/roll-call";

interface Left {
  clock: string;
  data: Record<string, object[]>;
  answers: {
    clients: Record<string, object>;
    imports: Record<string, object>;
    changes: Record<string, object[]>;
    rollouts: Record<string, object>;
    lists: Record<string, { items: object[] }>;
  };
}

const left = JSON.parse(
  gunzipSync(readFileSync(new URL("../../fixtures/release-0008.json.gz", import.meta.url))).toString(),
) as Left;

/** Fills the tables of the release before. */
async function fill(url: string): Promise<void> {
  const db = createPool(url, 1);
  await db.query("SET session_replication_role = replica");
  for (const [table, rows] of Object.entries(left.data)) {
    await db.query(`INSERT INTO "${table}" SELECT * FROM jsonb_populate_recordset(NULL::"${table}", $1)`, [
      JSON.stringify(rows),
    ]);
    const ids = rows.flatMap((row) => ("id" in row && typeof row.id === "number" ? [row.id] : []));
    if (ids.length > 0) {
      await db.query(`SELECT setval(pg_get_serial_sequence($1, 'id'), $2)`, [table, Math.max(...ids)]);
    }
  }
  await db.end();
}

/** Runs bin/migrate.ts as a start does, and kills it after so long; true once it came to its end. */
async function migrateFor(killAfterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, ["--import", "tsx", "bin/migrate.ts"], {
    env: { ...process.env, DATABASE_URL: databaseUrl() },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const [code] = (await once(child, "exit")) as [number | null];
  clearTimeout(timer);
  return code === 0;
}

let starts = 0;

beforeAll(async () => {
  const database = await createTestDatabase({ empty: true });
  const folder = migrationsBefore("0009");
  await migrate(database.url, { prismaFolder: folder });
  rmSync(folder, { recursive: true });
  await fill(database.url);
  // Each start gets a little further before it is killed.
  for (let patience = 400; !(await migrateFor(patience)); patience += 120) {
    starts++;
    if (starts > 150) throw new Error("it never comes to an end");
  }
  setClock(left.clock);
  await openRollCallOn(database);
}, 300_000);
afterAll(closeRollCall);

describe("an installation of the release before", () => {
  it("was brought up to date by several starts, and none of the old tables is left", async () => {
    expect(starts).toBeGreaterThan(2);
    const { rows } = await pool().query("SELECT relname FROM pg_class WHERE relname LIKE 'old\\_%'");
    expect(rows).toEqual([]);
  });

  it.each(Object.entries(left.answers.clients))("client %s answers as it did", async (id, before) => {
    expect(asBefore(await readClient(Number(id)))).toEqual(asBefore(before));
  });

  it.each(Object.entries(left.answers.imports))("import %s answers as it did", async (id, before) => {
    // What an import waits for, and which feed brought it, is told since then.
    expect(await readImport(Number(id))).toEqual({
      ...before,
      waitsFor: null,
      feedId: null,
      feedName: null,
      feedRemoved: false,
    });
    const ctx = await openContext(system);
    const detail = await importDetail(ctx, Number(id));
    for (const change of changeKinds satisfies readonly ChangeKind[])
      expect(
        [change, await importChanges(ctx, detail, change, { limit: 100, skip: 0 })],
        `${id} ${change}`,
      ).toEqual([change, left.answers.changes[`${id} ${change}`]]);
  });

  it.each(Object.entries(left.answers.rollouts))(
    "rollout %s counts and lists as it did",
    async (id, before) => {
      const { movers: _, ...counted } = (await readRollout(Number(id))) as RolloutAnswer & {
        movers: unknown;
      };
      expect(counted).toEqual(before);
      const { body } = await ask<{ items: object[] }>(
        clientsRoute.GET,
        `/api/v1/clients?rolloutId=${id}&limit=200&sort=name`,
      );
      expect(body.items.map(asBefore)).toEqual(left.answers.lists[id]?.items.map(asBefore));
    },
  );
});

/** Of feeds, other reasons and movers nothing was told by the release before. */
const toldSince = new Set(["otherReasons", "mover", "contradictions", "feed"]);

/**
 * Words that change from list to list are not kept any more: the facts say what they mean. What else holds of a client, where sources
 * differ, and whose move it is, is told since this release. A reported update need is told in other words: that it was not seen
 * connected since is part of it (rule 17).
 */
function asBefore(answer: object): object {
  return JSON.parse(
    JSON.stringify(answer, (key, value) => {
      if (key === "reason" && value?.code === "needs_update") return value.code;
      if (toldSince.has(key)) return undefined;
      if (key !== "attributes" || typeof value !== "object" || value === null) return value;
      const { status_details: _, status: _status, last_accessed: _accessed, ...kept } = value;
      return kept;
    }),
  );
}
