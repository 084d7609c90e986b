// The one list of all checks, in the order in which their outcome is told.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../start/project.js";

/**
 * One check. `args` of node; `expectFailure` names words that must appear in the output of a check that must fail;
 * `alone` keeps two demanding checks apart; `report` names a vitest project, whose tests are counted one by one;
 * `note` is told with the outcome.
 * @typedef {{ name: string, title: string, args: string[], alone?: boolean, report?: string, env?: Record<string, string>,
 *   expectFailure?: string[], note?: string }} Check
 */

const module = (/** @type {string} */ path) => join(PROJECT_FOLDER, "node_modules", path);
const cruise = [
  "--import",
  new URL("./swc-reads-tsx.js", import.meta.url).href,
  module("dependency-cruiser/bin/dependency-cruise.mjs"),
  "--config",
  ".dependency-cruiser.cjs",
];

/** @returns {string | undefined} a Chromium of this machine: $CHROMIUM, else the usual names */
export function findChromium() {
  const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const given = process.env.CHROMIUM;
  const onPath = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map((name) =>
    spawnSync("which", [name], { encoding: "utf8" }).stdout?.trim(),
  );
  return [given, ...usual, ...onPath].find((path) => path && existsSync(path));
}

/** @returns {boolean} */
export function findRedis() {
  return spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;
}

/** @param {string} project @returns {string[]} */
function vitest(project) {
  return [module("vitest/vitest.mjs"), "run", "--project", project, "--passWithNoTests"];
}

/** @returns {Check[]} every check of `npm run check`, in order */
export function checks() {
  const chromium = findChromium();
  return [
    {
      name: "types",
      title: "types (tsc)",
      args: [module("typescript/bin/tsc"), "--noEmit", "--incremental", "false"],
    },
    {
      name: "lint",
      title: "lint and format (biome)",
      args: [module("@biomejs/biome/bin/biome"), "check", "--error-on-warnings"],
    },
    {
      name: "imports",
      title: "import rules (dependency-cruiser)",
      args: [...cruise, "lib", "app", "jobs", "bin", "demo"],
    },
    {
      name: "imports-planted",
      title: "import rules see planted violations",
      args: [...cruise, "test/fixtures/import-rules"],
      expectFailure: [
        "core-is-pure",
        "platform-below-modules",
        "ring-access",
        "ring-fleet",
        "ring-work",
        "lib-below-doors",
        "jobs-without-app",
        "client-components-are-light",
        "shared-components-are-dumb",
        "no-circular",
      ],
    },
    {
      name: "unused",
      title: "unused code (knip)",
      args: [module("knip/bin/knip.js"), "--no-progress", "--no-config-hints"],
    },
    { name: "unit", title: "unit tests", args: vitest("unit"), report: "unit", alone: true },
    {
      name: "integration",
      title: "integration tests",
      args: vitest("integration"),
      report: "integration",
      alone: true,
    },
    { name: "build", title: "build (next)", args: [join(PROJECT_FOLDER, "bin/check/build.js")], alone: true },
    {
      name: "bench",
      title: "bench of 50,000 clients, no ratio twice what was recorded",
      args: ["--import", "tsx", join(PROJECT_FOLDER, "test/bench/run.ts"), "--ci"],
      alone: true,
    },
    {
      name: "browser",
      title: "tests on the build (browser, killed web processes)",
      args: vitest("e2e"),
      report: "e2e",
      alone: true,
      env: chromium ? { CHROMIUM: chromium } : {},
      note: chromium ? undefined : "no Chromium on this machine: install one or set CHROMIUM",
    },
  ];
}
