/** Does what comes at the same time together: one question to the database answers many who ask. */

interface Waiting<A, R> {
  asked: A;
  answer: (result: R) => void;
  fail: (error: unknown) => void;
}

/**
 * Does `work` for what it is given, one go after the other for each key: what comes during a go waits for the next, which takes up to
 * `atOnce` of it, in the order in which it came. Nobody fails for another's sake: where a go of several fails, each is tried alone.
 */
export function together<A, R>(
  work: (asked: A[], key: number) => Promise<R[]>,
  atOnce = 100,
): (key: number, asked: A) => Promise<R> {
  const lines = new Map<number, Waiting<A, R>[]>();

  async function go(several: readonly Waiting<A, R>[], key: number): Promise<void> {
    try {
      const asked = several.map((each) => each.asked);
      const results = await work(asked, key);
      for (const [place, each] of several.entries()) each.answer(results[place] as R);
    } catch (error) {
      if (several.length === 1) several[0]?.fail(error);
      else await Promise.all(several.map((each) => go([each], key)));
    }
  }

  async function goOn(line: Waiting<A, R>[], key: number): Promise<void> {
    while (line.length > 0) await go(line.splice(0, atOnce), key);
    lines.delete(key);
  }

  return (key, asked) =>
    new Promise((answer, fail) => {
      const mine = { asked, answer, fail };
      const line = lines.get(key);
      if (line) {
        line.push(mine);
        return;
      }
      const own = [mine];
      lines.set(key, own);
      void goOn(own, key);
    });
}
