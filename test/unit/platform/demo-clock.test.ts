import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readClockFile } from "@/demo/clock-file";
import { offsetNow } from "@/lib/platform/db";
import {
  demoInstant,
  followedUntil,
  instantBy,
  readDemoClock,
  steered,
  writeDemoClock,
} from "@/lib/platform/demo-clock";
import { forgetEnv } from "@/lib/platform/env";

const clock = { at: 1_000_000, since: 500_000, speed: 144, paused: false };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-demo-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  delete process.env.ROLLCALL_DEMO_FOLDER;
  forgetEnv();
});

describe("the clock of a demo", () => {
  it("runs at its speed from where it was set, never back, and stands still where it is paused", () => {
    expect(instantBy(clock, 500_000)).toBe(1_000_000);
    expect(instantBy(clock, 501_000)).toBe(1_144_000);
    expect(instantBy(clock, 400_000)).toBe(1_000_000);
    expect(instantBy({ ...clock, paused: true }, 900_000)).toBe(1_000_000);
  });

  it("never leaps when it is steered", () => {
    let steeredClock = clock;
    for (const [at, change] of [
      [510_000, { speed: 12 }],
      [520_000, { paused: true }],
      [530_000, { speed: 360 }],
      [540_000, { paused: false }],
    ] as const) {
      const before = instantBy(steeredClock, at);
      steeredClock = steered(steeredClock, at, change);
      expect(instantBy(steeredClock, at)).toBe(before);
    }
    expect(instantBy(steeredClock, 541_000)).toBe(1_000_000 + 1_440_000 + 120_000 + 360_000);
  });

  it("is the same for the stand-in and for Rollcall, and leaves nothing else in its folder", () => {
    writeDemoClock(folder, clock);
    expect(readdirSync(folder)).toEqual(["clock.json"]);
    expect(readDemoClock(folder)).toEqual(clock);
    for (const now of [500_000, 512_345, 9_999_999])
      expect(readClockFile(join(folder, "clock.json"), now)).toBe(demoInstant(folder, now));
    utimesSync(join(folder, "clock.json"), 700, 700);
    expect(followedUntil(folder)).toBe(700_000);
  });

  it("is Rollcall's own only where a demo was started", () => {
    writeFileSync(join(folder, "clock.json"), JSON.stringify(clock));
    expect(offsetNow(501_000)).toBe(501_000);
    process.env.ROLLCALL_DEMO_FOLDER = folder;
    forgetEnv();
    expect(offsetNow(501_000)).toBe(1_144_000);
  });
});
