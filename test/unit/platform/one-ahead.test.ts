import { describe, expect, it } from "vitest";
import { oneAhead } from "@/lib/platform/one-ahead";

function source(log: string[], fails = false) {
  return (async function* () {
    try {
      for (let n = 1; n <= 4; n++) {
        log.push(`made ${n}`);
        if (fails && n === 3) throw new Error("the third one");
        yield n;
      }
    } finally {
      log.push("ended");
    }
  })();
}

const turn = () => new Promise((next) => setImmediate(next));

describe("one ahead", () => {
  it("makes the next one while one is worked on, and no more", async () => {
    const log: string[] = [];
    for await (const n of oneAhead(source(log))) {
      await turn();
      log.push(`worked on ${n}`);
    }
    expect(log).toEqual([
      ...["made 1", "made 2", "worked on 1", "made 3", "worked on 2", "made 4"],
      ...["worked on 3", "ended", "worked on 4"],
    ]);
  });

  it("ends its source when nobody wants more", async () => {
    const log: string[] = [];
    for await (const _ of oneAhead(source(log))) break;
    expect(log).toEqual(["made 1", "made 2", "ended"]);
  });

  it("throws what failed when its turn has come", async () => {
    const got: number[] = [];
    const reading = async () => {
      for await (const n of oneAhead(source([], true))) {
        await turn();
        got.push(n);
      }
    };
    await expect(reading()).rejects.toThrow("the third one");
    expect(got).toEqual([1, 2]);
  });
});
