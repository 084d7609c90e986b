/** Whether a person's word about a client still counts, or may be given anew. Pure. */
import { attestationHours } from "./judging/settled-rules";
import type { MemberState } from "./member";

const hourMs = 3_600_000;

/**
 * Rule 9: a word is believed for 24 hours, then its member is judged as before, and somebody who goes there once more says so again. Of
 * who has checked in, by the word or by a sighting, there is nothing to say anew. `madeAt`, `now`: epoch milliseconds; `state`: of the
 * member now, null where it is none.
 */
export function wordStands(madeAt: number, state: MemberState | null, now: number): boolean {
  return state === "checked_in" || now < madeAt + attestationHours * hourMs;
}
