// npm run drill: plays what can go wrong with a running Rollcall against real instances, and says what did not hold.
// -- --only kills,slots --quick
import { availableParallelism, cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { Drill, Finding } from "./finding";

process.env.ROLLCALL_LOG_LEVEL ??= "error";
process.env.ROLLCALL_SECRET ??= "a-secret-for-drills-that-is-long-enough-to-pass";

const { findingTable } = await import("./finding");
const { removeInstances } = await import("./live-instance");

const drills: Record<string, () => Promise<Drill>> = {
  kills: async () => (await import("./kills")).drillKills,
  slots: async () => (await import("./slots")).drillSlots,
  slow: async () => (await import("./slow-readers")).drillSlowReaders,
  overload: async () => (await import("./overload")).drillOverload,
  disk: async () => (await import("./full-disk")).drillFullDisk,
  starts: async () => (await import("./broken-starts")).drillBrokenStarts,
  clock: async () => (await import("./wrong-clock")).drillWrongClock,
  requests: async () => (await import("./odd-requests")).drillOddRequests,
  files: async () => (await import("./slow-files")).drillSlowFiles,
  feeds: async () => (await import("./followed-fleet")).drillFollowedFleet,
};

const say = (line: string) => process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: { only: { type: "string" }, quick: { type: "boolean", default: false } },
});
const only = values.only?.split(",").map((part) => part.trim());
const unknown = only?.filter((part) => !((part.split(".")[0] ?? "") in drills)) ?? [];
if (unknown.length > 0) {
  say(`There is no drill ${unknown.join(", ")}. There are: ${Object.keys(drills).join(", ")}.`);
  process.exit(2);
}
const wants = (part: string) =>
  only === undefined ||
  only.some((each) => `${part}.`.startsWith(`${each}.`) || `${each}.`.startsWith(`${part}.`));

for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => void removeInstances().finally(() => process.exit(130)));
}

const beganMs = performance.now();
say(
  `${availableParallelism()} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
const findings: Finding[] = [];
for (const [name, load] of Object.entries(drills)) {
  if (!wants(name)) continue;
  say(`\n${name}`);
  const drill = await load();
  const plan = {
    rows: values.quick ? 2_000 : 20_000,
    quick: values.quick,
    wants,
    say: (line: string) => say(`  ${line}`),
  };
  const found = await drill(plan).catch((error: Error) => [
    { what: name, times: 0, figures: "", wrong: [`it broke off: ${error.stack ?? error.message}`] },
  ]);
  findings.push(...found);
}
await removeInstances();

say("");
for (const line of findingTable(findings)) say(line);
const failed = findings.filter(({ wrong }) => wrong.length > 0);
for (const { what, wrong } of failed) for (const sentence of wrong) say(`\n${what}: ${sentence}`);
const minutes = ((performance.now() - beganMs) / 60_000).toFixed(0);
say(`\n${findings.length} lines, ${failed.length} did not hold, ${minutes} minutes`);
process.exit(failed.length > 0 ? 1 : 0);
