import { describe, expect, it } from "vitest";
import { beginWalk } from "@/lib/feeds/config-api/walk";
import { progressOf } from "@/lib/feeds/run-progress";

describe("how far a reading has come", () => {
  it("a walk tells its list, and of how many once it knows", () => {
    const walk = beginWalk("https://support.example.com", 0);
    expect(progressOf({ type: "config_api", run: walk })).toEqual({
      phase: "jump-client",
      done: 0,
      total: null,
      failures: 0,
    });
    const going = walk.going && {
      ...walk.going,
      pass: { ...walk.going.pass, total: 300, seen: { runs: "1.2r", last: 100, count: 100 } },
    };
    expect(progressOf({ type: "config_api", run: { ...walk, going } })).toEqual({
      phase: "jump-client",
      done: 100,
      total: 300,
      failures: 0,
    });
    expect(progressOf({ type: "config_api", run: { ...walk, going: null, nodesLeft: [1, 2] } })).toEqual({
      phase: "nodes",
      done: null,
      total: 2,
      failures: 0,
    });
  });

  it("a reader may tell it itself; what else readers keep tells nothing", () => {
    expect(progressOf({ type: "url", run: { phase: "fetching", done: 5, total: -1 } })).toEqual({
      phase: "fetching",
      done: 5,
      total: null,
      failures: 0,
    });
    expect(progressOf({ type: "folder", run: { "phase.csv": { stamp: "1 2", imported: true } } })).toBeNull();
    expect(progressOf({ type: "folder", run: { phase: { stamp: "1 2", imported: true } } })).toBeNull();
    expect(progressOf({ type: "url", run: { etag: "x" } })).toBeNull();
    expect(progressOf({ type: "config_api", run: null })).toBeNull();
  });
});
