/** Wall-clock times as people type them: both ways, and at the two changes of the clock. */
import { describe, expect, it } from "vitest";
import { instantOfLocal, localOfInstant } from "@/app/_components/zoned-time";

const at = (text: string) => Date.parse(text);

describe("instantOfLocal", () => {
  it.each([
    ["2026-11-20T14:02", "Europe/Lisbon", "2026-11-20T14:02:00Z"],
    ["2026-07-20T14:02", "Europe/Lisbon", "2026-07-20T13:02:00Z"],
    ["2026-11-20T14:02:30", "America/Sao_Paulo", "2026-11-20T17:02:30Z"],
    ["2026-11-20T14:02", "Asia/Kathmandu", "2026-11-20T08:17:00Z"],
    ["2026-11-20T14:02", "UTC", "2026-11-20T14:02:00Z"],
  ])("%s in %s is %s", (local, zone, instant) => {
    expect(instantOfLocal(local, zone)).toEqual({ at: at(instant), twice: false, never: false });
  });

  it("takes the earlier of the two when the clock is put back, and says so", () => {
    const reading = instantOfLocal("2026-10-25T01:30", "Europe/Lisbon");
    expect(reading).toEqual({ at: at("2026-10-25T00:30:00Z"), twice: true, never: false });
  });

  it("says that the clock never showed a time that was jumped over", () => {
    const reading = instantOfLocal("2026-03-29T01:30", "Europe/Lisbon");
    expect(reading).toEqual({ at: at("2026-03-29T01:30:00Z"), twice: false, never: true });
  });

  it.each(["", "2026-11-20", "2026-11-20T14", "yesterday", "2026-13-40T14:02"])(
    "does not read %j",
    (text) => {
      expect(instantOfLocal(text, "UTC")).toBeNull();
    },
  );
});

describe("localOfInstant", () => {
  it.each(["Europe/Lisbon", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "UTC"])(
    "is the way back in %s",
    (zone) => {
      for (const instant of ["2026-01-01T00:00:00Z", "2026-07-20T13:02:00Z", "2026-11-20T08:17:41Z"]) {
        expect(instantOfLocal(localOfInstant(at(instant), zone), zone)?.at).toBe(at(instant));
      }
    },
  );
});
