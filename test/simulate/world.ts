/** What a simulation needs around its fleet: an appliance with the fleet in control mode, exports, the end of every client. */
import { pool } from "@/lib/platform/db";
import { type CapWatcher, readGrantViolations, watchCap } from "../support/cap-watch";
import type { HttpCaller } from "../support/http-caller";
import { Fleet, type FleetPlan, type FleetRun, tolerantRule, type World } from "./fleet";

/** Sends a file as the part `file`; the answer's status and body. */
export type SendFile = (
  parts: Record<string, string>,
  csv: string,
) => Promise<{ status: number; body: { id: number } }>;

export interface Doors {
  admin: HttpCaller;
  makeAgent: (applianceId: number) => Promise<HttpCaller>;
  makeLead: (applianceId: number) => Promise<HttpCaller>;
  sendFile: SendFile;
  /** Starts everything anew with a clock that many days ahead; from then on it goes on from there. */
  moveClock: (days: number) => Promise<void>;
  databaseUrl: string;
  say: (line: string) => void;
}

export interface Outcome extends FleetRun {
  highestHeld: number;
  meanHeld: number;
  looks: number;
  table: Record<string, number>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const silentDays = 30;

/** Plays a whole rollout: release, exports, control mode, every endpoint, and a month later who has to be redeployed. */
export async function simulate(doors: Doors, plan: FleetPlan): Promise<Outcome> {
  const { admin, say } = doors;
  const releasedAt = Math.floor((Date.now() - hourMs) / 1000) * 1000;
  const fleet = new Fleet(plan, releasedAt);
  const { body: appliance } = await must(201, "the appliance", () =>
    admin.call("POST", "/api/v1/appliances", {
      name: "Simulation",
      hostname: "simulation.example.com",
      timeZone: "UTC",
      cap: plan.cap,
      slotLeaseMinutes: 1,
      confirmChangePercent: 100,
    }),
  );
  const applianceId: number = appliance.id;
  let clockMovedMs = 0;
  const upload = async (csv: string, exportedAt: number) => {
    const parts = {
      applianceId: String(applianceId),
      exportedAt: new Date(exportedAt).toISOString(),
      complete: "true",
    };
    // Each export is another file, even where it says the same as the one before.
    const { status, body } = await doors.sendFile(parts, `${csv}${" ".repeat(++uploads)}\r\n`);
    if (status !== 202) throw new Error(`an export was answered ${status} ${JSON.stringify(body)}`);
    await waitFor("an import", 240, async () => {
      const { body: stands } = await admin.call("GET", `/api/v1/imports/${body.id}`);
      if (["failed", "needs_mapping", "needs_confirmation"].includes(stands.status)) {
        throw new Error(`an export ended ${stands.status}: ${JSON.stringify(stands.problem)}`);
      }
      return stands.status === "done";
    });
  };
  let uploads = 0;
  await upload(fleet.list(releasedAt - hourMs), releasedAt - hourMs);
  const { body: release } = await must(201, "the release", () =>
    admin.call("POST", `/api/v1/appliances/${applianceId}/releases`, {
      kind: "site",
      name: "Bomgar-24.1.1",
      version: "24.1.1",
      installedAt: new Date(releasedAt).toISOString(),
    }),
  );
  const rolloutId: number = release.rolloutId;
  const path = `/api/v1/rollouts/${rolloutId}`;
  const opened = () => admin.call("GET", path).then(({ body }) => body.status !== "opening");
  await waitFor("the rollout", 120, opened);
  await must(200, "control mode", () =>
    admin.call("PATCH", path, { mode: "control", haltRule: tolerantRule }),
  );
  await waitFor("control mode", 120, opened);
  say(`${plan.clients} clients queued under a cap of ${plan.cap}`);

  const watcher: CapWatcher = await watchCap(doors.databaseUrl, applianceId, 50);
  const agent = await doors.makeAgent(applianceId);
  const lead = await doors.makeLead(applianceId);
  const world: World = { applianceId, rolloutId, agent, lead, upload, db: pool(), say };
  const run = await fleet.play(world);
  const duringPlay = await watcher.stop();
  say(`${run.granted} grants in ${run.seconds.toFixed(0)} s, at most ${duringPlay.highest} held`);

  await doors.moveClock(silentDays + 1);
  clockMovedMs = (silentDays + 1) * dayMs;
  const afterwards = await watchCap(doors.databaseUrl, applianceId, 50);
  const exportedAt = Math.floor((Date.now() + clockMovedMs) / 1000) * 1000;
  await upload(fleet.list(exportedAt), exportedAt);
  await waitFor("the flags", 180, async () => {
    const { counts } = (await admin.call("GET", path)).body;
    return counts.waiting + counts.queued + counts.upgrading + counts.overdue === 0;
  }).catch(() => run.violations.push("members were left neither checked in nor flagged"));
  const seen = await afterwards.stop();
  const { table, wrong } = fleet.judge(await endsOf(admin, applianceId));
  const highestHeld = Math.max(duringPlay.highest, seen.highest);
  const violations = [
    ...run.violations,
    ...duringPlay.violations,
    ...seen.violations,
    ...(await readGrantViolations(doors.databaseUrl)),
    ...wrong,
  ];
  if (highestHeld > plan.cap) violations.push(`${highestHeld} were held under a cap of ${plan.cap}`);
  return {
    ...run,
    violations,
    highestHeld,
    meanHeld: duringPlay.meanHeld,
    looks: duringPlay.looks + seen.looks,
    table,
  };
}

async function must<T extends { status: number; body: unknown }>(
  status: number,
  what: string,
  call: () => Promise<T>,
): Promise<T> {
  const answer = await call();
  if (answer.status !== status) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

async function waitFor(what: string, seconds: number, look: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + seconds * 1000;
  while (!(await look())) {
    if (performance.now() > deadlineMs) throw new Error(`${what} took longer than ${seconds} s`);
    await new Promise((next) => setTimeout(next, 250));
  }
}

/** `state reason` of every client, by name. */
async function endsOf(admin: HttpCaller, applianceId: number): Promise<Map<string, string>> {
  const ends = new Map<string, string>();
  let cursor = "";
  do {
    const { body } = await admin.call("GET", `/api/v1/clients?applianceId=${applianceId}&limit=500${cursor}`);
    for (const { name, state, reason } of body.items) ends.set(name, `${state} ${reason?.code}`);
    cursor = body.nextCursor === null ? "" : `&cursor=${encodeURIComponent(body.nextCursor)}`;
  } while (cursor !== "");
  return ends;
}
