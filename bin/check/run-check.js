// Runs one check and counts its outcome.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../start/project.js";

/**
 * @typedef {import("./list.js").Check} Check
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {Counts & { name: string, title: string, seconds: number, output: string, note?: string }} Outcome
 */

/** @param {string[]} args @param {NodeJS.ProcessEnv} env @returns {Promise<{ ok: boolean, output: string }>} */
function runNode(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: PROJECT_FOLDER,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.once("error", (error) => resolve({ ok: false, output: `${output}${error.message}` }));
    child.once("close", (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * What a vitest JSON report counts; a file that could not even be loaded has no tests in it and counts as one failure.
 * @param {string} text @returns {Counts}
 */
export function countReport(text) {
  const report = JSON.parse(text);
  const broken = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
      file.status === "failed" &&
      file.assertionResults.every((test) => /** @type {any} */ (test).status !== "failed"),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {Check} check @returns {Promise<Outcome>} never throws: a check that cannot run has failed */
export async function runCheck(check) {
  const { name, title, report, note } = check;
  const none = { passed: 0, failed: 0, skipped: 0 };
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "rollcall-check-"));
  const reportFile = join(folder, "report.json");
  const reporting = report
    ? ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`]
    : [];
  const env = {
    ...process.env,
    NO_COLOR: "1",
    FORCE_COLOR: undefined,
    NODE_ENV: report ? "test" : undefined,
    ...check.env,
  };
  const { ok, output } = await runNode([...check.args, ...reporting], env);
  const seconds = (performance.now() - began) / 1000;
  const outcome = (/** @type {Counts} */ counts) => ({ ...counts, name, title, seconds, output, note });
  try {
    if (report) {
      const counts = countReport(readFileSync(reportFile, "utf8"));
      // An error outside of any test (a global set-up, an unhandled rejection) fails the run but no test.
      return outcome(!ok && counts.failed === 0 ? { ...counts, failed: 1 } : counts);
    }
    const good = check.expectFailure
      ? !ok && check.expectFailure.every((words) => output.includes(words))
      : ok;
    return outcome(good ? { ...none, passed: 1 } : { ...none, failed: 1 });
  } catch {
    return outcome({ ...none, failed: 1 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
