/** Runs `work` again and again in `lanes` lanes for that long; gives what it counted, per second. */
export async function perSecond(
  lanes: number,
  seconds: number,
  work: () => Promise<number>,
): Promise<number> {
  const startedMs = performance.now();
  let done = 0;
  const lane = async () => {
    while (performance.now() - startedMs < seconds * 1000) {
      // Not `done += await …`: that reads the sum before it waits, and forgets what the other lanes add meanwhile.
      const count = await work();
      done += count;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return Math.round(done / ((performance.now() - startedMs) / 1000));
}
