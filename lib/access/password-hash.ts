// Decides how passwords are hashed and compared (scrypt, as better-auth stores them), never more at a time than hash-queue.ts allows.
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { unprocessable } from "@/lib/platform/errors";
import { withHashPlace } from "./hash-queue";
import { type PasswordFault, passwordFault } from "./judge-password";
import { passwordMaxChars, passwordMinChars } from "./password-rules";

const faultSentences: Record<PasswordFault, string> = {
  too_short: `Choose a password of at least ${passwordMinChars} characters; a few words in a row are fine.`,
  too_long: `Choose a password of at most ${passwordMaxChars} characters.`,
  like_email: "Choose a password that is not your e-mail address.",
  too_common:
    "This password is among those that are tried first, or is one of them with a little put on. Choose a few words that do not belong together.",
  too_regular:
    "This password is a row, a repetition or a walk over the keyboard. Choose a few words that do not belong together.",
  like_us:
    "This password is made of your name, your address or the name of this system. Choose a few words that have nothing to do with them.",
  too_easy: "This password is too easy to guess. Make it longer: a few words that do not belong together.",
};

/** The sentence for a fault. */
export function faultSentence(fault: PasswordFault): string {
  return faultSentences[fault];
}

/**
 * Hashes a password after judging it. Slow on purpose: call it before opening a transaction. Whoever may set a password has
 * shown a good link or the old one, so they go first.
 * @param knows of the person whose password it will be; `field`: where in the request it stands
 * @throws AppError 422 `weak_password`, 503 `sign_in_busy`
 */
export function hashNewPassword(
  password: string,
  knows: { email: string; name?: string | undefined },
  field = "password",
): Promise<string> {
  return withHashPlace("known", async () => {
    const fault = await passwordFault(password, knows);
    if (fault) {
      const detail = faultSentences[fault];
      throw unprocessable("weak_password", detail, { errors: [{ path: field, message: detail }] });
    }
    return hashPassword(password);
  });
}

/** A hash that no password has: who is unknown must take as long as who is known. */
const nobodysHash = `${"0".repeat(32)}:${"0".repeat(128)}`;

/**
 * Whether this is the password of that hash; false, in the same time, where there is none. Call it inside `withHashPlace`.
 */
export async function isPassword(hash: string | null, password: string): Promise<boolean> {
  const matches = await verifyPassword({ hash: hash ?? nobodysHash, password });
  return matches && hash !== null;
}
