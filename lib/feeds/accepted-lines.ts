/** What became of lines that a feed sent. */
import type { Refused } from "./observation";

export interface AcceptedLines {
  accepted: number;
  /** They came before. */
  repeated: number;
  rejected: Refused[];
  /** They are about something else. */
  ignored: number;
}
