process.env.ROLLCALL_LOG_LEVEL ??= "error";
process.env.ROLLCALL_SECRET ??= "a-secret-for-benches-that-is-long-enough-to-pass";
import { readFileSync } from "node:fs";
process.env.DATABASE_URL = readFileSync("/tmp/h/lists-url", "utf8");
const { fillSearch } = await import("@/lib/evidence/fill-search");
const { openContext, system } = await import("@/lib/platform/context");
const { pool, closeDatabase } = await import("@/lib/platform/db");
const ctx = await openContext(system);
for (const { id } of (await pool().query("SELECT DISTINCT appliance_id AS id FROM search_gap")).rows) {
  const t = performance.now();
  console.log(id, await fillSearch(ctx, id), ((performance.now() - t) / 1000).toFixed(1), "s");
}
await pool().query("VACUUM (ANALYZE) client_search");
await closeDatabase();
