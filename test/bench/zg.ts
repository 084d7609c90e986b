import pg from "pg";
import { closeDatabase, openPool, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { askSlot } from "@/lib/rollout/cap/ask-slot";
import { takeBatch } from "@/lib/rollout/cap/grant-queued";
import { releaseSlot } from "@/lib/rollout/cap/release-slot";
import { quietContext, seedCapSite } from "@/test/support/cap-site";
import { startOwnDatabase } from "@/test/support/own-database";

const spent = new Map<string, [number, number]>();
const original = pg.Client.prototype.query as any;
if (process.argv[5])
  (pg.Client.prototype as any).query = function (this: any, ...args: any[]) {
    const q = args[0];
    const text = typeof q === "string" ? q : (q?.text ?? "?");
    const key = String(text).trim().replace(/\s+/g, " ").slice(0, 90);
    const s = performance.now();
    const r = original.apply(this, args);
    const end = () => {
      const [n, ms] = spent.get(key) ?? [0, 0];
      spent.set(key, [n + 1, ms + performance.now() - s]);
    };
    if (r && typeof r.then === "function") r.then(end, end);
    return r;
  };
const dump = () => {
  for (const [k, [n, ms]] of [...spent].sort((a, b) => b[1][1] - a[1][1]).slice(0, 16))
    console.log("   ", ms.toFixed(0).padStart(7), "ms", String(n).padStart(6), (ms / n).toFixed(2), k);
  spent.clear();
};
const members = Number(process.argv[2] ?? 20000),
  lanes = 8,
  seconds = Number(process.argv[3] ?? 6),
  cap = Number(process.argv[4] ?? 500);
async function perSecond(work: () => Promise<number>) {
  const s = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (performance.now() - s < seconds * 1000) {
        const c = await work();
        done += c;
      }
    }),
  );
  return Math.round(done / ((performance.now() - s) / 1000));
}
async function bare() {
  await pool().query(
    "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, held_by integer NOT NULL, at timestamptz NOT NULL DEFAULT now())",
  );
  return perSecond(async () => {
    const c = await pool().connect();
    try {
      await c.query("BEGIN");
      await c.query("INSERT INTO bench_row (held_by) VALUES (1)");
      await c.query("COMMIT");
    } finally {
      c.release();
    }
    return 1;
  });
}
const database = await startOwnDatabase();
forgetEnv();
openPool(lanes + 4);
try {
  const site = await seedCapSite({
    members,
    cap,
    groups: 50,
    rollout: { haltRule: { failedPercent: 100, ofLast: 1000, silentCount: 1000 } },
  });
  const b1 = await bare();
  let next = 0;
  const held = await takeBatch(await quietContext(), { applianceId: site.applianceId, count: cap });
  const spares = site.clientIds.filter((id) => !held.some(({ clientId }) => clientId === id));
  const ask = async (clientId: number) =>
    askSlot(await quietContext(), { applianceId: site.applianceId, clientId }, "api");
  spent.clear();
  let tries = 0;
  const grants = await perSecond(async () => {
    const slot = held.shift();
    if (slot) await releaseSlot(await quietContext(), slot.id, slot.fence, "done");
    const clientId = spares[next++ % spares.length] ?? 0;
    for (;;) {
      tries++;
      const o = await ask(clientId);
      if (o.kind === "refused") continue;
      if (o.fresh) held.push(o.slot);
      return o.fresh ? 1 : 0;
    }
  });
  console.log("tries", tries);
  dump();
  const b2 = await bare();
  spent.clear();
  const refusals = await perSecond(async () => {
    const o = await ask(spares[next++ % spares.length] ?? 0);
    return o.kind === "refused" ? 1 : 0;
  });
  dump();
  const b3 = await bare();
  console.log({
    b1,
    b2,
    b3,
    grants,
    refusals,
    grantPct: ((100 * grants) / ((b1 + b2) / 2)).toFixed(1),
    refusePct: ((100 * refusals) / ((b2 + b3) / 2)).toFixed(1),
  });
} finally {
  await closeDatabase();
  await database.stop();
}
