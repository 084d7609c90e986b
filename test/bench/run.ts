// npm run bench: what work of every kind takes, beside a bare reference in the same run. The README says how to run it.
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { removeInstances } from "../drill/live-instance";
import { type Figure, figureTable, growthTable, processorRatioOf, ratioOf } from "./figures";
import { feedParts, type Options, readOptions } from "./options";
import { compareWithRecorded, recordRatios } from "./recorded";

process.env.ROLLCALL_LOG_LEVEL ??= "error";
process.env.ROLLCALL_SECRET ??= "a-secret-for-benches-that-is-long-enough-to-pass";
const say = (line: string) => process.stdout.write(`${line}\n`);
const indented = (line: string) => say(`  ${line}`);

/** What one run has found so far. */
interface Found {
  sizes: { rows: number; figures: Figure[] }[];
  feeds: Figure[];
  slots: Figure[];
  /** Whatever is told in a table of its own. */
  more: Record<string, unknown>;
  violations: string[];
}

const figuresOf = ({ sizes, feeds, slots }: Found) => [
  ...sizes.flatMap(({ figures }) => figures),
  ...feeds,
  ...slots,
];

const options = readOptions(process.argv.slice(2));
const leave = () => void removeInstances().finally(() => process.exit(130));
process.once("SIGINT", leave);
process.once("SIGTERM", leave);
const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
say(machine);
await import("../../bin/check/build.js");

const found = await measure(options);
say("");
for (const line of figureTable(figuresOf(found))) say(line);
say("");
for (const line of growthTable(found.sizes)) say(line);
const problems = [...found.violations];
if (options.record) recordRatios(figuresOf(found));
else if (options.ci) problems.push(...(await stillWorse(options, found)));
for (const problem of problems) say(`✗ ${problem}`);
process.exit(problems.length > 0 ? 1 : 0);

async function measure(asked: Options): Promise<Found> {
  const { only } = asked;
  const found: Found = { sizes: [], feeds: [], slots: [], more: {}, violations: [] };
  const keepIn = (kept: Figure[]) => (figures: readonly Figure[]) => {
    kept.push(...figures);
    for (const line of figureTable(figures).slice(2)) indented(line);
    writeReport(asked, found);
  };
  const { playFleet, playJudgedImport } = await import("./play-fleet");
  for (const rows of asked.rows) {
    const size = { rows, figures: [] as Figure[] };
    found.sizes.push(size);
    say(`\nA fleet of ${rows.toLocaleString("en")} clients`);
    await playFleet(rows, asked, keepIn(size.figures), indented);
    if (only.has("judged")) keepIn(size.figures)([await playJudgedImport(rows, asked)]);
  }
  if (feedParts.some((part) => only.has(part))) {
    const { benchFeeds } = await import("./bench-feeds");
    say(`\nFeeds: a fleet of ${asked.members.toLocaleString("en")} clients, the queue on ${asked.queue}`);
    await benchFeeds({ ...asked, tell: indented }, keepIn(found.feeds));
  }
  if (only.has("pages")) {
    const { benchPages, pageTable } = await import("./pages");
    say("\nThe first load of every page over a throttled line");
    const pages = await benchPages({ ...asked, tell: indented });
    found.more.pages = pages;
    for (const line of pageTable(pages)) say(line);
  }
  const slots = { ...asked, tell: indented };
  if (only.has("grants")) {
    const { benchGrants } = await import("./grants");
    say(`\nSlots: ${asked.members} queued members, a cap of ${asked.cap}, ${asked.lanes} connections`);
    keepIn(found.slots)(await benchGrants(slots));
  }
  if (only.has("handovers")) {
    const { benchHandovers, handoverTable } = await import("./handovers");
    say("\nSlots that change hands");
    const handovers = await benchHandovers(slots);
    found.more.handovers = handovers;
    for (const line of handoverTable(handovers)) say(line);
  }
  for (const name of ["sql", "http"] as const) {
    if (!only.has(name)) continue;
    const { playStepsOf } = await import("./cap-steps");
    const run = await playStepsOf(name, name === "sql" ? asked.steps : asked.httpSteps, say);
    found.more[name] = run;
    found.violations.push(...run.violations);
  }
  writeReport(asked, found);
  return found;
}

/** Written after each part: a run of hours that breaks off has not been for nothing. */
function writeReport({ out }: Options, { sizes, feeds, slots, more }: Found): void {
  if (out === undefined) return;
  const withRatio = (figure: Figure) => ({
    ...figure,
    ratio: ratioOf(figure),
    processorRatio: processorRatioOf(figure),
  });
  const report = {
    at: new Date().toISOString(),
    machine,
    command: `npm run bench -- ${process.argv.slice(2).join(" ")}`,
    sizes: sizes.map(({ rows, figures }) => ({ rows, figures: figures.map(withRatio) })),
    feeds: feeds.map(withRatio),
    slots: slots.map(withRatio),
    ...more,
  };
  writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
}

/** What is twice as bad as recorded here and in a second run: a machine that others use may have been busy once. */
async function stillWorse(asked: Options, first: Found): Promise<string[]> {
  const worse = compareWithRecorded(figuresOf(first));
  if (worse.length === 0) return [];
  for (const each of worse) say(`– ${each.sentence}; measured once more`);
  const again = compareWithRecorded(figuresOf(await measure(asked)));
  return again.filter(({ work }) => worse.some((each) => each.work === work)).map(({ sentence }) => sentence);
}
