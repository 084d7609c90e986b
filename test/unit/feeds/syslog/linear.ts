// Whether work grows with the size of its input and not with its square.
import { expect } from "vitest";

const sizes = [20_000, 80_000, 320_000];
const noiseMs = 200;

/**
 * Works on a text of three sizes, each four times the one before, and takes the best of three runs. Each may take
 * twelve times as long as the one before and some more, for a shared machine is noisy; the square of the largest
 * would take seconds.
 */
export function expectLinear(make: (size: number) => string, work: (text: string) => unknown): void {
  const [small = 0, medium = 0, large = 0] = sizes.map((size) => {
    const text = make(size);
    return Math.min(...[1, 2, 3].map(() => took(() => work(text))));
  });
  expect(medium).toBeLessThan(small * 12 + noiseMs);
  expect(large).toBeLessThan(medium * 12 + noiseMs);
}

function took(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
