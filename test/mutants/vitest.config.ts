/** The tests that mutants of lib/core have to get past: those of the core alone, without a database. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { "@/": root } },
  test: { include: ["test/unit/core/**/*.test.ts"], env: { NODE_ENV: "test" }, testTimeout: 20_000 },
});
