// npm run simulate: a rollout in control mode from the first grant to the last check-in, over HTTP against real processes.
// -- --clients 10000 --cap 50 --webs 1 --workers 1
import { parseArgs } from "node:util";

process.env.ROLLCALL_LOG_LEVEL ??= "error";
process.env.ROLLCALL_SECRET ??= "a-secret-for-simulations-that-is-long-enough";
const say = (line: string) => process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "10000" },
    cap: { type: "string", default: "50" },
    webs: { type: "string", default: "1" },
    workers: { type: "string", default: "1" },
    "upgrade-ms": { type: "string", default: "400" },
    "export-seconds": { type: "string", default: "30" },
  },
});
await import("../../bin/check/build.js");
const { createApiKey } = await import("@/lib/access/create-api-key");
const { closeDatabase, openPool } = await import("@/lib/platform/db");
const { forgetEnv } = await import("@/lib/platform/env");
const { closeQueues, prepareQueueStore } = await import("@/lib/platform/queue");
const { quietContext } = await import("../support/cap-site");
const { installGrantGuard } = await import("../support/cap-watch");
const { openCaller } = await import("../support/http-caller");
const { startOwnDatabase } = await import("../support/own-database");
const { startWebProcess } = await import("../support/web-process");
const { startWorkerProcess } = await import("../support/worker-process");
const { simulate } = await import("./world");

const database = await startOwnDatabase();
forgetEnv();
openPool(4);
await prepareQueueStore();
await installGrantGuard(database.url);

const urls: string[] = [];
let running: { stop: () => Promise<unknown> }[] = [];
async function startAll(settings: Record<string, string> = {}): Promise<void> {
  const quick = { ROLLCALL_SLOT_SWEEP_SECONDS: "2", ROLLCALL_SWEEP_SECONDS: "5", ...settings };
  const webs = await Promise.all(Array.from({ length: Number(values.webs) }, () => startWebProcess(quick)));
  const workers = await Promise.all(
    Array.from({ length: Number(values.workers) }, () => startWorkerProcess(quick)),
  );
  running = [...webs, ...workers];
  urls.splice(0, urls.length, ...webs.map(({ url }) => url));
}

async function makeCaller(name: string, role: "admin" | "lead" | "agent", applianceId: number | null) {
  const { key } = await createApiKey(await quietContext(), { name, role, applianceId });
  return { key, caller: openCaller(urls, key, 128) };
}

let exitCode = 1;
try {
  await startAll();
  const admin = await makeCaller("simulation", "admin", null);
  const plan = {
    clients: Number(values.clients),
    cap: Number(values.cap),
    upgradeMs: Number(values["upgrade-ms"]),
    exportEveryMs: Number(values["export-seconds"]) * 1_000,
    waiting: Math.ceil(Number(values.cap) / 4),
  };
  const outcome = await simulate(
    {
      admin: admin.caller,
      makeAgent: async (applianceId) => (await makeCaller("endpoint", "agent", applianceId)).caller,
      makeLead: async (applianceId) => (await makeCaller("lead", "lead", applianceId)).caller,
      async sendFile(parts, csv) {
        const form = new FormData();
        for (const [name, value] of Object.entries(parts)) form.append(name, value);
        form.append("file", new Blob([csv]), "fleet.csv");
        const answer = await fetch(`${urls[0]}/api/v1/imports`, {
          method: "POST",
          headers: { authorization: `Bearer ${admin.key}` },
          body: form,
        });
        return { status: answer.status, body: (await answer.json()) as { id: number } };
      },
      async moveClock(days) {
        say(`everything is started anew with a clock ${days} days ahead`);
        await Promise.all(running.map((each) => each.stop()));
        await startAll({ ROLLCALL_CLOCK_OFFSET_SECONDS: String(days * 86_400) });
      },
      databaseUrl: database.url,
      say: (line) => say(`  ${line}`),
    },
    plan,
  );
  say(
    `\n${plan.clients} clients, cap ${plan.cap}: ${outcome.granted} grants in ${outcome.seconds.toFixed(0)} s ` +
      `(${(outcome.granted / outcome.seconds).toFixed(1)}/s), ${outcome.renewed} renewals, ${outcome.exports} exports`,
  );
  say(
    `held: at most ${outcome.highestHeld}, on average ${outcome.meanHeld.toFixed(1)} ` +
      `(${((100 * outcome.meanHeld) / plan.cap).toFixed(1)} % of the cap), ${outcome.looks} looks of the watcher`,
  );
  for (const [told, count] of Object.entries(outcome.refused).sort())
    say(`  ${String(count).padStart(7)}  ${told}`);
  for (const [line, count] of Object.entries(outcome.table).sort())
    say(`  ${String(count).padStart(7)}  ${line}`);
  say(`${outcome.violations.length} violations`);
  for (const violation of outcome.violations.slice(0, 20)) say(`  ${violation}`);
  exitCode = outcome.violations.length === 0 ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await Promise.all(running.map((each) => each.stop()));
  await closeQueues();
  await closeDatabase();
  await database.stop();
}
process.exit(exitCode);
