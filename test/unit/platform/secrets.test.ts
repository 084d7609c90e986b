import { afterEach, describe, expect, it } from "vitest";
import { forgetEnv } from "@/lib/platform/env";
import { decryptSecret, encryptSecret } from "@/lib/platform/secrets";

const ours = process.env.ROLLCALL_SECRET;
const unreadable = expect.objectContaining({ status: 409, code: "secret_unreadable" });

function useSecret(secret: string | undefined): void {
  if (secret === undefined) delete process.env.ROLLCALL_SECRET;
  else process.env.ROLLCALL_SECRET = secret;
  forgetEnv();
}

afterEach(() => useSecret(ours));

describe("a stored secret", () => {
  it.each(["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "", "ключ 🔑", "x".repeat(10_000)])(
    "comes back as it was",
    (plain) => {
      expect(decryptSecret(encryptSecret(plain))).toBe(plain);
    },
  );

  it("does not show what it is, and is never stored twice the same", () => {
    const stored = [encryptSecret("open sesame"), encryptSecret("open sesame")];
    expect(stored[0]).not.toBe(stored[1]);
    for (const text of stored) {
      expect(text).toMatch(/^v1\.[\w-]+$/);
      expect(Buffer.from(text.slice(3), "base64url").toString("latin1")).not.toContain("sesame");
    }
  });

  it("cannot be read once any byte of it has changed", () => {
    const stored = encryptSecret("open sesame");
    const bytes = Buffer.from(stored.slice(3), "base64url");
    for (let index = 0; index < bytes.length; index++) {
      const tampered = Buffer.from(bytes);
      tampered[index] = (tampered[index] ?? 0) ^ 1;
      expect(() => decryptSecret(`v1.${tampered.toString("base64url")}`)).toThrow(unreadable);
    }
  });

  it.each(["", "v1", "v1.", "v1.AAAA", "open sesame", "v2.AAAA"])("is not %j", (text) => {
    expect(() => decryptSecret(text)).toThrow(unreadable);
  });

  it("is not read as a version that it does not say", () => {
    expect(() => decryptSecret(encryptSecret("open sesame").replace("v1.", "v2."))).toThrow(unreadable);
  });

  it("needs the ROLLCALL_SECRET that it was encrypted with, and the sentence says so", () => {
    const stored = encryptSecret("open sesame");
    useSecret("another secret that is long enough to be taken");
    expect(() => decryptSecret(stored)).toThrow(unreadable);
    expect(() => decryptSecret(stored)).toThrow(/Start with the old ROLLCALL_SECRET/);
    useSecret(undefined);
    expect(() => encryptSecret("open sesame")).toThrow(/ROLLCALL_SECRET is not set/);
  });
});
