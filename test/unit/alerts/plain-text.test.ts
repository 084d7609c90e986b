// What is left of texts that anybody may have written, and how a message is laid out.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyText, layOut, plainText } from "@/lib/alerts/channels/plain-text";
import { alertMessage, hostileTexts } from "@/test/support/alert-message";

describe("a text", () => {
  it.each(hostileTexts)("with %s", (_what, given, asLine) => {
    expect(plainText(given, 100)).toBe(asLine);
  });

  it("is cut between characters", () => {
    expect(plainText("👍👍👍👍", 3)).toBe("👍👍…");
    expect(plainText("👍👍👍", 3)).toBe("👍👍👍");
  });

  it("has one line without anything that steers, and is no longer than it may be", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (text, max) => {
          const plain = plainText(text, max);
          expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
          expect([...plain].length).toBeLessThanOrEqual(max);
        },
      ),
    );
  });
});

describe("a message", () => {
  it.each([
    ["opened", "Critical: 14 Jump Clients overdue on Support"],
    ["updated", "Critical, more of it: 14 Jump Clients overdue on Support"],
    ["repeated", "Critical, still so: 14 Jump Clients overdue on Support"],
    ["escalated", "Critical, nobody has taken it: 14 Jump Clients overdue on Support"],
    ["resolved", "Over: 14 Jump Clients overdue on Support"],
    ["test", "Test: 14 Jump Clients overdue on Support"],
    ["digest", "14 Jump Clients overdue on Support"],
  ] as const)("that says %s", (kind, heading) => {
    expect(layOut(alertMessage({ kind })).heading).toBe(heading);
  });

  it("says how many, which, and where to look; nothing twice", () => {
    expect(bodyText(layOut(alertMessage()))).toBe(
      [
        "Since 2 hours ago.",
        "A technician's move.",
        "",
        "- PC-1 (pc-1.example.com): It was here and did not upgrade.",
        "- PC-2: It has not been here.",
        "and 12 more",
        "",
        "https://rollcall.example.com/alerts/7",
      ].join("\n"),
    );
  });

  it("is marked where it may have been sent before", () => {
    expect(layOut(alertMessage(), true).heading).toMatch(/ \(sent again\)$/);
  });
});
