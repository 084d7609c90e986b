// What the import pages make of what they are given: answers in their order, numbers with signs, clocks on walls.
import { describe, expect, it } from "vitest";
import { importHref } from "@/app/(house)/imports/_list/import-href";
import { leadingDoubt } from "@/app/(house)/imports/_list/leading-doubt";
import { signedText, stateChanges } from "@/app/(house)/imports/_list/outcome-counts";
import { confirmAnswers } from "@/app/(house)/imports/[id]/_import/confirm-answers";
import { partCounts } from "@/app/(house)/imports/[id]/_import/line-counts";
import { localParams } from "@/app/(house)/imports/[id]/_import/local-params";
import { askedList } from "@/app/(house)/imports/[id]/_import/open-list";
import { readAs, wallClock } from "@/app/(house)/imports/[id]/_import/read-in-order";

describe("the answers to a confirmation", () => {
  const answersTo = (...codes: Parameters<typeof leadingDoubt>[0][number]["code"][]) =>
    confirmAnswers(
      codes.map((code) => ({ code })),
      true,
    );

  it.each(["looks_like_first_page", "group_vanished", "many_missing"] as const)(
    "%s: that it is only a part comes first, then the whole list, then discarding it",
    (code) => {
      expect(answersTo(code)).toEqual({ answers: ["part", "all", "discard"], allMeans: "whole" });
    },
  );

  it("does not offer a part of what was said to be a part", () => {
    expect(confirmAnswers([{ code: "many_missing" }], false).answers).toEqual(["all", "discard"]);
  });

  it("discards first what belongs elsewhere or can mostly not be read", () => {
    expect(answersTo("other_appliance", "many_missing")).toEqual({
      answers: ["discard", "all"],
      allMeans: "elsewhere",
    });
    expect(answersTo("many_rejected")).toEqual({ answers: ["discard", "all"], allMeans: "rest" });
    expect(answersTo("many_missing", "many_rejected").answers).toEqual(["discard", "part", "all"]);
  });

  it("applies first what is merely new", () => {
    expect(answersTo("many_added")).toEqual({ answers: ["all", "discard"], allMeans: "plain" });
  });

  it("tells the gravest doubt where there is room for one", () => {
    expect(leadingDoubt([{ code: "many_added" }, { code: "looks_like_first_page" }])).toBe(
      "looks_like_first_page",
    );
    expect(leadingDoubt([])).toBeUndefined();
  });
});

describe("what an import did to states", () => {
  it("always tells who came, who is late and who is stranded, and of the others what changed", () => {
    const counts = { checked_in: { entered: 644, left: 3 }, waiting: { entered: 0, left: 715 } };
    expect(stateChanges({ rolloutId: 1, counts })).toEqual([
      { state: "checked_in", entered: 644, left: 3, net: 641 },
      { state: "overdue", entered: 0, left: 0, net: 0 },
      { state: "needs_redeployment", entered: 0, left: 0, net: 0 },
      { state: "waiting", entered: 0, left: 715, net: -715 },
    ]);
  });

  it("writes a sign before every number but zero", () => {
    expect([1_644, -3, 0].map(signedText)).toEqual(["+1,644", "−3", "0"]);
  });
});

describe("what became of the lines", () => {
  it("tells rows with a notice apart from those without", () => {
    const lines = { accepted: 10, rejected: 2, noticed: 3, skipped: 1, leftOut: 4 };
    expect(partCounts({ lines, rowsTotal: 12, rowsAccepted: 10, rowsRejected: 2 })).toEqual({
      read: 7,
      noticed: 3,
      rejects: 2,
      left_out: 4,
      skipped: 1,
    });
  });

  it("is not known before the file was read", () => {
    expect(partCounts({ lines: null, rowsTotal: 0, rowsAccepted: 0, rowsRejected: 0 })).toBeNull();
  });
});

describe("the address of a list", () => {
  it("keeps the appliance, and says what is open", () => {
    const href = importHref(
      { id: 7, applianceId: 3 },
      { show: "noticed", code: "unread_word", column: "a b" },
    );
    expect(href).toBe("/imports/7?applianceId=3&show=noticed&code=unread_word&column=a+b");
    expect(importHref({ id: 7, applianceId: 3 }, { show: "missing", page: 1 })).not.toContain("page");
    const address = Object.fromEntries(new URLSearchParams(href.split("?")[1]));
    expect(askedList(address)).toEqual({
      part: "noticed",
      change: null,
      state: null,
      code: "unread_word",
      column: "a b",
      page: 1,
    });
  });

  it("knows no list that does not exist", () => {
    const asked = askedList({ show: "everything", code: "toString", state: "checked_in", page: "-1" });
    expect(asked).toEqual({ part: null, change: null, state: null, code: null, column: null, page: 1 });
    expect(askedList({ show: "outcome", state: "checked_in" }).state).toBe("checked_in");
  });
});

describe("a date of the file on the page", () => {
  it("is read in each order that it fits", () => {
    expect(readAs("ymd", "26-11-20 13:30", "Europe/Berlin")).toBe("20 Nov 2026, 13:30");
    expect(readAs("dmy", "26-11-20 13:30", "Europe/Berlin")).toBe("26 Nov 2020, 13:30");
    expect(readAs("mdy", "26-11-20 13:30", "Europe/Berlin")).toBeNull();
    expect(readAs("dmy", "Offline since 03/04/2025 14:02", "UTC")).toBe("3 Apr 2025, 14:02");
  });

  it("shows what the clock on the wall showed, unless that depends on the order", () => {
    expect(wallClock("20.11.2026 13:04:10", null)).toBe("2026-11-20T13:04:10");
    expect(wallClock("11/20/2026 1:38:44 PM", null)).toBe("2026-11-20T13:38:44");
    expect(wallClock("03/04/2025 14:02", null)).toBeNull();
    expect(wallClock("03/04/2025 14:02", "dmy")).toBe("2025-04-03T14:02");
    expect(wallClock("not a date", null)).toBeNull();
  });

  it("stands in a problem's sentence as the appliance's clock shows it", () => {
    const problem = { code: "any", params: { newestAt: "2026-11-20T12:00:00.000Z", rows: 3, name: "2026" } };
    expect(localParams(problem, "Europe/Berlin").params).toEqual({
      newestAt: "20 Nov 2026, 13:00 (Europe/Berlin)",
      rows: 3,
      name: "2026",
    });
  });
});
