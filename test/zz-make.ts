process.env.ROLLCALL_LOG_LEVEL ??= "error";
process.env.ROLLCALL_SECRET ??= "a-secret-for-benches-that-is-long-enough-to-pass";

import { readFileSync } from "node:fs";

process.env.DATABASE_URL = readFileSync("/tmp/h/lists-url", "utf8");
const { makeFleet } = await import("./support/made-fleet");
const { pool, closeDatabase } = await import("@/lib/platform/db");
const n = Number(process.argv[2]);
const t = performance.now();
console.log(await makeFleet(pool(), n, process.argv[3]));
console.log(((performance.now() - t) / 1000).toFixed(1), "s");
const { rows } = await pool().query(
  "SELECT relname, pg_size_pretty(pg_relation_size(oid)) s FROM pg_class WHERE relname ~ '^(client|snapshot|member_block)' AND relkind IN ('r','i','t') ORDER BY 1",
);
console.table(rows);
await closeDatabase();
