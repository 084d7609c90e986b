import { expect, test } from "vitest";
import { Clock } from "@/demo/clock";

function clockOn(real: { now: number }, options: Partial<ConstructorParameters<typeof Clock>[0]> = {}) {
  return new Clock({ start: 1_000_000, speed: 144, realNow: () => real.now, ...options });
}

test("144 times as fast is a day in ten minutes", () => {
  const real = { now: 50 };
  const clock = clockOn(real);
  real.now += 600_000;
  expect(clock.now()).toBe(1_000_000 + 86_400_000);
});

test("it stops, goes on, and changes its speed without a leap", () => {
  const real = { now: 0 };
  const clock = clockOn(real, { paused: true });
  real.now += 5_000;
  expect(clock.now()).toBe(1_000_000);
  clock.resume();
  real.now += 1_000;
  clock.setSpeed(1);
  real.now += 1_000;
  expect(clock.now()).toBe(1_000_000 + 144_000 + 1_000);
  clock.pause();
  real.now += 1_000;
  expect(clock.now()).toBe(1_145_000);
});

test("it jumps ahead, never back, and does not go back where real time does", () => {
  const real = { now: 10_000 };
  const clock = clockOn(real);
  clock.jumpTo(2_000_000);
  expect(clock.now()).toBe(2_000_000);
  expect(() => clock.jumpTo(1_999_000)).toThrow("does not go back");
  expect(() => clock.jumpTo(Number.NaN)).toThrow("does not go back");
  real.now = 0;
  expect(clock.now()).toBe(2_000_000);
});

test("it keeps pace with real time once it has caught up", () => {
  const real = { now: 1_010_000 };
  const clock = clockOn(real, { notBeyond: () => real.now });
  real.now += 60;
  expect(clock.now()).toBe(1_008_000);
  real.now += 60_000;
  expect(clock.now()).toBe(1_070_000);
  real.now += 1_007;
  expect(clock.now()).toBe(1_071_000);
  expect(() => clock.jumpTo(real.now + 1)).toThrow("ahead of real time");
});

test.each([0, -1, Number.NaN, 1e9])("a speed of %s is refused", (speed) => {
  expect(() => clockOn({ now: 0 }, { speed })).toThrow("speed");
});
