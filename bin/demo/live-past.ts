// Once in the life of a demo: lets the fortnight before one arrives pass, stops at the moments at which Rollcall asked, and asks.
import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { runJob } from "../../jobs/run";
import type { ClientKind } from "../../lib/core/client";
import { runFeed } from "../../lib/feeds/change-feed";
import { listFeeds } from "../../lib/feeds/queries";
import { receiveImport, storeFile } from "../../lib/intake/receive-import";
import { openContext, system } from "../../lib/platform/context";
import { pool } from "../../lib/platform/db";
import { readDemoClock, writeDemoClock } from "../../lib/platform/demo-clock";
import { arrivesAfterMs, type Step, steps } from "./site";

const [folder = "", baseUrl = "", applianceText = "", startText = "", ...standInArgs] = process.argv.slice(2);
const applianceId = Number(applianceText);
const start = Number(startText);
const readingLimit = 40;

function setClock(at: number): void {
  writeDemoClock(folder, { ...readDemoClock(folder), at, since: Date.now(), paused: true });
}

/** Does the jobs whose work is due in the database, until there is none. */
async function runDueJobs(): Promise<void> {
  for (;;) {
    const { rows } = await pool().query<{ job: "import" | "rollout"; id: number }>(
      `SELECT 'import' AS job, id FROM import WHERE status IN ('queued', 'parsing', 'applying')
       UNION ALL SELECT 'rollout', id FROM rollout WHERE status = 'opening' ORDER BY 1, 2`,
    );
    if (rows.length === 0) return;
    for (const { job, id } of rows) {
      if (job === "import") await runJob("import.advance", { importId: id });
      else await runJob("rollout.open", { rolloutId: id });
    }
  }
}

/** Reads a feed to its end. The clock stands still meanwhile, so whoever has to wait is asked again by us. */
async function readFeedOf(type: "config_api" | "command_api"): Promise<void> {
  const ctx = await openContext(system);
  for (let turn = 0; turn < readingLimit; turn++) {
    const feed = (await listFeeds(ctx, applianceId)).find((each) => each.type === type);
    if (!feed) throw new Error(`The demo has no feed of type ${type}.`);
    if (feed.run === null && feed.problem === null && feed.lastReadAt === ctx.now) return;
    if (turn > 0) await sleep(500);
    await runFeed(ctx, feed.id);
    await runJob("feed.poll", { feedId: feed.id });
  }
  throw new Error("The stand-in appliance could not be read.");
}

interface ToldClient {
  name: string;
  hostname: string;
  fqdn: string | null;
  lastConnectedAt: number | null;
}

/** The API lists no such clients, or not all of them: somebody imports what the office knows of them. */
async function importByHand(kind: ClientKind): Promise<void> {
  const ctx = await openContext(system);
  const answer = await fetch(`${baseUrl}/stand-in/truth?kind=${kind}`);
  const { clients } = (await answer.json()) as { clients: ToldClient[] };
  const lines = clients.map(({ name, hostname, fqdn, lastConnectedAt }) =>
    [
      name,
      hostname,
      fqdn ?? "",
      lastConnectedAt === null ? "" : new Date(lastConnectedAt).toISOString(),
    ].join(","),
  );
  const text = ["Name,Hostname,FQDN,Last Connected", ...lines, ""].join("\n");
  const file = await storeFile(
    ctx,
    `${kind.replaceAll("_", " ")}s of the office.csv`,
    Readable.from([Buffer.from(text)]),
    Number.POSITIVE_INFINITY,
  );
  await receiveImport(
    ctx,
    { applianceId, kind, exportedAt: ctx.now, complete: true, timeZone: "UTC", readAgain: false },
    file,
  );
}

async function take(step: Step): Promise<void> {
  setClock(start + step.afterMs);
  if (step === steps[0] || step === steps.at(-1)) {
    for (const kind of ["console", "button", "connection_agent", "integration_client"] as const)
      await importByHand(kind);
    await runDueJobs();
  }
  if (step.asks !== "lists") await readFeedOf("command_api");
  if (step.asks !== "commands") await readFeedOf("config_api");
  await runDueJobs();
  await runJob("rollout.sweep", {});
}

async function waitForStandIn(): Promise<void> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    if (
      await fetch(`${baseUrl}/stand-in/state`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await sleep(200);
  }
  throw new Error("The stand-in appliance did not answer within a minute.");
}

// Of our own process group, so that whoever ends us ends it too; it tells nobody what happens.
const standIn = spawn(process.execPath, standInArgs, { stdio: "ignore" });
process.once("exit", () => standIn.kill());
try {
  await waitForStandIn();
  const { at } = readDemoClock(folder);
  for (const step of steps) if (start + step.afterMs >= at) await take(step);
  setClock(start + arrivesAfterMs);
  console.log(JSON.stringify({ steps: steps.length }));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}
