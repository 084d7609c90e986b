import { describe, expect, it } from "vitest";
import { safeNext } from "@/app/_web/safe-next";

describe("safeNext", () => {
  it.each([
    ["/clients?state=overdue#x", "/clients?state=overdue#x"],
    ["/", "/"],
    [undefined, "/"],
    [["/clients", "/x"], "/"],
    ["https://elsewhere.example/", "/"],
    ["//elsewhere.example/", "/"],
    ["/\\elsewhere.example/", "/"],
    ["/\t/elsewhere.example/", "/"],
    ["/%2e%2e//elsewhere.example", "/"],
    ["/..//elsewhere.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/api/v1/clients", "/"],
    ["/sign-in?next=/x", "/"],
    ["/sign-out", "/"],
  ])("%j leads to %j", (next, expected) => {
    expect(safeNext(next)).toBe(expected);
  });
});
