// npm run bench: how fast slots are given out, and random steps against the cap by the million.
// -- --only grants,sql,http,lists --clients 1000000 --rounds 20 --members 100000 --steps 1000000 --http-steps 50000 --seconds 10 --out bench.json
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";

process.env.ROLLCALL_LOG_LEVEL ??= "error";
process.env.ROLLCALL_SECRET ??= "a-secret-for-benches-that-is-long-enough-to-pass";
const say = (line: string) => process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "grants,sql,http" },
    members: { type: "string", default: "100000" },
    cap: { type: "string", default: "500" },
    lanes: { type: "string", default: "8" },
    seconds: { type: "string", default: "10" },
    "hold-seconds": { type: "string", default: "60" },
    "asked-hold-seconds": { type: "string", default: "120" },
    steps: { type: "string", default: "1000000" },
    "http-steps": { type: "string", default: "50000" },
    clients: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "20" },
    out: { type: "string" },
  },
});
const only = values.only.split(",");
const report: Record<string, unknown> = {
  at: new Date().toISOString(),
  machine: `${availableParallelism()} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
};
let violations = 0;
say(String(report.machine));

if (only.includes("grants")) {
  const { benchGrants } = await import("./grants");
  say(`\nGrants: ${values.members} queued members, a cap of ${values.cap}, ${values.lanes} connections`);
  const { rates, handovers } = await benchGrants({
    members: Number(values.members),
    cap: Number(values.cap),
    seconds: Number(values.seconds),
    lanes: Number(values.lanes),
    holdSeconds: Number(values["hold-seconds"]),
    askedHoldSeconds: Number(values["asked-hold-seconds"]),
    tell: (line) => say(`  ${line}`),
  });
  report.grants = { rates, handovers };
  say("");
  table(
    ["per second", "", "of the bare"],
    [
      ["bare one-row transactions", rates.bareTransactions, "100 %"],
      ["asks granted (each after a release)", rates.grants, share(rates.grants, rates.bareTransactions)],
      ["asks refused at a full cap", rates.refusals, share(rates.refusals, rates.bareTransactions)],
      [
        "granted in batches of the whole cap",
        rates.batchedGrants,
        share(rates.batchedGrants, rates.bareTransactions),
      ],
    ],
  );
  say(
    `an ask granted takes p50 ${rates.grantMs.p50.toFixed(1)} ms, p95 ${rates.grantMs.p95.toFixed(1)} ms\n`,
  );
  table(
    ["slots", "held for", "freed to next grant p50", "p95", "utilisation", "bare transactions/s"],
    handovers.map((each) => [
      each.how,
      `${each.holdSeconds} s`,
      `${each.freedToNextGrantMs.p50} ms`,
      `${each.freedToNextGrantMs.p95} ms`,
      `${each.utilisationPercent.toFixed(1)} %`,
      each.bareTransactions,
    ]),
  );
}
if (only.includes("lists")) {
  const { benchLists } = await import("./lists");
  say(`\nLists of ${values.clients} clients, each asked for ${values.rounds} times`);
  const figures = await benchLists(Number(values.clients), Number(values.rounds));
  report.lists = figures;
  table(
    ["list of 50", "p50", "p95", "total"],
    figures.map(({ what, p50, p95, total }) => [what, `${p50} ms`, `${p95} ms`, total]),
  );
}
const runs = [
  { name: "sql", title: "Random steps through the verbs", steps: Number(values.steps) },
  {
    name: "http",
    title: "Random steps over HTTP, two web and two worker processes",
    steps: Number(values["http-steps"]),
  },
] as const;
for (const { name, title, steps } of runs) {
  if (!only.includes(name)) continue;
  const { stepsAgainstSql, stepsOverHttp } = await import("./cap-steps");
  if (name === "http") await import("../../bin/check/build.js");
  say(`\n${title}: ${steps}`);
  const run = await (name === "sql" ? stepsAgainstSql : stepsOverHttp)(steps, (line) => say(`  ${line}`));
  report[name] = run;
  violations += run.violations.length;
  say(
    `${run.steps} steps in ${run.seconds.toFixed(0)} s, ${run.grants} grants, at most ${run.highestHeld} held, ` +
      `${run.looks} looks of the watcher, ${run.violations.length} violations`,
  );
  for (const violation of run.violations.slice(0, 10)) say(`  ${violation}`);
  for (const [told, count] of Object.entries(run.answered).sort())
    say(`  ${String(count).padStart(8)}  ${told}`);
}
if (values.out) writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
process.exit(violations > 0 ? 1 : 0);

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(0)} %`;
}

function table(headings: string[], rows: (string | number)[][]): void {
  const cells = [headings, ...rows].map((row) => row.map(String));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of cells) {
    say(
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("   "),
    );
  }
}
