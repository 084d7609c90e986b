import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate, PRISMA_FOLDER, schemaSql } from "@/lib/platform/migrate";
import { createTestDatabase, type TestDatabase } from "../../support/database";

const folders: string[] = [];

function prismaFolder(migrations: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-migrations-"));
  folders.push(folder);
  mkdirSync(join(folder, "migrations"));
  cpSync(
    join(PRISMA_FOLDER, "migrations", "migration_lock.toml"),
    join(folder, "migrations", "migration_lock.toml"),
  );
  for (const [name, sql] of Object.entries(migrations)) addMigration(folder, name, sql);
  return folder;
}

function addMigration(folder: string, name: string, sql: string): void {
  mkdirSync(join(folder, "migrations", name), { recursive: true });
  writeFileSync(join(folder, "migrations", name, "migration.sql"), sql);
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("migrate", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
  });
  afterEach(() => database.drop());

  async function rowsOf<T extends object>(sql: string): Promise<T[]> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<T>(sql);
    await client.end();
    return rows;
  }

  async function tables(): Promise<string[]> {
    const rows = await rowsOf<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    );
    return rows.map((row) => row.name);
  }

  it("applies what is pending once, in order of the names", async () => {
    const folder = prismaFolder({
      "0002_b": "ALTER TABLE a ADD COLUMN n int;",
      "0001_a": "CREATE TABLE a (id int);",
    });
    expect(await migrate(database.url, folder)).toEqual(["0001_a", "0002_b"]);
    expect(await migrate(database.url, folder)).toEqual([]);
    addMigration(folder, "0003_c", "CREATE TABLE c (id int);");
    expect(await migrate(database.url, folder)).toEqual(["0003_c"]);
  });

  it("records that a migration is finished together with what it did, so that no kill falls in between", async () => {
    const watched = `CREATE TABLE seen_at_commit (finished boolean);
      CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO seen_at_commit SELECT finished_at IS NOT NULL FROM _prisma_migrations WHERE migration_name = '0001_a';
        RETURN NULL; END $$;
      CREATE TABLE trigger_of_it (id int);
      CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON trigger_of_it DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION look();
      INSERT INTO trigger_of_it VALUES (1);`;
    expect(await migrate(database.url, prismaFolder({ "0001_a": watched }))).toEqual(["0001_a"]);
    expect(await rowsOf("SELECT finished FROM seen_at_commit")).toEqual([{ finished: true }]);
  });

  it("hands a script over whole: semicolons in functions, texts and comments are not ends", async () => {
    const folder = prismaFolder({
      "0001_a": `CREATE TABLE a (id int DEFAULT 1, note text DEFAULT 'x;y'); -- one; two
        CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;`,
    });
    expect(await migrate(database.url, folder)).toEqual(["0001_a"]);
  });

  it("lets two starts take turns", async () => {
    const folder = prismaFolder({ "0001_a": "SELECT pg_sleep(0.3); CREATE TABLE a (id int);" });
    const both = await Promise.all([migrate(database.url, folder), migrate(database.url, folder)]);
    expect(both.flat()).toEqual(["0001_a"]);
  });

  it("leaves nothing of a migration that fails, says why, and goes on once it is corrected", async () => {
    const folder = prismaFolder({ "0001_a": "CREATE TABLE a (id int); SELECT nonsense;" });
    await expect(migrate(database.url, folder)).rejects.toThrow(
      'The database could not be brought up to date: column "nonsense" does not exist',
    );
    expect(await tables()).toEqual(["_prisma_migrations"]);
    addMigration(folder, "0001_a", "CREATE TABLE a (id int);");
    expect(await migrate(database.url, folder)).toEqual(["0001_a"]);
    expect(await tables()).toEqual(["_prisma_migrations", "a"]);
  });

  it("refuses a database that a newer Rollcall has migrated", async () => {
    await migrate(database.url, prismaFolder({ "0001_a": "SELECT 1;", "0002_newer": "SELECT 1;" }));
    await expect(migrate(database.url, prismaFolder({ "0001_a": "SELECT 1;" }))).rejects.toThrow(
      /used by a newer Rollcall \(it has 0002_newer\)/,
    );
  });
});

/** Columns, keys and plain indexes of the tables named, one line each; partial and expression indexes are left out. */
async function shapeOf(url: string, onlyTables?: string[]): Promise<{ tables: string[]; lines: string[] }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const query = async (sql: string) => (await client.query<{ table: string; line: string }>(sql)).rows;
  const rows = [
    ...(await query(
      `SELECT table_name AS table, format('column %s %s null:%s', column_name, udt_name, is_nullable) AS line
       FROM information_schema.columns WHERE table_schema = 'public'`,
    )),
    ...(await query(
      `SELECT conrelid::regclass::text AS table, 'constraint ' || pg_get_constraintdef(oid) AS line
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'f')`,
    )),
    ...(await query(
      `SELECT i.indrelid::regclass::text AS table,
         format('index unique:%s %s', i.indisunique, regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', '')) AS line
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
       WHERE c.relnamespace = 'public'::regnamespace AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT i.indisprimary`,
    )),
  ];
  await client.end();
  const bare = (name: string) => name.replaceAll('"', "");
  const kept = rows.filter((row) => !onlyTables || onlyTables.includes(bare(row.table)));
  return {
    tables: [...new Set(rows.map((row) => bare(row.table)))].filter((name) => name !== "_prisma_migrations"),
    lines: kept.map((row) => `${bare(row.table)}: ${row.line}`).sort(),
  };
}

describe("this checkout", () => {
  it("has migrations that make the tables, columns, keys and indexes of schema.prisma", async () => {
    const migrated = await createTestDatabase();
    const declared = await createTestDatabase({ empty: true });
    const client = new Client({ connectionString: declared.url });
    await client.connect();
    await client.query(await schemaSql(declared.url));
    await client.end();
    const wanted = await shapeOf(declared.url);
    const made = await shapeOf(migrated.url, wanted.tables);
    const columnsAndKeys = (lines: string[]) => lines.filter((line) => !line.includes(": index "));
    expect(columnsAndKeys(made.lines)).toEqual(columnsAndKeys(wanted.lines));
    expect(wanted.lines.filter((line) => !made.lines.includes(line))).toEqual([]);
    await migrated.drop();
    await declared.drop();
  });

  it("gives each test file a migrated database", async () => {
    const database = await createTestDatabase();
    expect(process.env.DATABASE_URL).toBe(database.url);
    expect(await migrate(database.url)).toEqual([]);
    await database.drop();
  });
});
