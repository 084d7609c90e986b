import { lockFacts } from "@/lib/evidence/lock-facts";
import { createAppliance } from "@/lib/fleet/create-appliance";
import { closeDatabase, inTransaction, openPool, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { judgeFleet } from "@/lib/rollout/members/judge-fleet";
import { sweepMembers } from "@/lib/rollout/members/sweep-members";
import { openRollout } from "@/lib/rollout/open-rollout";
import { rolloutAnswer } from "@/lib/rollout/overview/answer-queries";
import { overview } from "@/lib/rollout/overview/overview-queries";
import { rolloutPage } from "@/lib/rollout/queries";
import { recordRelease } from "@/lib/rollout/releases/record-release";
import { quietContext } from "@/test/support/cap-site";
import { startOwnDatabase } from "@/test/support/own-database";

const N = Number(process.argv[2] ?? 1_000_000);
const t = async <T>(name: string, f: () => Promise<T>): Promise<T> => {
  const s = performance.now();
  const cpu = process.cpuUsage();
  const r = await f();
  const u = process.cpuUsage(cpu);
  setTimeout(() => {}, 0);
  console.log(
    name.padEnd(50),
    ((performance.now() - s) / 1000).toFixed(2),
    "s  cpu",
    (u.user / 1e6).toFixed(2),
    "rss",
    Math.round(process.memoryUsage().rss / 1e6),
  );
  if (/OPEN|judge|SWEEP|RECORD/.test(name)) dump();
  else spent.clear();
  return r;
};

import pg from "pg";

const spent = new Map<string, [number, number]>();
const original = pg.Client.prototype.query as any;
(pg.Client.prototype as any).query = function (this: any, ...args: any[]) {
  const q = args[0];
  const text = typeof q === "string" ? q : (q?.text ?? q?.cursor?.text ?? q?.constructor?.name);
  const key = String(text).trim().replace(/\s+/g, " ").slice(0, 70);
  const s = performance.now();
  const r = original.apply(this, args);
  const end = () => {
    const [n, ms] = spent.get(key) ?? [0, 0];
    spent.set(key, [n + 1, ms + performance.now() - s]);
  };
  if (r && typeof r.then === "function") r.then(end, end);
  else if (r && r.on) {
    r.on("close", end);
  }
  return r;
};
export function dump() {
  for (const [k, [n, ms]] of [...spent].sort((a, b) => b[1][1] - a[1][1]).slice(0, 14))
    console.log("   ", ms.toFixed(0).padStart(7), "ms", String(n).padStart(5), k);
  spent.clear();
}
async function main() {
  const database = await startOwnDatabase();
  forgetEnv();
  openPool(8);
  try {
    const ctx = await quietContext();
    const hour = 3_600_000;
    const applianceId = await createAppliance(ctx, { name: "b", hostname: "b.example.com", timeZone: "UTC" });
    const exportedAt = ctx.now - 4 * hour;
    await t("insert clients", async () => {
      await pool().query(
        `INSERT INTO client (appliance_id, kind, name, hostname, host_key, short_host, identity_basis, group_name)
        SELECT $1, 'jump_client', 'pc'||n, 'pc'||n, 'pc'||n, 'pc'||n, 'hostname', 'Group '||(n % 200) FROM generate_series(1, $2::int) n`,
        [applianceId, N],
      );
      const im = await pool().query(
        `INSERT INTO import (appliance_id, kind, kinds, status, upload_id, file_name, file_hash, file_bytes, uploaded_by, exported_at, complete, created_at, parameters)
        VALUES ($1, 'jump_client', '{jump_client}', 'done', gen_random_uuid(), 'a.csv', 'x', 1, 'me', $2, true, now(), '{}') RETURNING id`,
        [applianceId, new Date(exportedAt).toISOString()],
      );
      await pool().query(
        `INSERT INTO client_now (client_id, appliance_id, kind, stands, first_evidence_at, seen, last_connected_at, is_current, online, connection_type)
        SELECT id, appliance_id, kind, true, $2::timestamptz - interval '1 day', true, CASE WHEN id % 10 < 6 THEN NULL ELSE $2::timestamptz - (id % 86400) * interval '1 s' END, true, id % 10 < 6, 'active' FROM client WHERE appliance_id = $1`,
        [applianceId, new Date(exportedAt).toISOString()],
      );
      await pool().query("ANALYZE client; ANALYZE client_now");
      return im;
    });
    await t("vacuum", () => pool().query("VACUUM client_now"));
    const hot = async () => (
      await pool().query("SELECT pg_stat_force_next_flush()"),
      await new Promise((r) => setTimeout(r, 1200)),
      (
        await pool().query(
          "SELECT n_tup_upd, n_tup_hot_upd, pg_size_pretty(pg_relation_size('client_now')) AS size FROM pg_stat_user_tables WHERE relname='client_now'",
        )
      ).rows[0]
    );
    const ref = async (k: number) => {
      await pool().query(
        "DROP TABLE IF EXISTS refr; CREATE TABLE refr (id int primary key, a int, b bool, c timestamptz, d text)",
      );
      await t(`REFERENCE insert..select ${k}`, () =>
        pool().query(`INSERT INTO refr SELECT n, n, true, now(), 'abc' FROM generate_series(1, ${k}) n`),
      );
    };
    await ref(N);
    const rel = await recordRelease(ctx, applianceId, {
      kind: "site",
      name: "Bomgar-24.1.1",
      version: "24.1.1",
      installedAt: ctx.now - 3 * hour,
    });
    await t("OPENING", async () => openRollout(await quietContext(), rel.rolloutId!));
    console.log(await hot());
    if (process.argv[3] === "open") return;
    await ref(N);
    await t("judge after import, nothing changed", async () =>
      inTransaction(ctx.db, async (tx) => {
        await lockFacts(tx, applianceId);
        const r = await judgeFleet(
          tx,
          rel.rolloutId!,
          { kinds: ["jump_client"] },
          { cause: "import 9", now: ctx.now, outcomeRowsPerState: 1000 },
        );
        console.log(JSON.stringify(r.outcome));
      }),
    );
    await t("judge again", async () =>
      inTransaction(ctx.db, async (tx) => {
        await lockFacts(tx, applianceId);
        const r = await judgeFleet(
          tx,
          rel.rolloutId!,
          { kinds: ["jump_client"] },
          { cause: "import 9", now: ctx.now, outcomeRowsPerState: 1000 },
        );
      }),
    );
    const c2 = await quietContext();
    for (const [name, f] of [
      ["rolloutPage", () => rolloutPage(c2, rel.rolloutId!, 20)],
      ["rolloutAnswer", () => rolloutAnswer(c2, rel.rolloutId!)],
      ["overview", () => overview(c2, null)],
    ] as const) {
      const ms: number[] = [];
      for (let i = 0; i < 20; i++) {
        const s = performance.now();
        await f();
        ms.push(performance.now() - s);
      }
      ms.sort((a, b) => a - b);
      console.log(name, "p50", ms[10]!.toFixed(1), "p95", ms[18]!.toFixed(1));
    }
    // next day: new export, 60 % online proves
    await t("(facts of next day)", async () => {
      await pool().query(
        `UPDATE client_now SET last_connected_at = CASE WHEN client_id % 10 >= 6 THEN last_connected_at END, rev = rev`,
        [],
      );
      await pool().query(
        `INSERT INTO import (appliance_id, kind, kinds, status, upload_id, file_name, file_hash, file_bytes, uploaded_by, exported_at, complete, created_at, parameters)
        VALUES ($1, 'jump_client', '{jump_client}', 'done', gen_random_uuid(), 'a.csv', 'y', 1, 'me', $2, true, now(), '{}')`,
        [applianceId, new Date(ctx.now - hour / 2).toISOString()],
      );
    });
    await t("judge next day: 60 % check in", async () =>
      inTransaction(ctx.db, async (tx) => {
        await lockFacts(tx, applianceId);
        const r = await judgeFleet(
          tx,
          rel.rolloutId!,
          { kinds: ["jump_client"] },
          { cause: "import 10", now: ctx.now, outcomeRowsPerState: 1000 },
        );
        console.log(JSON.stringify(r.outcome));
      }),
    );
    console.log(await hot());
    await t("judge same again", async () =>
      inTransaction(ctx.db, async (tx) => {
        await lockFacts(tx, applianceId);
        const r = await judgeFleet(
          tx,
          rel.rolloutId!,
          { kinds: ["jump_client"] },
          { cause: "import 11", now: ctx.now, outcomeRowsPerState: 1000 },
        );
        console.log(JSON.stringify(r.outcome));
      }),
    );
    // 100,000 due
    await pool().query("VACUUM client_now");
    await pool().query(
      `UPDATE client_now SET judge_after = now() - interval '1 s' WHERE client_id <= $1 AND state <> 'checked_in'`,
      [Math.round(N * 0.25)],
    );
    const due = await pool().query("SELECT count(*) AS n FROM client_now WHERE judge_after < now()");
    await pool().query(
      `INSERT INTO due_block SELECT DISTINCT rollout_id, client_id / 2048, judge_after FROM client_now WHERE judge_after < now() AND rollout_id IS NOT NULL`,
    );
    console.log("due", due.rows[0]);
    await t("REFERENCE bare update", () =>
      pool().query(`UPDATE refr SET b = false WHERE id <= ${due.rows[0].n}`),
    );
    await t("SWEEP", async () => console.log(await sweepMembers(await quietContext())));
    await t("SWEEP again", async () => console.log(await sweepMembers(await quietContext())));
    for (const [name, f] of [
      ["rolloutPage", () => rolloutPage(c2, rel.rolloutId!, 20)],
      ["rolloutAnswer", () => rolloutAnswer(c2, rel.rolloutId!)],
      ["overview", () => overview(c2, null)],
    ] as const) {
      const ms: number[] = [];
      for (let i = 0; i < 20; i++) {
        const s = performance.now();
        await f();
        ms.push(performance.now() - s);
      }
      ms.sort((a, b) => a - b);
      console.log(name, "p50", ms[10]!.toFixed(1), "p95", ms[18]!.toFixed(1));
    }
    for (const tb of ["rollout_tally", "check_in_tally", "due_tally", "due_block", "transition_block"])
      console.log(
        tb,
        (
          await pool().query(
            `SELECT count(*) AS n, pg_size_pretty(pg_total_relation_size('${tb}')) AS s FROM ${tb}`,
          )
        ).rows[0],
      );
    const rel2 = await t("RECORD next release (members put away)", async () =>
      recordRelease(await quietContext(), applianceId, {
        kind: "site",
        name: "Bomgar-24.1.2",
        version: "24.1.2",
        installedAt: ctx.now - hour / 4,
      }),
    );
    console.log(
      "member_block",
      (
        await pool().query(
          `SELECT count(*) AS n, pg_size_pretty(pg_total_relation_size('member_block')) AS s FROM member_block`,
        )
      ).rows[0],
    );
    await t("OPENING 2", async () => openRollout(await quietContext(), rel2.rolloutId!));
    console.log(await hot());
    await t("page of the one that is over", () => rolloutPage(c2, rel.rolloutId!, 20));
  } finally {
    await closeDatabase();
    await database.stop();
  }
}
await main();
