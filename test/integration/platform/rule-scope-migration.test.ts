// What 0017_rule_scope makes of the alert rules of the release before.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { migrate, PRISMA_FOLDER } from "@/lib/platform/migrate";
import { createTestDatabase, type TestDatabase } from "../../support/database";

const name = "0017_rule_scope";
let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  folder = mkdtempSync(join(tmpdir(), "rollcall-rule-scope-"));
  cpSync(join(PRISMA_FOLDER, "migrations"), join(folder, "migrations"), {
    recursive: true,
    filter: (path) => (/\d{4}_\w+/.exec(path.slice(PRISMA_FOLDER.length))?.[0] ?? "") < name,
  });
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

async function query<T extends object>(sql: string): Promise<T[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return client
    .query<T>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

const times = "'Ada', '2026-03-01T00:00:00Z', 'Ada', '2026-03-01T00:00:00Z'";

it("keeps what each rule is about, also where it did not come to its end at first", async () => {
  await migrate(database.url, { prismaFolder: folder });
  await query(`INSERT INTO appliance (id, name, hostname, time_zone, created_at)
               VALUES (7, 'Main', 'main.example.com', 'UTC', '2026-03-01T00:00:00Z')`);
  await query(`INSERT INTO alert_rule (name, kind, appliance_id, scope, severity, hold_minutes, first_wait_seconds, every_minutes, grow_percent,
                                       repeat_minutes, acknowledge_hours, created_by, created_at, changed_by, changed_at)
               VALUES ('One', 'stragglers', 7, '{"groups": ["Lisbon"]}', 'info', 0, 60, 15, 10, 720, 24, ${times}),
                      ('All', 'stragglers', NULL, '{}', 'info', 0, 60, 15, 10, 720, 24, ${times})`);

  const target = join(folder, "migrations", name);
  cpSync(join(PRISMA_FOLDER, "migrations", name), target, { recursive: true });
  const whole = readFileSync(join(target, "migration.sql"), "utf8");
  writeFileSync(join(target, "migration.sql"), `${whole}\nSELECT 1 / 0;`);
  await expect(migrate(database.url, { prismaFolder: folder })).rejects.toThrow();
  const before = await query<{ id: number | null }>("SELECT appliance_id AS id FROM alert_rule ORDER BY id");
  expect(before.map(({ id }) => id)).toEqual([7, null]);

  writeFileSync(join(target, "migration.sql"), whole);
  expect(await migrate(database.url, { prismaFolder: folder })).toEqual([name]);
  expect(await query("SELECT name, appliance_ids AS ids, scope FROM alert_rule ORDER BY id")).toEqual([
    { name: "One", ids: [7], scope: { groups: ["Lisbon"] } },
    { name: "All", ids: null, scope: {} },
  ]);
  await expect(query("UPDATE alert_rule SET appliance_ids = '{}'")).rejects.toThrow("appliance_ids_check");
});
