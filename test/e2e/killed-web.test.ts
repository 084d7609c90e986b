// Web processes killed in the middle of requests, again and again: whoever asks repeats its request at the other one and is
// told the truth. On the production build, as two web processes and a worker share a database.
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAnnouncer } from "@/bin/start/announce.js";
import { setUpBuild } from "@/bin/start/set-up.js";
import { createApiKey } from "@/lib/access/create-api-key";
import { closeDatabase, openPool, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { closeQueues, prepareQueueStore } from "@/lib/platform/queue";
import { type CapSite, neverExhausted, quietContext, seedCapSite } from "@/test/support/cap-site";
import { letTimePass, type Step, StepPlayer, seededRandom } from "@/test/support/cap-steps";
import { installGrantGuard, readGrantViolations, watchCap } from "@/test/support/cap-watch";
import { httpDoor } from "@/test/support/http-door";
import { judgeAsks, judgeReleases, type SlotAskCall } from "@/test/support/lost-answers";
import { type OwnDatabase, startOwnDatabase } from "@/test/support/own-database";
import { hearSlots, type SlotEvent, type SlotEvents } from "@/test/support/slot-events";
import {
  type AnsweredCall,
  openSteadfastCaller,
  type SentCall,
  type SteadfastCaller,
} from "@/test/support/steadfast-caller";
import { startWebProcess, type WebProcess } from "@/test/support/web-process";
import {
  killWorkerProcesses,
  startWorkerProcess,
  until,
  type WorkerProcess,
} from "@/test/support/worker-process";

const cap = 6;
const lanes = 8;
const machineCount = 2;
const fewestKills = 6;
const mostKills = 20;
let database: OwnDatabase;
let webs: WebProcess[] = [];
let worker: WorkerProcess;

beforeAll(async () => {
  await setUpBuild(createAnnouncer(process.stdout));
  // The machine stays up, so what was committed needs no fsync to survive.
  database = await startOwnDatabase({ fsync: "off" });
  forgetEnv();
  openPool(6);
  await prepareQueueStore();
  await installGrantGuard(database.url);
  webs = await Promise.all([startWebProcess(), startWebProcess()]);
  worker = await startWorkerProcess({ ROLLCALL_SLOT_SWEEP_SECONDS: "1", ROLLCALL_SWEEP_SECONDS: "5" });
});

afterAll(async () => {
  await Promise.all(webs.map((web) => web.kill()));
  await killWorkerProcesses();
  await closeQueues();
  await closeDatabase();
  await database?.stop();
});

const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));

async function count(sql: string, site: CapSite): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(sql, [site.applianceId]);
  return rows[0]?.count ?? -1;
}

/** Which call brought an event about; its answer is still under way. */
function isCause(call: SentCall, event: SlotEvent): boolean {
  if (event.what === "granted") {
    const { clientId } = (call.body ?? {}) as { clientId?: number };
    return call.path === "/api/v1/slots" && event.askedBy === "api" && clientId === event.clientId;
  }
  return call.path === `/api/v1/slots/${event.slotId}?fence=${event.fence}&outcome=${event.outcome}`;
}

interface Hit {
  call: SentCall;
  web: number;
  slotId: number;
  gone: Promise<void> | undefined;
}

/** Kills the web process that has just granted (or ended) a slot and has not answered yet. */
async function killAtNext(
  what: SlotEvent["what"],
  events: SlotEvents,
  endpoints: SteadfastCaller,
): Promise<Hit> {
  let hit: Hit | undefined;
  events.listen((event) => {
    const call = [...endpoints.underWay].find((each) => isCause(each, event));
    if (hit || event.what !== what || !call) return;
    hit = { call, web: call.web, slotId: event.slotId, gone: webs[call.web]?.kill() };
  });
  const found = await until(`a kill of who has just ${what} a slot`, async () => hit, 60);
  events.listen(null);
  await found.gone;
  return found;
}

interface Killed {
  kills: number;
  /** Answers that were lost although their work was done, by what that was. */
  lost: { granted: number; ended: number };
  /** Slots that were left without their member being judged. */
  unjudged: number;
}

/**
 * Kills web processes, in turn after a grant, after a release and at random, and starts each again at its port; until
 * answers of both kinds were lost.
 */
async function killWebs(events: SlotEvents, endpoints: SteadfastCaller): Promise<Killed> {
  const random = seededRandom(11);
  const killed: Killed = { kills: 0, lost: { granted: 0, ended: 0 }, unjudged: 0 };
  const isEnough = () =>
    killed.kills >= fewestKills && killed.lost.granted > 0 && killed.lost.ended > 0 && killed.unjudged > 0;
  while (!isEnough() && killed.kills < mostKills) {
    await pause(200 + random(400));
    const what = (["granted", "ended", null] as const)[killed.kills++ % 3] ?? null;
    const hit = what && (await killAtNext(what, events, endpoints));
    const web = hit?.web ?? random(webs.length);
    if (hit) {
      const { rowCount } = await pool().query("SELECT 1 FROM slot WHERE id = $1 AND NOT judged", [
        hit.slotId,
      ]);
      killed.unjudged += rowCount ?? 0;
    } else await webs[web]?.kill();
    webs[web] = await startWebProcess({}, webs[web]?.port);
    if (hit && hit.call.brokenAt.length > 0) killed.lost[what]++;
  }
  return killed;
}

/** Endpoints and a technician, each lane with clients of its own. */
async function playEndpoints(player: StepPlayer, lane: number, isOver: () => boolean): Promise<void> {
  const random = seededRandom(lane);
  const often: Step["kind"][] = ["ask", "ask", "ask", "ask", "done", "failed", "failed", "failed", "renew"];
  const seldom: Step["kind"][] = ["stale", "takeBack", "batch"];
  while (!isOver()) {
    const kinds = random(10) === 0 ? seldom : often;
    await player.play({
      kind: kinds[random(kinds.length)] ?? "ask",
      who: lane + lanes * random(100_000),
      amount: random(2),
    });
    await pause(5);
  }
}

interface Machine {
  id: number;
  name: string;
  group: string;
}

/** The machines that speak FleetLock: clients for which nobody else asks. */
async function findMachines(site: CapSite): Promise<Machine[]> {
  const { rows } = await pool().query<Machine>(
    `SELECT c.id, c.hostname AS name, a.hostname AS "group" FROM client c JOIN appliance a ON a.id = c.appliance_id
      WHERE a.id = $1 ORDER BY c.id DESC LIMIT ${machineCount}`,
    [site.applianceId],
  );
  return rows;
}

/** A machine that locks, reboots and unlocks through FleetLock, over and over. Returns what must not have happened. */
async function playMachine(
  caller: SteadfastCaller,
  { id, name, group }: Machine,
  isOver: () => boolean,
): Promise<string[]> {
  const wrong: string[] = [];
  const say = async (verb: string, allowed: readonly number[]) => {
    const body = { client_params: { id: name, group } };
    const { status, body: told } = await caller.call("POST", `/fleetlock/v1/${verb}`, body);
    if (!allowed.includes(status)) wrong.push(`${verb} was answered ${status} ${JSON.stringify(told)}`);
    return status;
  };
  while (!isOver()) {
    if ((await say("pre-reboot", [200, 409, 423])) === 200) {
      await pause(50);
      await say("steady-state", [200]);
      await say("steady-state", [200]);
      const { rowCount } = await pool().query(
        "SELECT 1 FROM slot WHERE client_id = $1 AND ended_at IS NULL AND lease_until > clock_timestamp() AND asked_by = 'fleetlock'",
        [id],
      );
      if (rowCount) wrong.push(`${name} holds a slot after it was told that it unlocked`);
    }
    await pause(50);
  }
  return wrong;
}

/** What became of each slot, by id. */
async function readOutcomes(site: CapSite): Promise<Map<number, { fence: number; outcome: string | null }>> {
  const { rows } = await pool().query<{ id: number; fence: number; outcome: string | null }>(
    "SELECT id, fence, outcome FROM slot WHERE appliance_id = $1",
    [site.applianceId],
  );
  return new Map(rows.map(({ id, ...slot }) => [id, slot]));
}

/** The asks among these calls, over both ways, with the client that each is about. */
function asksOf(calls: readonly AnsweredCall[], machines: readonly Machine[]): SlotAskCall[] {
  const clientOf = new Map(machines.map(({ id, name }) => [name, id]));
  return calls
    .filter(({ path }) => path === "/api/v1/slots" || path.endsWith("/pre-reboot"))
    .map((call) => {
      const body = call.body as { clientId?: number; client_params?: { id: string } };
      return { ...call, clientId: body.clientId ?? clientOf.get(body.client_params?.id ?? "") ?? 0 };
    });
}

it("a web process that is killed in mid-request leaves no slot lost, none given twice, and nobody misled", async () => {
  const site = await seedCapSite({
    members: lanes * 37 + machineCount,
    cap,
    policy: neverExhausted,
    rollout: { haltRule: { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 } },
  });
  const ctx = await quietContext();
  const { applianceId } = site;
  const agent = await createApiKey(ctx, { name: "endpoints", role: "agent", applianceId });
  const admin = await createApiKey(ctx, { name: "technician", role: "admin", applianceId: null });
  const urls = webs.map(({ url }) => url);
  const endpoints = openSteadfastCaller(urls, agent.key);
  const people = openSteadfastCaller(urls, admin.key);
  const fleetLock = openSteadfastCaller(urls, agent.key, { "fleet-lock-protocol": "true" });
  const machines = await findMachines(site);
  const played = { ...site, clientIds: site.clientIds.slice(0, -machineCount) };
  const player = new StepPlayer(played, httpDoor(played, endpoints, people), pool(), cap);
  const watcher = await watchCap(database.url, applianceId, 5);
  const events = await hearSlots(database.url);

  let isOver = false;
  const time = async () => {
    while (!isOver) {
      await pause(5_000);
      await letTimePass(pool(), applianceId, 61);
    }
  };
  const playing = Promise.all([
    time(),
    ...Array.from({ length: lanes }, (_, lane) => playEndpoints(player, lane, () => isOver)),
  ]);
  const machinesPlaying = Promise.all(
    machines.map((machine) => playMachine(fleetLock, machine, () => isOver)),
  );
  const killed = await killWebs(events, endpoints).finally(() => {
    isOver = true;
  });
  await playing;
  const misled = (await machinesPlaying).flat();

  await until(
    "the judging of everybody by the worker",
    async () => (await count("SELECT count(*) FROM slot WHERE appliance_id = $1 AND NOT judged", site)) === 0,
    30,
  );
  const asks = asksOf([...endpoints.answered, ...fleetLock.answered], machines);
  const releases = endpoints.answered.filter(({ method }) => method === "DELETE");
  const judgedAsks = judgeAsks(asks, events.heard);
  const judgedReleases = judgeReleases(releases, await readOutcomes(site), events.heard);
  const broken = [endpoints, people, fleetLock].flatMap(({ answered }) =>
    answered.filter(({ brokenAt }) => brokenAt.length > 0),
  );

  // Everybody who holds a slot is never heard of again.
  await letTimePass(pool(), applianceId, 120);
  await until(
    "the end of every lease",
    async () =>
      (await count("SELECT count(*) FROM slot WHERE appliance_id = $1 AND ended_at IS NULL", site)) === 0,
    30,
  );
  const refill = await Promise.all(played.clientIds.slice(0, 60).map((id) => askFor(endpoints, site, id)));
  expect(refill.filter((status) => status === 201)).toHaveLength(cap);
  expect(refill.filter((status) => status !== 201 && status !== 423 && status !== 409)).toEqual([]);
  await watcher.look();
  expect(
    await count(
      "SELECT count(DISTINCT client_id) FROM slot WHERE appliance_id = $1 AND ended_at IS NULL",
      site,
    ),
  ).toBe(cap);
  const seen = await watcher.stop();
  await events.stop();
  expect([
    ...player.violations,
    ...misled,
    ...judgedAsks.wrong,
    ...judgedReleases.wrong,
    ...seen.violations,
    ...(await readGrantViolations(database.url)),
  ]).toEqual([]);
  // That the test could have failed: requests were cut off, some of them when their work was done and nobody was judged yet.
  expect(broken.length).toBeGreaterThanOrEqual(killed.kills);
  expect(killed.unjudged).toBeGreaterThan(0);
  expect(judgedAsks.lost).toBeGreaterThan(0);
  expect(judgedReleases.lost).toBeGreaterThan(0);
  expect(player.grants).toBeGreaterThan(cap);
  expect(await worker.stop()).toBe(0);
}, 240_000);

async function askFor(endpoints: SteadfastCaller, site: CapSite, clientId: number): Promise<number> {
  const body = { applianceId: site.applianceId, clientId };
  return (await endpoints.call("POST", "/api/v1/slots", body)).status;
}
