/** Gives what a source gives, and asks it for the next while one is worked on. Who stops early stops the source. */
export async function* oneAhead<T>(
  source: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  let coming = source.next();
  try {
    for (;;) {
      const { done, value } = await coming;
      if (done) return;
      coming = source.next();
      coming.catch(() => undefined);
      yield value;
    }
  } finally {
    await source.return();
  }
}
