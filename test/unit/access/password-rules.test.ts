import { describe, expect, it } from "vitest";
import { hashSecret, keyHint, looksLikeKey, newKey } from "@/lib/access/api-key-secret";
import { passwordFault } from "@/lib/access/password-rules";

describe("passwordFault", () => {
  it.each([
    ["short", "too_short"],
    ["eleven char", "too_short"],
    ["twelve chars", null],
    ["x".repeat(129), "too_long"],
    ["aaaaaaaaaaaaaaaa", "too_simple"],
    ["121212121212", "too_simple"],
    ["Ada@Example.com", "like_email"],
    ["correct horse battery staple", null],
    ["🐎🐎🐎🐎🐎🐎", "too_short"],
  ])("%s: %s", (password, fault) => {
    expect(passwordFault(password, "ada@example.com")).toBe(fault);
  });
});

describe("API key secrets", () => {
  it("are rc_ and 43 letters and digits, never the same twice", () => {
    const keys = new Set(Array.from({ length: 500 }, newKey));
    expect(keys.size).toBe(500);
    for (const key of keys) expect(looksLikeKey(key)).toBe(true);
  });

  it("leave a hash and the last four characters", () => {
    const key = newKey();
    expect(hashSecret(key)).toMatch(/^[0-9a-f]{64}$/);
    expect(key.endsWith(keyHint(key))).toBe(true);
    expect(looksLikeKey(`${key}x`)).toBe(false);
  });
});
