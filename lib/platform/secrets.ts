/**
 * Decides how secrets that Rollcall must be able to use again (webhook secrets, passwords of other systems) are stored:
 * encrypted with AES-256-GCM under a key derived from ROLLCALL_SECRET. What only has to be recognised is hashed instead.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { rollcallSecret } from "./env";
import { conflict } from "./errors";

const VERSION = "v1";
const ALGORITHM = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

function encryptionKey(): Buffer {
  return Buffer.from(hkdfSync("sha256", rollcallSecret(), "", `rollcall stored secrets ${VERSION}`, 32));
}

/** Encrypts a text for the database: `v1.` and base64url of initialisation vector, tag and ciphertext. Never twice the same. */
export function encryptSecret(plain: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, encryptionKey(), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(VERSION));
  const encrypted = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString("base64url")}`;
}

/**
 * The text that `encryptSecret` was given.
 * @throws AppError 409 `secret_unreadable` when it was changed since, or encrypted with another ROLLCALL_SECRET
 */
export function decryptSecret(stored: string): string {
  const [version, content] = stored.split(".", 2);
  if (version !== VERSION || !content) throw unreadable();
  const bytes = Buffer.from(content, "base64url");
  if (bytes.length < IV_BYTES + TAG_BYTES) throw unreadable();
  const decipher = createDecipheriv(ALGORITHM, encryptionKey(), bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(VERSION));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
      "utf8",
    );
  } catch {
    throw unreadable();
  }
}

function unreadable() {
  return conflict(
    "secret_unreadable",
    "A stored secret cannot be read: ROLLCALL_SECRET is not the one it was encrypted with, or the database was changed. Start with the old ROLLCALL_SECRET, or make a new secret.",
  );
}
