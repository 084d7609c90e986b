// Brings a database up to the migrations in prisma/migrations, with Prisma's own engine and without a download.
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import { Client, Pool } from "pg";

const NO_FILTERS = { externalTables: [], externalEnums: [] };
// Any number that nobody else takes; the Prisma CLI holds 72707369 while it works.
const MIGRATION_LOCK = 7_265_545;

/** Where the migrations and the schema of this checkout lie. */
export const PRISMA_FOLDER = resolve("prisma");

type EngineModule = {
  SchemaEngine: { new: typeof SchemaEngine.new };
  __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
};

/** Where the engine leaves its last words before it panics. */
type PanicRegistry = { message: string; set_message: (message: string) => void };

const panics: PanicRegistry = {
  message: "",
  set_message(message) {
    panics.message = message;
  },
};

/** Node 20 cannot import .wasm files, so the engine is put together by hand, once per process. */
async function instantiateEngine(): Promise<EngineModule> {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const glue: EngineModule = await import(
    /* @vite-ignore */ pathToFileURL(join(entry, "../schema_engine_bg.js")).href
  );
  const bytes = await readFile(join(entry, "../schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, {
    "./schema_engine_bg.js": glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return glue;
}

let engineModule: Promise<EngineModule> | undefined;

function loadEngine(): Promise<EngineModule> {
  engineModule ??= instantiateEngine();
  return engineModule;
}

async function readMigrations(prismaFolder: string): Promise<MigrationList> {
  const baseDir = join(prismaFolder, "migrations");
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const lockfile = await readFile(join(baseDir, "migration_lock.toml"), "utf8").catch(() => null);
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: lockfile },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: {
            tag: "ok" as const,
            value: await readFile(join(baseDir, name, "migration.sql"), "utf8"),
          },
        },
      })),
    ),
  };
}

type Recorded = { migration_name: string; finished_at: Date | null; rolled_back_at: Date | null };

async function recordedMigrations(client: Client): Promise<Recorded[]> {
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present",
  );
  if (!rows[0]?.present) return [];
  return (
    await client.query<Recorded>(
      "SELECT migration_name, finished_at, rolled_back_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
    )
  ).rows;
}

/**
 * Prisma's adapter cuts scripts at every semicolon, also inside function bodies and comments; sent whole, PostgreSQL
 * reads them itself and runs each as one transaction, so a migration that fails has changed nothing. That it is finished is
 * recorded in the same transaction: the engine does so a moment later, and a start that is killed in between would try it again.
 */
function wholeScripts(pool: Pool, migrations: MigrationList, onFailure: (error: unknown) => void) {
  const names = new Map(
    migrations.migrationDirectories.flatMap(({ path, migrationFile: { content } }) =>
      content.tag === "ok" ? [[content.value, path] as const] : [],
    ),
  );
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      try {
        const name = names.get(script);
        await pool.query(name === undefined ? script : `${script};\n${recordFinished(name)}`);
      } catch (error) {
        onFailure(error);
        throw error;
      }
    };
    return adapter;
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}

function recordFinished(name: string): string {
  return `UPDATE _prisma_migrations SET finished_at = now()
           WHERE migration_name = '${name.replaceAll("'", "''")}' AND finished_at IS NULL AND rolled_back_at IS NULL`;
}

async function openEngine(
  pool: Pool,
  migrations: MigrationList,
  onFailure: (error: unknown) => void,
): Promise<SchemaEngine> {
  const { SchemaEngine: EngineClass } = await loadEngine();
  return EngineClass.new(
    { datamodels: undefined },
    () => undefined,
    wholeScripts(pool, migrations, onFailure),
  );
}

async function applyPending(
  url: string,
  migrations: MigrationList,
  interrupted: string[],
): Promise<string[]> {
  const pool = new Pool({ connectionString: url, max: 2 });
  pool.on("error", () => undefined);
  let failure: unknown;
  try {
    const engine = await openEngine(pool, migrations, (error) => {
      failure = error;
    });
    // One that was begun and never finished was rolled back by PostgreSQL: say so, else the engine refuses to go on.
    for (const migrationName of interrupted) await engine.markMigrationRolledBack({ migrationName });
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrations,
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  } catch (error) {
    const cause = failure ?? error;
    const words = panics.message || (cause instanceof Error ? cause.message : String(cause));
    throw new Error(`The database could not be brought up to date: ${words}`, { cause });
  } finally {
    await pool.end();
  }
}

/**
 * Applies the migrations that the database at `url` lacks, in order of their names, and records them in
 * `_prisma_migrations` as the Prisma CLI would. Two callers never race: one session lock lets them take turns.
 * A database that was migrated by a newer Rollcall is refused rather than used.
 * @returns the names applied, [] when nothing was pending (told by one query, without loading the engine)
 */
export async function migrate(url: string, prismaFolder: string = PRISMA_FOLDER): Promise<string[]> {
  const migrations = await readMigrations(prismaFolder);
  const names = migrations.migrationDirectories.map((directory) => directory.path);
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const isCurrent = (rows: Recorded[]) => {
      const finished = new Set(rows.filter((row) => row.finished_at).map((row) => row.migration_name));
      return names.every((name) => finished.has(name)) && rows.every((row) => row.finished_at);
    };
    let recorded = await recordedMigrations(client);
    const unknown = recorded.map((row) => row.migration_name).filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new Error(
        `The database was used by a newer Rollcall (it has ${unknown.join(", ")}): start that version, or restore a backup.`,
      );
    }
    if (isCurrent(recorded)) return [];
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    recorded = await recordedMigrations(client);
    if (isCurrent(recorded)) return [];
    const interrupted = recorded.filter((row) => !row.finished_at).map((row) => row.migration_name);
    return await applyPending(url, migrations, [...new Set(interrupted)]);
  } finally {
    await client.end();
  }
}

/**
 * The SQL that makes the tables of schema.prisma in an empty database; a test compares it with the migrations.
 * @param url any database the engine may connect to; nothing in it is read or changed
 */
export async function schemaSql(url: string, prismaFolder: string = PRISMA_FOLDER): Promise<string> {
  const pool = new Pool({ connectionString: url, max: 2 });
  try {
    const path = join(prismaFolder, "schema.prisma");
    const engine = await openEngine(pool, await readMigrations(prismaFolder), () => undefined);
    const { stdout } = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [{ path, content: await readFile(path, "utf8") }] },
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    });
    return stdout ?? "";
  } finally {
    await pool.end();
  }
}
