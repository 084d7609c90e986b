/** A disk that is full in an import, at rest and at a start: it is named everywhere, costs nothing, and all goes on by itself. */
import { type Drill, type DrillPlan, type Finding, playPart, skipped } from "./finding";
import { judgeImport, judgeNothingStuck, judgeStates, judgeTransitions, unequal } from "./judge-states";
import { LiveInstance, StartRefused } from "./live-instance";
import { expectStates, type MadeFile, makeFile } from "./made-fleet";
import {
  openAppliance,
  opened,
  recordRelease,
  sendFile,
  settled,
  type Times,
  timesBefore,
} from "./played-site";
import { type Answer, send } from "./requests";
import { adminSettings, signIn } from "./signed-in";
import { mountSmallDisk, type SmallDisk } from "./small-disk";
import { eventually, limits, pause, secondsSince } from "./waiting";

/** Room for the database and its log of one import, and no more. */
const diskMib = 900;
/** Above what counts as full by itself (32 MiB), below what an import needs. */
const leftMib = 40;
/** Longer than a process remembers a refusal, and than it takes a supervisor that counts ends within a minute to give up. */
const staysFullSeconds = 100;

interface World {
  plan: DrillPlan;
  instance: LiveInstance;
  disk: SmallDisk;
  key: string;
  cookie: string;
  applianceId: number;
  rolloutId: number;
  times: Times;
  files: MadeFile[];
}

async function openWorld(plan: DrillPlan, instance: LiveInstance, disk: SmallDisk): Promise<World> {
  await instance.start();
  const key = await instance.makeKey("admin");
  const cookie = await signIn(instance);
  const times = timesBefore(Date.now());
  const applianceId = await openAppliance(instance, key);
  const rolloutId = await recordRelease(instance, key, applianceId, times.installedAt);
  await opened(instance, key, rolloutId);
  return { plan, instance, disk, key, cookie, applianceId, rolloutId, times, files: [] };
}

async function judgeAll({ instance, applianceId, rolloutId, times, files }: World): Promise<string[]> {
  const expected = expectStates(files, { installedAt: times.installedAt, mode: "observe" }, Date.now());
  return [
    ...(await judgeStates(instance, rolloutId, expected)),
    ...(await judgeTransitions(instance, rolloutId)),
    ...(await judgeNothingStuck(instance, applianceId)),
  ];
}

/** Waits until /readyz says it. */
async function readyzSays(instance: LiveInstance, what: RegExp): Promise<void> {
  await eventually(`readyz ${what.source}`, limits.recovery, async () => {
    const { status, body } = await send(instance, "/readyz");
    const told = `${status} ${body?.database}`;
    if (!what.test(told)) throw new Error(`it says ${told}`);
    return true;
  });
}

/** What a script is told that wants something written. */
async function writeSomething({ instance, key }: World): Promise<Answer> {
  const name = `full ${Math.random()}`;
  const body = { name, hostname: `full-${Math.random().toString(36).slice(2)}.example.com`, timeZone: "UTC" };
  return send(instance, "/api/v1/appliances", { key, body });
}

/** Writes until one has needed space: the first ones may find room in pages that are there, and then are rightly taken. */
async function judgeRefusedWrite(world: World): Promise<string[]> {
  const refused = await eventually("a refused write", limits.recovery, async () => {
    const answer = await writeSomething(world);
    return answer.status === 201 ? null : answer;
  }).catch((error: Error) => error);
  if (refused instanceof Error) return [refused.message];
  const isTold = refused.status === 503 && /^(disk_full|database_unavailable)$/.test(refused.body?.code);
  return isTold && refused.headers["retry-after"]
    ? []
    : [`a write on a full disk was answered ${refused.status} ${refused.text.slice(0, 200)}`];
}

async function fullInImport(world: World): Promise<{ figures: string; wrong: string[] }> {
  const { instance, disk, key, applianceId, times, plan } = world;
  // In a quick drill too the file must need more than what is left.
  const rows = Math.max(plan.rows, 20_000);
  const made = {
    rows,
    seed: 99,
    badEvery: 500,
    installedAt: times.installedAt,
    exportedAt: times.firstExportAt,
  };
  const file = makeFile(made);
  world.files.push(file);
  const wrong: string[] = [];
  disk.fillUntil(leftMib);
  const beganMs = performance.now();
  const id = await sendFile(instance, key, applianceId, file);
  await readyzSays(instance, /^503 disk_full$/);
  disk.fillUntil(0);
  await eventually("a refused attempt", limits.work, async () =>
    instance.lines.some((line) => line.includes("the disk of the database is full")),
  ).catch((error: Error) => wrong.push(`the worker said nothing of a full disk: ${error.message}`));
  wrong.push(...(await judgeRefusedWrite(world)));
  wrong.push(...(await judgeNamed(world, id)));
  await pause((plan.quick ? 5 : staysFullSeconds) * 1000);
  await readyzSays(instance, /^503 disk_full$/);
  const waitedMs = performance.now();
  disk.empty();
  const status = await settled(instance, key, id);
  const goneOn = secondsSince(waitedMs);
  wrong.push(...unequal(`import ${id}`, [["status", status, "done"]]));
  wrong.push(...(await judgeImport(instance, id, file)), ...(await judgeAll(world)));
  await instance.isReady();
  return {
    figures: `full for ${((waitedMs - beganMs) / 1000).toFixed(0)} s, done ${goneOn} s after there was space`,
    wrong,
  };
}

/** The page of the import that waits, its answer over the API, and the overview: each names the full disk, or a sentence is given. */
async function judgeNamed({ instance, key, cookie }: World, id: number): Promise<string[]> {
  const wrong: string[] = [];
  for (const path of [`/imports/${id}`, "/"]) {
    const isNamed = await eventually(`${path} names the full disk`, limits.recovery, async () => {
      const page = await send(instance, path, { cookie });
      return page.status === 200 && visibleText(page.text).includes("The disk of the database is full");
    }).catch((error: Error) => error);
    if (isNamed instanceof Error) wrong.push(isNamed.message);
  }
  const answer = await send(instance, `/api/v1/imports/${id}`, { key });
  wrong.push(...unequal(`import ${id}`, [["waitsFor", answer.body?.waitsFor, "disk_space"]]));
  return wrong;
}

/** The words of a page without its scripts and styles. */
function visibleText(html: string): string {
  return html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, " ").replace(/<[^>]*>/g, " ");
}

async function fullAtRest(world: World): Promise<{ figures: string; wrong: string[] }> {
  const { instance, disk } = world;
  const wrong: string[] = [];
  disk.fillUntil(0);
  await readyzSays(instance, /^503 disk_full$/);
  wrong.push(...(await judgeRefusedWrite(world)));
  await readyzSays(instance, /^503 disk_full$/);
  const freedMs = performance.now();
  disk.empty();
  await instance.isReady();
  const after = await eventually("a write afterwards", limits.recovery, async () => {
    const answer = await writeSomething(world);
    return answer.status === 201 && answer;
  });
  if (after.status !== 201) wrong.push(`a write afterwards was answered ${after.status}`);
  return {
    figures: `well again ${secondsSince(freedMs)} s after there was space`,
    wrong: [...wrong, ...(await judgeAll(world))],
  };
}

async function fullAtStart(world: World): Promise<{ figures: string; wrong: string[] }> {
  const { instance, disk } = world;
  const wrong: string[] = [];
  await instance.stop();
  disk.fillUntil(0);
  const told = await instance.start().then(
    () => null,
    (error: Error) => error,
  );
  let figures = "it started and said disk_full";
  if (told === null)
    await readyzSays(instance, /^503 disk_full$/).catch((error: Error) => wrong.push(error.message));
  else if (told instanceof StartRefused) {
    figures = `it refused: ${told.sentences.join(" ").slice(0, 200)}`;
    if (!/disk|space/i.test(told.message)) wrong.push(`the refusal does not name the disk: ${told.message}`);
    if (told.sentences.some((line) => /^\s+at /.test(line))) wrong.push("the refusal is a stack trace");
  } else wrong.push(told.message);
  disk.empty();
  if (told !== null) await instance.start();
  await instance.isReady();
  return { figures, wrong: [...wrong, ...(await judgeAll(world))] };
}

export const drillFullDisk: Drill = async (plan) => {
  let disk: SmallDisk;
  try {
    disk = mountSmallDisk(diskMib);
  } catch (error) {
    const why = `no small disk could be mounted here: ${(error as Error).message.split("\n")[0]}`;
    return [skipped("a full disk", why)];
  }
  const instance = await LiveInstance.prepare(adminSettings, disk.folder);
  try {
    const world = await openWorld(plan, instance, disk);
    const findings: Finding[] = [];
    findings.push(await playPart(plan, "the disk full in an import", 1, () => fullInImport(world)));
    disk.empty();
    findings.push(await playPart(plan, "the disk full at rest", 1, () => fullAtRest(world)));
    disk.empty();
    findings.push(await playPart(plan, "the disk full at a start", 1, () => fullAtStart(world)));
    return findings;
  } finally {
    disk.empty();
    await instance.remove();
    disk.remove();
  }
};
