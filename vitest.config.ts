import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const resolve = { alias: { "@/": root } };
const env: Record<string, string> = {
  NODE_ENV: "test",
  ROLLCALL_LOG_LEVEL: "error",
  ROLLCALL_SECRET: "a-secret-for-tests-that-is-long-enough-to-pass",
};

export default defineConfig({
  resolve,
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: { name: "unit", include: ["test/unit/**/*.test.{ts,tsx}"], env, testTimeout: 60_000 },
      },
      {
        resolve,
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          env,
          globalSetup: ["test/support/cluster.ts"],
          pool: "forks",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          env,
          pool: "forks",
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
