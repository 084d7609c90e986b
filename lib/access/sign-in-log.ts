// Decides what the log says of a try to sign in: who (or a keyed hash of the address that was tried), from where, and how it ended.
import { log } from "@/lib/platform/log";
import { accountName } from "./account-name";
import type { Visitor } from "./visitor";

export type SignInOutcome =
  | "signed_in"
  | "wrong_credentials"
  | "person_disabled"
  | "locked"
  | "busy"
  | "needs_code"
  | "needs_set_up"
  | "wrong_code"
  | "signed_out"
  | "idle_too_long";

/** One line per try. A person is named by id; an address that nobody has is never written, for people type passwords there. */
export function logSignIn(
  outcome: SignInOutcome,
  who: { personId: string } | { email: string },
  from: Visitor,
  more: Record<string, unknown> = {},
): void {
  const named = "personId" in who ? { person: who.personId } : { account: accountName(who.email) };
  const level = ["locked", "wrong_code"].includes(outcome) ? "warn" : "info";
  log[level]({ ...named, outcome, address: from.address, requestId: from.requestId, ...more }, "sign-in");
}
