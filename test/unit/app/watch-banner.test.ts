import { expect, it } from "vitest";
import { troubleOf } from "@/app/(house)/_shell/watch-banner";

it.each([
  ["ok", "ok", null],
  ["down", "late", "workerSilent"],
  ["down", "ok", "workerSilent"],
  ["ok", "late", "sweepsLate"],
  ["unknown", "unknown", null],
] as const)("a worker that is %s with sweeps %s: %s", (worker, sweeps, trouble) => {
  expect(troubleOf({ worker, sweeps })).toBe(trouble);
});
