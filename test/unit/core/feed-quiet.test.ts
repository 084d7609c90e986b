import { describe, expect, it } from "vitest";
import { silenceOf, stalenessOf } from "@/lib/core/feed-quiet";

const now = Date.UTC(2026, 2, 2, 12);
const minute = 60_000;
const asked = { enabled: true, isPolled: true, lastReadAt: now - 40 * minute, nextRunAt: now - 10 * minute };
const sending = { enabled: true, isPolled: false, lastReadAt: now - 60 * minute, nextRunAt: null };

describe("a feed that gives no problem", () => {
  it.each([
    ["its reading takes its time", asked, null],
    ["its reading was due long ago", { ...asked, nextRunAt: now - 16 * minute }, "late"],
    ["the same while it is paused", { ...asked, nextRunAt: now - 16 * minute, enabled: false }, null],
    ["it sent within a day", sending, null],
    ["it sent nothing for a day", { ...sending, lastReadAt: now - 1441 * minute }, "quiet"],
    ["it has never sent", { ...sending, lastReadAt: null }, null],
  ] as const)("%s", (_, feed, silence) => {
    expect(silenceOf(feed, now)).toBe(silence);
  });
});

it("the time of a reading is real, however fast the clock runs", () => {
  expect(silenceOf({ ...asked, nextRunAt: now - 16 * minute }, now, 144)).toBeNull();
  expect(silenceOf({ ...asked, nextRunAt: now - 16 * 144 * minute }, now, 144)).toBe("late");
});

describe("what a feed told is no picture of the present", () => {
  it.each([
    ["it was read without a problem", { ...asked, isFailing: false }, null],
    ["it was read with one", { ...asked, isFailing: true }, "failing"],
    ["a person paused it, whatever else", { ...asked, enabled: false, isFailing: true }, "paused"],
    ["its reading was due long ago", { ...asked, nextRunAt: now - 16 * minute, isFailing: false }, "late"],
    ["its sender is quiet", { ...sending, lastReadAt: now - 1441 * minute, isFailing: false }, "quiet"],
  ] as const)("%s", (_, feed, why) => {
    expect(stalenessOf(feed, now)).toBe(why);
  });
});
