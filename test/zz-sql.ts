process.env.ROLLCALL_LOG_LEVEL ??= "error";
process.env.ROLLCALL_SECRET ??= "a-secret-for-benches-that-is-long-enough-to-pass";

import { readFileSync } from "node:fs";

process.env.DATABASE_URL = readFileSync("/tmp/h/lists-url", "utf8");
const { pool, closeDatabase } = await import("@/lib/platform/db");
const sqls = readFileSync(0, "utf8").split(/^;;.*$/m);
for (const sql of sqls) {
  if (!sql.trim()) continue;
  try {
    const times: number[] = [];
    let rows: any[] = [];
    const n = /^\s*(CREATE|DROP|INSERT|ANALYZE|VACUUM)/i.test(sql) ? 1 : Number(process.env.N ?? 3);
    for (let i = 0; i < n; i++) {
      const t = performance.now();
      ({ rows } = await pool().query(sql));
      times.push(performance.now() - t);
    }
    console.log(
      "--",
      sql.trim().slice(0, 160).replace(/\s+/g, " "),
      "\n  ms:",
      times.map((t) => t.toFixed(0)).join(" "),
    );
    if (/^\s*EXPLAIN/i.test(sql)) console.log(rows.map((r) => r["QUERY PLAN"]).join("\n"));
    else console.log(JSON.stringify(rows.slice(0, 3)).slice(0, 400));
  } catch (e) {
    console.log("!!", sql.trim().slice(0, 100), String(e));
  }
}
await closeDatabase();
