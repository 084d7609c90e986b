// Decides how an account is named where its address must not stand: in counters, cookies and the log.
import { createHmac, hkdfSync } from "node:crypto";
import { rollcallSecret } from "@/lib/platform/env";

/** A key of its own for each purpose, made of ROLLCALL_SECRET. */
export function derivedKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", rollcallSecret(), "", `rollcall ${purpose}`, 32));
}

/**
 * A keyed hash of an e-mail address, whether anybody has it or not: the same for every spelling, 32 hexadecimal digits.
 * Without ROLLCALL_SECRET nobody can try which address it stands for.
 */
export function accountName(email: string): string {
  const spelling = email.normalize("NFKC").trim().toLowerCase();
  return createHmac("sha256", derivedKey("account names")).update(spelling).digest("hex").slice(0, 32);
}
