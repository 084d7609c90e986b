// What is shown of a message: no secrets, no control characters, 500 characters.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf } from "@/lib/feeds/syslog/excerpt";
import { expectLinear } from "./linear";

const around = { host: "tenant", pid: 7, siteId: "1427" };
const shown = (payload: string) => excerptOf({ ...around, payload }).replace("tenant BG[7]: 1427: ", "");

describe("an excerpt", () => {
  it("names host, process and site", () => {
    expect(excerptOf({ ...around, payload: "event=login" })).toBe("tenant BG[7]: 1427: event=login");
    expect(excerptOf({ ...around, pid: null, payload: "a=b" })).toBe("tenant BG: 1427: a=b");
  });

  it.each([
    ["old_password=hunter2;a=b", "old_password=***;a=b"],
    ["Passphrase=x", "Passphrase=***"],
    ["new_client_secret=x\\;y", "new_client_secret=***"],
    ["api_token=x", "api_token=***"],
    ["account:key=x", "account:key=***"],
    ["ssh_private_key=x", "ssh_private_key=***"],
    ["two_factor:otp=x", "two_factor:otp=***"],
    ["session_cookie=x", "session_cookie=***"],
    ["old_external_id=@@@dGVzdA==", "old_external_id=***"],
    ["comments=see @@@dGVzdA==", "comments=***"],
    ["@@@dGVzdA", "***"],
    ["event=token;who=a;monkey=b;keyboard=c", "event=token;who=a;monkey=b;keyboard=c"],
    ["new_username=user\\;s\\=name", "new_username=user\\;s\\=name"],
  ])("%s", (payload, text) => {
    expect(shown(payload)).toBe(text);
  });

  it("has neither control characters nor marks that turn the direction of writing", () => {
    expect(shown("who=a\r\nb\u0007\u009bc\u202ed\u2066e\u2028f")).toBe("who=a b cde f");
  });

  it("is cut at 500, behind the masking and never inside a character", () => {
    const text = excerptOf({
      ...around,
      payload: `password=${"x".repeat(900)};a=${"\u{1F600}".repeat(400)}`,
    });
    expect(text.length).toBeLessThanOrEqual(500);
    expect(text).not.toContain("x");
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it("never shows a secret, wherever it stands", () => {
    const field = fc.constantFrom("a=b", "who=Sam (sam)", "", "comments=\\;", "x");
    const secret = fc.constantFrom(
      "password=HIDDEN",
      "new_secret=a\\;HIDDEN",
      "x=@@@HIDDEN",
      "old_api_key=HIDDEN\\=",
    );
    fc.assert(
      fc.property(fc.array(field), secret, fc.array(field), (before, hidden, after) => {
        expect(shown([...before, hidden, ...after].join(";"))).not.toContain("HIDDEN");
      }),
    );
  });

  it("takes time that grows with the length", () => {
    expectLinear((size) => "old_key=a;".repeat(size / 10), shown);
    expectLinear((size) => "pas".repeat(size / 3), shown);
    expectLinear((size) => `a=${" ".repeat(size)}`, shown);
  });
});
