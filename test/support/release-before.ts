// The migrations that came before one, in a folder of their own: a database of a release before is made with them.
import { cpSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PRISMA_FOLDER } from "@/lib/platform/migrate";

/** `first`: the beginning of the first migration that is left out, as "0007". The caller throws the folder away. */
export function migrationsBefore(first: string): string {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-before-"));
  mkdirSync(join(folder, "migrations"));
  for (const name of readdirSync(join(PRISMA_FOLDER, "migrations"))) {
    if (name >= first && !name.endsWith(".toml")) continue;
    cpSync(join(PRISMA_FOLDER, "migrations", name), join(folder, "migrations", name), { recursive: true });
  }
  return folder;
}
