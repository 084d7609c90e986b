// Random histories on the product and on a model that weighs and judges as it was done before: no difference in anything that is read.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { playHistory } from "./play";
import { closeProduct, openProduct } from "./product";
import { history } from "./steps";

/** So many fit into a minute; `npm run histories` plays 2,000. A history that fails is played again by `HISTORY_SEED`, with its path. */
const numRuns = Number(process.env.HISTORIES ?? 40);
const seed = process.env.HISTORY_SEED;
const path = process.env.HISTORY_PATH;
const timeout = 300_000 + 5_000 * numRuns;

beforeAll(openProduct);
afterAll(closeProduct);

it(
  "says of every client in every history what the frozen weighing and judging say",
  async () => {
    const startedMs = performance.now();
    let played = 0;
    await fc.assert(
      fc.asyncProperty(history, async (each) => {
        played++;
        await playHistory(each);
      }),
      {
        numRuns,
        ...(seed && { seed: Number(seed) }),
        ...(path && { path }),
        endOnFailure: process.env.HISTORY_SHRINK === "no",
      },
    );
    const perHistoryMs = Math.round((performance.now() - startedMs) / played);
    process.stdout.write(`${played} histories, ${perHistoryMs} ms each\n`);
    expect(played).toBeGreaterThanOrEqual(numRuns);
  },
  timeout,
);
