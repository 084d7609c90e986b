/** Small questions that everybody asks, all the time: how long they take and what they are answered while something else goes on. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { LiveInstance } from "./live-instance";
import { type Sending, send } from "./requests";
import { eventually, pause } from "./waiting";

export interface Probe extends Sending {
  name: string;
  path: string;
}

export interface ProbeResult {
  count: number;
  worstMs: number;
  /** How often each answer came: the status and, of a problem, its code. */
  answers: Record<string, number>;
}

export interface Probes {
  /** How long the drill itself was too busy to look, at worst, milliseconds. */
  ownLagMs: () => number;
  results: Record<string, ProbeResult>;
  stop: () => Promise<Record<string, ProbeResult>>;
}

/** Asks each of them in turn, one after the other, until it is stopped. */
export function startProbes(instance: LiveInstance, probes: readonly Probe[]): Probes {
  let isOver = false;
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  const results: Record<string, ProbeResult> = Object.fromEntries(
    probes.map(({ name }) => [name, { count: 0, worstMs: 0, answers: {} }]),
  );
  const asking = Promise.all(
    probes.map(async ({ name, path, ...sending }) => {
      const result = results[name];
      while (!isOver && result) {
        const beganMs = performance.now();
        const told = await send(instance, path, sending).then(
          ({ status, body }) => `${status} ${body?.code ?? body?.database ?? ""}`.trim(),
          (error: Error) => `broken: ${error.message}`,
        );
        result.count++;
        result.worstMs = Math.max(result.worstMs, performance.now() - beganMs);
        result.answers[told] = (result.answers[told] ?? 0) + 1;
        await pause(150);
      }
    }),
  );
  return {
    results,
    ownLagMs: () => lag.max / 1e6,
    async stop() {
      isOver = true;
      await asking;
      lag.disable();
      return results;
    },
  };
}

/** The worst of a while in which nothing else is asked of the instance: what this machine takes by itself. */
export async function calmWorstMs(instance: LiveInstance, probes: readonly Probe[]): Promise<number> {
  const calm = startProbes(instance, probes);
  await eventually("twenty rounds of probes", 120, async () =>
    Object.values(calm.results).every(({ count }) => count >= 20),
  );
  return Math.max(...Object.values(await calm.stop()).map(({ worstMs }) => worstMs));
}

/**
 * What is wrong with the answers of a while: another answer than `allowed`, or one slower than `limitMs` (and than three times
 * the worst of a calm while, for a machine that is busy with other things; and the drill's own lag comes on top).
 */
export function judgeProbes(
  results: Record<string, ProbeResult>,
  { allowed, limitMs, calmMs, lagMs }: { allowed: RegExp; limitMs: number; calmMs: number; lagMs: number },
): string[] {
  const limit = Math.max(limitMs, 3 * calmMs) + lagMs;
  return Object.entries(results).flatMap(([name, { count, worstMs, answers }]) => {
    const wrong: string[] = [];
    if (count === 0) wrong.push(`${name} was never answered`);
    if (worstMs > limit) wrong.push(`${name} took ${worstMs.toFixed(0)} ms, allowed are ${limit.toFixed(0)}`);
    for (const [told, times] of Object.entries(answers)) {
      if (!allowed.test(told)) wrong.push(`${name} was answered ${told}, ${times} of ${count} times`);
    }
    return wrong;
  });
}

/** The worst of each, for the table. */
export function worstOf(results: Record<string, ProbeResult>): string {
  return Object.entries(results)
    .map(([name, { worstMs, count }]) => `${name} ${worstMs.toFixed(0)} ms of ${count}`)
    .join(", ");
}
