// Random steps against the cap: through the verbs on a database, or over HTTP with several web and worker processes.
import { createApiKey } from "@/lib/access/create-api-key";
import { closeDatabase, openPool, pool } from "@/lib/platform/db";
import { databaseUrl, forgetEnv } from "@/lib/platform/env";
import { closeQueues, prepareQueueStore } from "@/lib/platform/queue";
import { type CapSite, neverExhausted, quietContext, seedCapSite } from "../support/cap-site";
import { type CapDoor, randomStep, StepPlayer, seededRandom, verbDoor } from "../support/cap-steps";
import { installGrantGuard, readGrantViolations, watchCap } from "../support/cap-watch";
import { openCaller } from "../support/http-caller";
import { httpDoor } from "../support/http-door";
import { startOwnDatabase } from "../support/own-database";
import { startWebProcess } from "../support/web-process";
import { startWorkerProcess } from "../support/worker-process";

interface StepRun {
  steps: number;
  seconds: number;
  grants: number;
  looks: number;
  highestHeld: number;
  violations: string[];
  answered: Record<string, number>;
}

const members = 2_000;
const cap = 40;
const highestCap = 80;
/** Correctness is counted here, not speed; rows come and go quickly. */
const notDurable = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  autovacuum_naptime: "10s",
};
/** Steps on one appliance wait for each other; several keep the machine busy. */
const sitesAtOnce = 3;
const lanesPerSite = 5;

function seed(): Promise<CapSite> {
  return seedCapSite({
    members,
    cap,
    groups: 10,
    policy: neverExhausted,
    appliance: { subCaps: { groups: { "Group 1": 3 } } },
    rollout: { haltRule: { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 } },
  });
}

/** Plays `steps` random steps, `lanes` at a time, watched; `tell` is given a line about every half minute. */
async function playSteps(
  site: CapSite,
  door: CapDoor,
  plan: { steps: number; lanes: number; seed: number; tell: (line: string) => void },
): Promise<StepRun> {
  const watcher = await watchCap(databaseUrl(), site.applianceId, 20);
  const player = new StepPlayer(site, door, pool(), highestCap);
  const random = seededRandom(plan.seed);
  const startedMs = performance.now();
  let toldMs = startedMs;
  let started = 0;
  const lane = async () => {
    while (started < plan.steps && player.violations.length === 0) {
      started++;
      await player.play(randomStep(random));
      const nowMs = performance.now();
      if (nowMs - toldMs > 30_000) {
        toldMs = nowMs;
        const rate = Math.round(player.steps / ((nowMs - startedMs) / 1000));
        plan.tell(`${player.steps} of ${plan.steps} steps, ${player.grants} grants, ${rate} steps/s`);
      }
    }
  };
  await Promise.all(Array.from({ length: plan.lanes }, lane));
  const seconds = (performance.now() - startedMs) / 1000;
  await watcher.look();
  const seen = await watcher.stop();
  return {
    steps: player.steps,
    seconds,
    grants: player.grants,
    looks: seen.looks,
    highestHeld: seen.highest,
    violations: [...player.violations, ...seen.violations, ...(await readGrantViolations(databaseUrl()))],
    answered: player.answered,
  };
}

/** Steps through the verbs, each on a connection of its own, on a database of its own. */
async function stepsAgainstSql(steps: number, tell: (line: string) => void): Promise<StepRun> {
  const database = await startOwnDatabase(notDurable);
  forgetEnv();
  try {
    openPool(sitesAtOnce * lanesPerSite + 2);
    await installGrantGuard(database.url);
    const sites: CapSite[] = [];
    for (let site = 0; site < sitesAtOnce; site++) sites.push(await seed());
    const share = Math.ceil(steps / sitesAtOnce);
    const runs = await Promise.all(
      sites.map((site, index) =>
        playSteps(site, verbDoor(site), {
          steps: share,
          lanes: lanesPerSite,
          seed: index + 1,
          tell: (line) => tell(`appliance ${index + 1}: ${line}`),
        }),
      ),
    );
    return runs.reduce(addRuns);
  } finally {
    await closeDatabase();
    await database.stop();
  }
}

function addRuns(one: StepRun, other: StepRun): StepRun {
  const answered = { ...one.answered };
  for (const [told, count] of Object.entries(other.answered)) answered[told] = (answered[told] ?? 0) + count;
  return {
    steps: one.steps + other.steps,
    seconds: Math.max(one.seconds, other.seconds),
    grants: one.grants + other.grants,
    looks: one.looks + other.looks,
    highestHeld: Math.max(one.highestHeld, other.highestHeld),
    violations: [...one.violations, ...other.violations],
    answered,
  };
}

/** Steps over HTTP: two web processes, two workers, one database. Needs the production build. */
async function stepsOverHttp(steps: number, tell: (line: string) => void): Promise<StepRun> {
  const database = await startOwnDatabase(notDurable);
  forgetEnv();
  try {
    openPool(6);
    await prepareQueueStore();
    await installGrantGuard(database.url);
    const site = await seed();
    const ctx = await quietContext();
    const keys = {
      admin: (await createApiKey(ctx, { name: "steps", role: "admin", applianceId: null })).key,
      agent: (await createApiKey(ctx, { name: "endpoint", role: "agent", applianceId: site.applianceId }))
        .key,
    };
    const webs = await Promise.all([startWebProcess(), startWebProcess()]);
    const fast = {
      ROLLCALL_SLOT_SWEEP_SECONDS: "1",
      ROLLCALL_SWEEP_SECONDS: "5",
      ROLLCALL_LOG_LEVEL: "info",
    };
    const workers = await Promise.all([startWorkerProcess(fast), startWorkerProcess(fast)]);
    const urls = webs.map(({ url }) => url);
    const door = httpDoor(site, openCaller(urls, keys.agent), openCaller(urls, keys.admin));
    try {
      return await playSteps(site, door, { steps, lanes: 16, seed: 2, tell });
    } finally {
      await Promise.all([...webs.map((web) => web.stop()), ...workers.map((worker) => worker.stop())]);
    }
  } finally {
    await closeQueues();
    await closeDatabase();
    await database.stop();
  }
}

const titles = {
  sql: "Random steps through the verbs",
  http: "Random steps over HTTP, two web and two worker processes",
};

/** Plays one kind of steps and says how it went. */
export async function playStepsOf(
  name: "sql" | "http",
  steps: number,
  say: (line: string) => void,
): Promise<StepRun> {
  say(`\n${titles[name]}: ${steps}`);
  const play = name === "sql" ? stepsAgainstSql : stepsOverHttp;
  const run = await play(steps, (line) => say(`  ${line}`));
  say(
    `${run.steps} steps in ${run.seconds.toFixed(0)} s, ${run.grants} grants, at most ${run.highestHeld} held, ` +
      `${run.looks} looks of the watcher, ${run.violations.length} violations`,
  );
  for (const [told, count] of Object.entries(run.answered).sort())
    say(`  ${String(count).padStart(8)}  ${told}`);
  return run;
}
