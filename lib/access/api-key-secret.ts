// Decides what an API key looks like and what is kept of it: the key itself is shown once, only its SHA-256 is stored.
import { createHash, randomBytes } from "node:crypto";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_BYTES = 32;
// 62^43 is just above 2^256: every 32-byte number fits, padded to one length.
const SECRET_CHARS = 43;

/** A new random key: `rc_` and 43 letters and digits (256 bits). */
export function newKey(): string {
  let rest = BigInt(`0x${randomBytes(SECRET_BYTES).toString("hex")}`);
  let text = "";
  for (let place = 0; place < SECRET_CHARS; place += 1) {
    text = BASE62.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return `rc_${text}`;
}

/** Whether a text can be a key at all; saves the database the question. */
export function looksLikeKey(text: string): boolean {
  return /^rc_[0-9A-Za-z]{43}$/.test(text);
}

/** What the table keeps: hex SHA-256. No salt is needed, the secret is random. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** The last four characters, by which people tell keys apart. */
export function keyHint(key: string): string {
  return key.slice(-4);
}
