// Decides what SIGINT, SIGTERM and SIGHUP mean: npm may deliver each twice, so the second is expected and ignored.

/**
 * The first signal stops in order, the second is ignored, the third forces.
 * @param {{ stop: () => void, force: () => void, say: (line: string) => void }} deeds
 */
export function onStopSignals({ stop, force, say }) {
  let count = 0;
  let firstAt = 0;
  for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(name, () => {
      count += 1;
      if (count === 1) {
        firstAt = Date.now();
        stop();
      } else if (count === 2) {
        if (Date.now() - firstAt > 2_000) say("Rollcall is stopping; once more ends it by force.");
      } else {
        force();
      }
    });
  }
}
