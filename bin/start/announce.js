// How set-up steps are told: what is being done, and how long it took.

/**
 * @typedef {{
 *   step: <T>(title: string, run: () => Promise<T> | T, outcome?: (result: T) => string | undefined) => Promise<T>,
 *   say: (line: string) => void,
 * }} Announcer
 */

/**
 * Writes one line per step when it is done, and one before it when it runs longer than a moment.
 * @param {NodeJS.WritableStream} stream
 * @returns {Announcer} `outcome` may put words behind the title; a step that throws is told as failed and throws on
 */
export function createAnnouncer(stream) {
  const say = (/** @type {string} */ line) => void stream.write(`${line}\n`);
  return {
    say,
    async step(title, run, outcome) {
      const began = performance.now();
      const patience = setTimeout(() => say(`  … ${title}`), 400);
      const took = () => `(${((performance.now() - began) / 1000).toFixed(1)} s)`;
      try {
        const result = await run();
        clearTimeout(patience);
        const words = outcome?.(result);
        say(`  ✓ ${title}${words ? `: ${words}` : ""} ${took()}`);
        return result;
      } catch (error) {
        clearTimeout(patience);
        say(`  ✗ ${title} ${took()}`);
        throw error;
      }
    },
  };
}
