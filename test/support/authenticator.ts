// The app on a person's phone: what it shows for a secret at an instant.
import { Secret, TOTP } from "otpauth";

/** The code at `now` (epoch milliseconds), or so many times 30 seconds later. The secret may be written in groups. */
export function codeOf(secret: string, now: number, later = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")), digits: 6, period: 30 });
  return totp.generate({ timestamp: now + later * 30_000 });
}
