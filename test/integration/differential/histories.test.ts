// Random histories on the product and on a model that weighs and judges as it was done before: no difference in anything that is read.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { memberStates } from "@/lib/core/member";
import { type ReasonCode, reasonCodes, reasonStates } from "@/lib/core/reasons";
import { playHistory } from "./play";
import { closeProduct, openProduct } from "./product";
import { history } from "./steps";

/**
 * How many are played; `npm run histories` plays 2,000. What failed is printed with seed and path, and is played again alone
 * with HISTORY_SEED and HISTORY_PATH. HISTORY_SHRINK=no tells the first failure as it was found.
 */
const numRuns = Number(process.env.HISTORIES ?? 40);
const { HISTORY_SEED: seed, HISTORY_PATH: path, HISTORY_SHRINK: shrink } = process.env;
const timeout = 600_000 + 10_000 * numRuns;
/** From so many on members must have been in every state. */
const manyRuns = 200;

beforeAll(openProduct);
afterAll(closeProduct);

it(
  "says of every client in every history what the frozen weighing and judging say",
  async () => {
    const reached = new Set<ReasonCode>();
    const startedMs = performance.now();
    let played = 0;
    await fc.assert(
      fc.asyncProperty(history, async (each) => {
        played++;
        for (const code of await playHistory(each)) reached.add(code);
      }),
      {
        numRuns,
        ...(seed && { seed: Number(seed) }),
        ...(path && { path }),
        endOnFailure: shrink === "no",
      },
    );
    const perHistoryMs = Math.round((performance.now() - startedMs) / played);
    const missed = reasonCodes.filter((code) => !reached.has(code));
    process.stdout.write(
      `${played} histories, ${perHistoryMs} ms each, ${reached.size} of ${reasonCodes.length} reasons; not reached: ${missed.join(", ") || "none"}\n`,
    );
    const states = new Set(
      reasonCodes.filter((code) => reached.has(code)).flatMap((code) => reasonStates[code]),
    );
    if (numRuns >= manyRuns) expect([...states].sort()).toEqual([...memberStates].sort());
  },
  timeout,
);
