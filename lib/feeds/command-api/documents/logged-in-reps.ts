/** get_logged_in_reps: which representatives are logged in, and since when. */
import { idOf, textOf, wholeNumber } from "../fields";
import { readInstant } from "../timestamps";
import { childrenNamed, type XmlElement } from "../xml/xml-element";
import { type Records, readRecords } from "./records";
import { type RepresentativeNames, representativeNames } from "./representative-names";

/** One `<rep>` (vendor page get_logged_in_reps). */
export interface LoggedInRep extends RepresentativeNames {
  /** "Unique ID assigned to the representative": the person's, not the console's. */
  id: string | null;
  publicDisplayName: string | null;
  /** `Normal`, `Invited`, in older releases `Embassy`: as written. */
  type: string | null;
  /** Epoch milliseconds by the appliance's clock. */
  loggedInSinceAt: number | null;
  presentationCount: number | null;
  supportSessionCount: number | null;
  showingOnRepList: boolean | null;
}

const mostSessions = 100_000;

/** Every representative by itself. A date that cannot be is left out with a note: the login still is. */
export function readLoggedInReps(root: XmlElement, latestAt: number): Records<LoggedInRep> {
  return readRecords(childrenNamed(root, "rep"), (rep, problems, notes) => {
    const since = readInstant(childrenNamed(rep, "logged_in_since")[0], latestAt);
    if (since.problem !== null) notes.push(`Its logged_in_since ${since.problem}.`);
    const showing = wholeNumber(textOf(rep, "showing_on_rep_list"), 0, 1);
    return {
      id: idOf(rep, problems),
      publicDisplayName: textOf(rep, "public_display_name") ?? textOf(rep, "display_name"),
      type: textOf(rep, "type"),
      loggedInSinceAt: since.at,
      presentationCount: wholeNumber(textOf(rep, "presentation_count"), 0, mostSessions),
      supportSessionCount: wholeNumber(textOf(rep, "support_session_count"), 0, mostSessions),
      showingOnRepList: showing === null ? null : showing === 1,
      ...representativeNames(rep, problems),
    };
  });
}
