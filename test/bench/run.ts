// npm run bench: what work of every kind takes, beside a bare reference in the same run. The README says how to run it.
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { removeInstances } from "../drill/live-instance";
import { type Figure, figureTable, growthTable, ratioOf } from "./figures";
import { readOptions } from "./options";
import { compareWithRecorded, recordRatios } from "./recorded";

process.env.ROLLCALL_LOG_LEVEL ??= "error";
process.env.ROLLCALL_SECRET ??= "a-secret-for-benches-that-is-long-enough-to-pass";
const say = (line: string) => process.stdout.write(`${line}\n`);
const indented = (line: string) => say(`  ${line}`);

const options = readOptions(process.argv.slice(2));
const { only } = options;
const report: Record<string, unknown> = {
  at: new Date().toISOString(),
  machine: `${availableParallelism()} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  command: `npm run bench -- ${process.argv.slice(2).join(" ")}`,
};
const problems: string[] = [];
const runs: { rows: number; figures: Figure[] }[] = [];
const aside: Figure[] = [];
const write = () => {
  if (!options.out) return;
  const withRatio = (figure: Figure) => ({ ...figure, ratio: ratioOf(figure) });
  const sizes = runs.map(({ rows, figures }) => ({ rows, figures: figures.map(withRatio) }));
  writeFileSync(
    options.out,
    `${JSON.stringify({ ...report, sizes, slots: aside.map(withRatio) }, null, 2)}\n`,
  );
};
const keepIn = (kept: Figure[]) => (figures: readonly Figure[]) => {
  kept.push(...figures);
  for (const line of figureTable(figures).slice(2)) indented(line);
  write();
};
const leave = () => void removeInstances().finally(() => process.exit(130));
process.once("SIGINT", leave);
process.once("SIGTERM", leave);
say(String(report.machine));
await import("../../bin/check/build.js");

const { playFleet, playJudgedImport } = await import("./play-fleet");
for (const rows of options.rows) {
  const run = { rows, figures: [] as Figure[] };
  runs.push(run);
  say(`\nA fleet of ${rows.toLocaleString("en")} clients`);
  await playFleet(rows, options, keepIn(run.figures), indented);
  if (only.has("judged")) keepIn(run.figures)([await playJudgedImport(rows, options)]);
}
const slots = { ...options, tell: indented };
if (only.has("grants")) {
  const { benchGrants } = await import("./grants");
  say(`\nSlots: ${options.members} queued members, a cap of ${options.cap}, ${options.lanes} connections`);
  keepIn(aside)(await benchGrants(slots));
}
if (only.has("handovers")) {
  const { benchHandovers, handoverTable } = await import("./handovers");
  say("\nSlots that change hands");
  const handovers = await benchHandovers(slots);
  report.handovers = handovers;
  for (const line of handoverTable(handovers)) say(line);
}
const { playStepsOf } = await import("./cap-steps");
for (const name of ["sql", "http"] as const) {
  if (!only.has(name)) continue;
  const run = await playStepsOf(name, name === "sql" ? options.steps : options.httpSteps, say);
  report[name] = run;
  problems.push(...run.violations);
}

say("");
const all = [...runs.flatMap(({ figures }) => figures), ...aside];
for (const line of figureTable(all)) say(line);
say("");
for (const line of growthTable(runs)) say(line);
if (options.record) recordRatios(all);
else if (options.ci) problems.push(...compareWithRecorded(all));
for (const problem of problems) say(`✗ ${problem}`);
write();
process.exit(problems.length > 0 ? 1 : 0);
