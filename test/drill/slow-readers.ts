/** Who reads or sends slowly, or says nothing at all, holds nobody else up. */
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { type Drill, type DrillPlan, type Finding, playPart } from "./finding";
import { judgeImport } from "./judge-states";
import { LiveInstance } from "./live-instance";
import { makeFile } from "./made-fleet";
import {
  fieldsOf,
  importFile,
  openAppliance,
  opened,
  recordRelease,
  sendFile,
  settled,
  timesBefore,
} from "./played-site";
import { calmWorstMs, judgeProbes, type Probe, startProbes, worstOf } from "./probes";
import { openUpload } from "./requests";
import { eventually, limits, pause, secondsSince } from "./waiting";

const answerWithinMs = 2_000;

interface World {
  plan: DrillPlan;
  instance: LiveInstance;
  key: string;
  applianceId: number;
  /** An import with so many refused lines that its downloads are long. */
  refusedId: number;
  clients: number;
  probes: Probe[];
  calmMs: number;
}

async function openWorld(plan: DrillPlan, instance: LiveInstance): Promise<World> {
  await instance.start();
  const key = await instance.makeKey("admin");
  const times = timesBefore(Date.now());
  const applianceId = await openAppliance(instance, key, { cap: 5 });
  const rolloutId = await recordRelease(instance, key, applianceId, times.installedAt);
  const rows = plan.quick ? plan.rows : 50_000;
  const made = {
    rows,
    seed: 4_711,
    badEvery: 500,
    installedAt: times.installedAt,
    exportedAt: times.firstExportAt,
  };
  const file = makeFile(made);
  await importFile(instance, key, applianceId, file);
  await opened(instance, key, rolloutId);
  const refusedId = await importRefused(instance, key, times.firstExportAt, plan.quick ? 5_000 : 40_000);
  const probes: Probe[] = [
    { name: "healthz", path: "/healthz" },
    { name: "readyz", path: "/readyz" },
    { name: "appliances", path: "/api/v1/appliances", key },
    { name: "one page of clients", path: `/api/v1/clients?applianceId=${applianceId}&limit=20`, key },
    {
      name: "an ask for a slot",
      path: "/api/v1/slots",
      key,
      body: { applianceId, hostname: "nobody-of-this-name" },
    },
  ];
  const calmMs = await calmWorstMs(instance, probes);
  return { plan, instance, key, applianceId, refusedId, clients: file.clients.size, probes, calmMs };
}

/** An import of which every line is refused but the first; a person would have to confirm it. */
async function importRefused(
  instance: LiveInstance,
  key: string,
  exportedAt: number,
  lines: number,
): Promise<number> {
  const applianceId = await openAppliance(instance, key);
  const comment = "a comment that makes the line long ".repeat(10);
  const rows = Array.from(
    { length: lines },
    (_, index) =>
      `kiosk${index},kiosk${index}.drill,Offline since the flood,${comment},Nobody knows,surplus ${index}`,
  );
  const heading = "Name,Hostname,Status Details,Comments,Needs Update";
  const first = "kiosk,kiosk.drill,Offline since 2026-01-31 10:00:00,,";
  const bytes = Buffer.from([heading, first, ...rows, ""].join("\r\n"));
  const id = await sendFile(instance, key, applianceId, { bytes, exportedAt });
  const status = await settled(instance, key, id);
  if (!/^(needs_confirmation|done)$/.test(status))
    throw new Error(`the import of refused lines is ${status}`);
  return id;
}

/** A request of which nothing is read. */
function openUnread({ instance, key }: World, path: string): Socket {
  const socket = connect({ host: "127.0.0.1", port: instance.port, highWaterMark: 4_096 } as never);
  socket.on("error", () => undefined);
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\n\r\n`);
  return socket;
}

const fine = /^(200( ok| busy)?|404 .*|423 .*)$/;

/** Everything else goes on while `during` lasts. */
async function meanwhile(
  world: World,
  during: () => Promise<string[]>,
): Promise<{ figures: string; wrong: string[] }> {
  const probes = startProbes(world.instance, world.probes);
  const wrong = await during().finally(() => probes.stop());
  const { results } = probes;
  const { calmMs } = world;
  const lagMs = probes.ownLagMs();
  return {
    figures: `${worstOf(results)} (calm ${calmMs.toFixed(0)} ms, own lag ${lagMs.toFixed(0)} ms)`,
    wrong: [...wrong, ...judgeProbes(results, { allowed: fine, limitMs: answerWithinMs, calmMs, lagMs })],
  };
}

/** Waits until every probe was answered so many times more. */
async function rounds(world: World, count: number): Promise<void> {
  const probes = startProbes(world.instance, world.probes);
  await eventually(`${count} rounds of probes`, limits.work, async () =>
    Object.values(probes.results).every((result) => result.count >= count),
  );
  await probes.stop();
}

async function unreadDownloads(world: World): Promise<string[]> {
  const { applianceId, refusedId } = world;
  const paths = [
    `/api/v1/clients.csv?applianceId=${applianceId}`,
    `/api/v1/imports/${refusedId}/rejects.csv`,
    `/api/v1/imports/${refusedId}/notices.csv`,
  ];
  const sockets = paths.flatMap((path) => Array.from({ length: 20 }, () => openUnread(world, path)));
  await rounds(world, 60);
  const open = sockets.filter((socket) => !socket.destroyed).length;
  for (const socket of sockets) socket.destroy();
  return open === 0 ? ["all unread downloads were closed while they were watched"] : [];
}

/** A reader who takes a little at a time gets everything. */
async function slowButSteady({ instance, key, applianceId, clients, plan }: World): Promise<string[]> {
  const headers = { authorization: `Bearer ${key}` };
  const path = `/api/v1/clients.csv?applianceId=${applianceId}`;
  const outgoing = get({ host: "127.0.0.1", port: instance.port, path, headers, agent: false });
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) {
    parts.push(part as Buffer);
    await pause(plan.quick ? 5 : 20);
  }
  const hosts = new Set(
    Buffer.concat(parts)
      .toString("utf8")
      .match(/,(pc|nb|srv|kiosk)-\d{6}(?=,)/g),
  );
  return hosts.size === clients ? [] : [`a slow reader got ${hosts.size} of ${clients} clients`];
}

/** A valid upload at a kilobyte a second, for longer than the five minutes in which Node would cut it. */
async function slowUpload({ instance, key, plan }: World): Promise<string[]> {
  const times = timesBefore(Date.now());
  const applianceId = await openAppliance(instance, key);
  const seconds = plan.quick ? 75 : 330;
  const bytesASecond = 1_024;
  const file = makeFile({
    rows: Math.ceil((seconds * bytesASecond) / 130),
    seed: 4_712,
    badEvery: 0,
    installedAt: times.installedAt,
    exportedAt: times.firstExportAt,
  });
  const sending = openUpload(instance, key, fieldsOf(applianceId, file), {
    name: "slow.csv",
    bytes: file.bytes,
  });
  const beganMs = performance.now();
  let isAnswered = false;
  const answered = sending.answer.then(
    (answer) => answer,
    (error: Error) => error,
  );
  void answered.then(() => {
    isAnswered = true;
  });
  while (performance.now() - beganMs < seconds * 1_000 && !isAnswered) {
    await sending.push(bytesASecond);
    await pause(1_000);
  }
  sending.finish();
  const answer = await answered;
  if (answer instanceof Error)
    return [`the slow upload broke after ${secondsSince(beganMs)} s: ${answer.message}`];
  if (answer.status !== 202)
    return [`the slow upload was answered ${answer.status} ${answer.text} after ${secondsSince(beganMs)} s`];
  await settled(instance, key, answer.body.id);
  return judgeImport(instance, answer.body.id, file);
}

/** An upload that stops is given up with a sentence, and leaves nothing. */
async function stalledUpload({ instance, key, applianceId }: World): Promise<string[]> {
  const bytes = Buffer.alloc(300_000, "Name,Hostname,Status Details\r\n");
  const fields = { applianceId: String(applianceId) };
  const sending = openUpload(instance, key, fields, { name: "stalled.csv", bytes });
  const beganMs = performance.now();
  await sending.push(150_000);
  const answer = await sending.answer.catch((error: Error) => error);
  sending.abandon();
  const after = (performance.now() - beganMs) / 1_000;
  if (answer instanceof Error)
    return [`the stalled upload broke after ${after.toFixed(0)} s: ${answer.message}`];
  const isRight =
    answer.status === 408 &&
    answer.body?.code === "upload_stalled" &&
    /problem\+json/.test(answer.headers["content-type"] ?? "");
  return isRight
    ? []
    : [`the stalled upload was answered ${answer.status} ${answer.text} after ${after.toFixed(0)} s`];
}

/** Heads of requests that never end. */
async function halfOpen({ instance }: World): Promise<string[]> {
  const sockets = Array.from({ length: 400 }, () => {
    const socket = connect({ host: "127.0.0.1", port: instance.port });
    socket.on("error", () => undefined);
    socket.on("data", () => undefined);
    socket.write("GET /api/v1/appliances HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
    return socket;
  });
  const open = () => sockets.filter(({ destroyed }) => !destroyed).length;
  await eventually("the end of half-open connections", 300, async () => open() === 0).catch(() => undefined);
  const left = open();
  for (const socket of sockets) socket.destroy();
  return left === 0 ? [] : [`${left} of 400 half-open connections were still open after five minutes`];
}

export const drillSlowReaders: Drill = async (plan) => {
  const instance = await LiveInstance.prepare();
  try {
    const world = await openWorld(plan, instance);
    const parts: [name: string, what: string, times: number, (world: World) => Promise<string[]>][] = [
      ["unread", "downloads that nobody reads (20 each of clients, rejects, notices)", 60, unreadDownloads],
      ["steady", "a download that is read slowly", 1, slowButSteady],
      ["half-open", "half-open connections", 400, halfOpen],
      ["stalled", "an upload that stalls", 1, stalledUpload],
      ["slow-upload", `an upload at 1 KB/s for ${plan.quick ? 75 : 330} s`, 1, slowUpload],
    ];
    const findings: Finding[] = [];
    for (const [name, what, times, play] of parts) {
      if (!plan.wants(`slow.${name}`)) continue;
      findings.push(await playPart(plan, what, times, () => meanwhile(world, () => play(world))));
    }
    return findings;
  } finally {
    await instance.remove();
  }
};
