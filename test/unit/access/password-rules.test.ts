import { describe, expect, it } from "vitest";
import { hashSecret, keyHint, looksLikeKey, newKey } from "@/lib/access/api-key-secret";
import { passwordFault } from "@/lib/access/judge-password";
import { forgetEnv } from "@/lib/platform/env";

describe("passwordFault", () => {
  it.each([
    ["short", "too_short"],
    ["eleven char", "too_short"],
    ["twelve chars", null],
    ["x".repeat(129), "too_long"],
    ["aaaaaaaaaaaaaaaa", "too_regular"],
    ["121212121212", "too_regular"],
    ["abcdefghijklmnop", "too_regular"],
    ["123456789012", "too_common"],
    ["qwertyuiopas", "too_common"],
    ["password1234", "too_common"],
    ["P@ssw0rd1234!", "too_common"],
    ["football1234", "too_common"],
    ["1q2w3e4r5t6y", "too_common"],
    ["Summer2026!!", "too_common"],
    ["rollcall2026", "like_us"],
    ["Lovelace1815!", "like_us"],
    ["watchtower-77", "like_us"],
    ["Ada@Example.com", "like_email"],
    ["correct horse battery staple", null],
    ["drei kluge Eichhörnchen", null],
    ["gK3#pZ91mQ2x", null],
    ["🐎🐎🐎🐎🐎🐎", "too_short"],
  ])("%s: %s", async (password, fault) => {
    process.env.ROLLCALL_URL = "https://watchtower.example.net";
    forgetEnv();
    try {
      const knows = { email: "ada@example.com", name: "Ada Lovelace" };
      expect(await passwordFault(password, knows)).toBe(fault);
    } finally {
      delete process.env.ROLLCALL_URL;
      forgetEnv();
    }
  });

  it("is told soon, however long and odd the password is", async () => {
    const began = performance.now();
    for (const part of ["4@8({[<3€69#!1|0$5+7%2?", "p@$$w0rd", "1111", "20261122", "$$$$5555"]) {
      await passwordFault(part.repeat(40).slice(0, 128), { email: "" });
    }
    expect(performance.now() - began).toBeLessThan(5_000);
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
