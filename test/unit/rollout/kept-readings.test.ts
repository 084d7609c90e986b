/** What pages have counted: once for all who look on, for a share of the time, and never older than it says. */
import { describe, expect, it } from "vitest";
import type { Sql } from "@/lib/platform/db";
import { freshnessOf, keptReading, type Reading } from "@/lib/rollout/members/kept-readings";

// The clock of the database is all that is asked of it here.
let clock = 1_000;
const db = { query: async () => ({ rows: [{ now: clock++ }] }) } as unknown as Sql;

let keys = 0;
const newKey = () => `test ${++keys}`;
const wait = (ms: number) => new Promise<void>((next) => setTimeout(next, ms));

/** A reading that takes a while; its value is how many times it was made. */
function slow(ms: number) {
  const made = { times: 0 };
  const read = async () => {
    await wait(ms);
    return ++made.times;
  };
  return { made, read };
}

// Wide enough that a busy machine comes back to the test in time.
const often = { share: 25, unchanged: 5 };
const always = { share: 0, unchanged: 1 };
const never = { share: 1_000_000, unchanged: 1 };

describe("keptReading", () => {
  it("reads once for all who ask at the same time, and says when it began", async () => {
    const key = newKey();
    const { made, read } = slow(20);
    const all = await Promise.all(Array.from({ length: 5 }, () => keptReading(db, key, "a", never, read)));
    expect(made.times).toBe(1);
    expect(new Set(all.map(({ readAt }) => readAt)).size).toBe(1);
    expect(all[0]).toMatchObject({ value: 1, revision: "a" });
  });

  it("answers with the one before, and with its age, until its share allows the next", async () => {
    const key = newKey();
    const { read } = slow(20);
    const first = await keptReading(db, key, "a", often, read);
    const second = await keptReading(db, key, "b", often, read);
    expect(second).toMatchObject({ value: 1, readAt: first.readAt, revision: "a" });
    expect(second.againInMs).toBeGreaterThan(0);
    await wait(second.againInMs + 5);
    const third = await keptReading(db, key, "b", often, read);
    expect(third).toMatchObject({ value: 2, revision: "b" });
    expect(third.readAt).toBeGreaterThan(first.readAt);
  });

  it("waits longer where nothing has changed", async () => {
    const key = newKey();
    const { made, read } = slow(20);
    await keptReading(db, key, "a", often, read);
    const changed = await keptReading(db, key, "b", often, read);
    const unchanged = await keptReading(db, key, "a", often, read);
    expect(unchanged.againInMs).toBeGreaterThan(changed.againInMs * 2);
    expect(made.times).toBe(1);
  });

  it("keeps who asks during a reading waiting only where there is nothing to show yet", async () => {
    const key = newKey();
    const { read } = slow(1);
    await keptReading(db, key, "a", always, read);
    const running = keptReading(db, key, "b", always, () => wait(300).then(() => 9));
    const meanwhile = await keptReading(db, key, "b", always, read);
    expect(meanwhile).toMatchObject({ value: 1, revision: "a" });
    expect(await running).toMatchObject({ value: 9, revision: "b" });
  });

  it("keeps nothing of a reading that failed", async () => {
    const key = newKey();
    const failing = () => Promise.reject(new Error("no database"));
    await expect(keptReading(db, key, "a", never, failing)).rejects.toThrow("no database");
    expect(await keptReading(db, key, "a", never, slow(1).read)).toMatchObject({ value: 1 });
  });
});

describe("freshnessOf", () => {
  const reading = (revision: string, readAt: number, againInMs: number): Reading<null> => ({
    value: null,
    revision,
    readAt,
    againInMs,
  });

  it("is as old as the oldest, and waits for what may have changed", () => {
    expect(freshnessOf("b", [reading("b", 20, 900), reading("a", 10, 300)])).toEqual({
      readAt: 10,
      revision: "a",
      isOld: true,
      againInMs: 300,
    });
    expect(freshnessOf("b", [reading("b", 20, 900)])).toMatchObject({
      revision: "b",
      isOld: false,
      againInMs: 0,
    });
  });
});
