/** The tests that mutants of lib/core have to get past: those of the core alone, without a database. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { "@/": root } },
  test: {
    include: ["test/unit/core/**/*.test.ts"],
    // It would kill by comparing with a copy of the code, and not by what the code should do.
    exclude: ["test/unit/core/judging/as-before.test.ts"],
    setupFiles: ["test/mutants/fixed-draws.ts"],
    env: { NODE_ENV: "test" },
    testTimeout: 20_000,
  },
});
