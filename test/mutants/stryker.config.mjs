// Mutation testing of the core: each mutant is a small change to a file of lib/core, and some test of test/unit/core has to fail for it.
// `npm run mutants` tries all of them; `npm run mutants -- --mutate lib/core/halt.ts` those of one file.

export default {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "test/mutants/vitest.config.ts", related: false },
  mutate: ["lib/core/**/*.ts"],
  // Only the tests that reach a mutant are run for it.
  coverageAnalysis: "perTest",
  concurrency: 2,
  // The copy that is changed holds the core and its tests. (No tsconfig.json: Stryker would read it with a TypeScript that is older than ours.)
  ignorePatterns: [
    ...["/*", "!/package.json", "!/lib", "!/test"],
    ...["/lib/*", "!/lib/core", "/test/*", "!/test/mutants", "!/test/support", "!/test/unit"],
    ...["/test/unit/*", "!/test/unit/core"],
  ],
  tempDirName: "test-results/mutants/copy",
  reporters: ["clear-text", "progress", "html", "json"],
  htmlReporter: { fileName: "test-results/mutants/report.html" },
  jsonReporter: { fileName: "test-results/mutants/report.json" },
  clearTextReporter: { reportTests: false, logTests: false, allowColor: false, allowEmojis: false },
  thresholds: { high: 100, low: 97, break: 97 },
};
