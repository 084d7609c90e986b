/** What a file may have to ask before it can be read. Each answer ends its question. */

import type { TableQuestion } from "./open-table";
import type { FileProblem } from "./rows/row";

/** The zone of times that name no offset. */
export interface ZoneQuestion {
  kind: "time_zone";
  /**
   * `no_offset`: field names of the Configuration API, whose times always have one, with times that have none: some PC
   * rendered them in its own zone. `unclear_zone`: a heading names a zone by a word that several zones have.
   * `after_export`: read in the appliance's zone a time lies after the time of the export.
   */
  why: "no_offset" | "unclear_zone" | "after_export";
  fingerprint: string;
  columns: string[];
  examples: { line: number; value: string }[];
  /** `after_export`: the two times, RFC 3339. */
  exportedAt?: string;
  newestAt?: string;
}

/** When the list was made: nothing inside says so. `proposal`: the time in the file's name, RFC 3339. */
export interface MadeAtQuestion {
  kind: "exported_at";
  proposal: string | null;
}

export type FileQuestion = TableQuestion | ZoneQuestion | MadeAtQuestion;

/** Why reading ended early. */
export type FileStop = { question: FileQuestion } | { problem: FileProblem };
