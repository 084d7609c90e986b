// Decides what SIGINT, SIGTERM and SIGHUP mean: npm may deliver each twice, so the second is expected and ignored.

const PARENT_WATCH_MS = 300;

/**
 * npm hands a signal to the shell it put between us and itself, which ends without passing it on: when started by npm,
 * the end of our parent means the same as SIGTERM.
 * @param {() => void} stop
 */
function stopWithParent(stop) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, PARENT_WATCH_MS);
  watch.unref();
}

/**
 * The first signal stops in order, the second is ignored, the third forces.
 * @param {{ stop: () => void, force: () => void, say: (line: string) => void }} deeds
 */
export function onStopSignals({ stop, force, say }) {
  let count = 0;
  let firstAt = 0;
  stopWithParent(() => {
    if (count === 0) stop();
  });
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
