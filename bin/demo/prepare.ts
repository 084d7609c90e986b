// At each start of a demo: stops its clock where it was followed last, sees to its admin and its site, prints as JSON what the start needs.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareDemoAdmin } from "../../lib/access/demo-link";
import { type DemoDoors, makeSite } from "../../lib/demo/make-site";
import { openContext, system } from "../../lib/platform/context";
import { followedUntil, instantBy, readDemoClock, writeDemoClock } from "../../lib/platform/demo-clock";
import { prepareQueueStore } from "../../lib/platform/queue";
import { arrivesAfterMs, fleetStart, site } from "./site";

const [folder = "", baseUrl = ""] = process.argv.slice(2);
const doorsFile = join(folder, "doors.json");

/** A day passes in ten minutes. */
const firstSpeed = 144;

/** When the fleet began to be watched: chosen once. */
function chooseStart(): number {
  const file = join(folder, "start.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")).start;
  const start = fleetStart(Date.now());
  writeFileSync(`${file}.new`, JSON.stringify({ start }));
  renameSync(`${file}.new`, file);
  return start;
}

function stopClock(start: number): { at: number; speed: number } {
  const now = Date.now();
  const isFirst = !existsSync(join(folder, "clock.json"));
  const kept = isFirst ? { at: start, since: now, speed: firstSpeed, paused: true } : readDemoClock(folder);
  const at = isFirst ? start : instantBy(kept, Math.min(now, followedUntil(folder)));
  writeDemoClock(folder, { ...kept, at, since: now, paused: true });
  return { at, speed: kept.speed };
}

function keptDoors(): DemoDoors | null {
  return existsSync(doorsFile) ? JSON.parse(readFileSync(doorsFile, "utf8")) : null;
}

try {
  const start = chooseStart();
  const { at, speed } = stopClock(start);
  await prepareQueueStore();
  await prepareDemoAdmin();
  const { applianceId, doors } = await makeSite(
    await openContext(system),
    { ...site, baseUrl },
    speed,
    keptDoors(),
  );
  writeFileSync(`${doorsFile}.new`, JSON.stringify(doors), { mode: 0o600 });
  renameSync(`${doorsFile}.new`, doorsFile);
  console.log(JSON.stringify({ start, applianceId, doors, hasPast: at >= start + arrivesAfterMs }));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}
