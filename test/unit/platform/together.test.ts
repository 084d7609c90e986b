import { describe, expect, it } from "vitest";
import { together } from "@/lib/platform/together";

/** Work that notes what it was given and ends when it is told to. */
function heldUp() {
  const goes: { key: number; asked: string[]; end: () => void }[] = [];
  const ask = together((asked: string[], key) => {
    return new Promise<string[]>((resolve) => {
      goes.push({ key, asked, end: () => resolve(asked.map((each) => `${each}!`)) });
    });
  }, 3);
  return { goes, ask };
}

const settled = () => new Promise((next) => setImmediate(next));

describe("what comes at the same time", () => {
  it("begins at once, and what comes meanwhile goes together next, in its order and so much at a time", async () => {
    const { goes, ask } = heldUp();
    const answers = Promise.all(["a", "b", "c", "d", "e"].map((each) => ask(1, each)));
    for (const expected of [["a"], ["b", "c", "d"], ["e"]]) {
      await settled();
      expect(goes.at(-1)?.asked).toEqual(expected);
      goes.at(-1)?.end();
    }
    expect(await answers).toEqual(["a!", "b!", "c!", "d!", "e!"]);
  });

  it("waits for nobody of another key, and begins anew once all is done", async () => {
    const { goes, ask } = heldUp();
    const first = ask(1, "a");
    const other = ask(2, "b");
    expect(goes.map(({ key }) => key)).toEqual([1, 2]);
    goes[1]?.end();
    expect(await other).toBe("b!");
    goes[0]?.end();
    expect(await first).toBe("a!");
    const later = ask(1, "c");
    await settled();
    goes[2]?.end();
    expect(await later).toBe("c!");
  });

  it("fails for itself alone", async () => {
    const goes: string[][] = [];
    const ask = together(async (asked: string[]) => {
      goes.push(asked);
      await settled();
      if (asked.includes("bad")) throw new Error("bad");
      return asked;
    });
    const asked = ["first", "good", "bad", "fine"].map((each) => ask(1, each));
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
      ...["fulfilled", "fulfilled", "rejected", "fulfilled"],
    ]);
    expect(goes).toEqual([["first"], ["good", "bad", "fine"], ["good"], ["bad"], ["fine"]]);
    expect(await ask(1, "after")).toBe("after");
  });
});
