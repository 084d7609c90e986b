// npm run check: runs all checks (or those named) and ends with the line "N passed, N failed, N skipped".
import { checks, findRedis } from "./check/list.js";
import { runCheck } from "./check/run-check.js";
import { PROJECT_FOLDER } from "./start/project.js";

/** @typedef {import("./check/run-check.js").Outcome} Outcome */

const PARALLEL = 2;
const say = (/** @type {string} */ line) => console.log(line);

/** @param {Outcome} outcome */
function tell(outcome) {
  const { passed, failed, skipped, title, seconds, note, output } = outcome;
  const mark = failed ? "✗" : passed ? "✓" : "–";
  const counts = [
    passed && `${passed} passed`,
    failed && `${failed} failed`,
    skipped && `${skipped} skipped`,
  ];
  say(
    `${mark} ${title}: ${counts.filter(Boolean).join(", ") || "no tests"} (${seconds.toFixed(1)} s)${note ? `, ${note}` : ""}`,
  );
  if (failed) say(output.trimEnd().replace(/^/gm, "    "));
}

/** @param {import("./check/list.js").Check[]} wanted @returns {Promise<Outcome[]>} in the order of the list */
async function runAll(wanted) {
  /** @type {Outcome[]} */
  const outcomes = [];
  const light = wanted.filter((check) => !check.alone);
  const runLane = async () => {
    for (let check = light.shift(); check; check = light.shift()) {
      const outcome = await runCheck(check);
      tell(outcome);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, runLane));
  for (const check of wanted.filter((each) => each.alone)) {
    const outcome = await runCheck(check);
    tell(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

process.chdir(PROJECT_FOLDER);
const all = checks();
const names = process.argv.slice(2);
const unknown = names.filter((name) => !all.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no check "${unknown[0]}": choose from ${all.map((check) => check.name).join(", ")}.`,
  );
  process.exit(2);
}
if (!findRedis()) say("– there is no redis-server on this machine: the tests that need one are skipped");
const began = performance.now();
const outcomes = await runAll(names.length > 0 ? all.filter((check) => names.includes(check.name)) : all);
const sum = (/** @type {"passed" | "failed" | "skipped"} */ key) =>
  outcomes.reduce((total, outcome) => total + outcome[key], 0);
const failed = sum("failed");
const skipped = sum("skipped");

say("");
say(`${outcomes.length} checks in ${((performance.now() - began) / 1000).toFixed(0)} s`);
const broken = outcomes.filter((outcome) => outcome.failed > 0);
if (broken.length > 0) say(`failed: ${broken.map((outcome) => outcome.name).join(", ")}`);
const strict = process.env.CI === "true" && skipped > 0;
if (strict) say("Nothing may be skipped where CI=true: install what the skipped tests need.");
say(`${sum("passed")} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || strict ? 1 : 0);
