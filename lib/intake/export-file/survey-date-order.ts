/** Decides from the whole file whether its numeric dates put the day or the month first. */

import { type OpeningRules, openTable, type TableQuestion, type TableStop } from "./open-table";
import { orderEvidenceOf } from "./read-row";
import { contradiction } from "./read-table";

export interface DateOrderVerdict {
  /** The order that every decisive date agrees on; null if there is none, or no numeric date at all. */
  order: "dmy" | "mdy" | null;
  /** What to ask where the file leaves it open (or contradicts itself), else null. */
  question: TableQuestion | null;
  /** Why the file could not be surveyed: the table itself raises a question or a problem. */
  stop: TableStop | null;
}

export interface DateOrderSurvey {
  /** Takes the next piece of text; true once more text cannot change the verdict. */
  push(text: string): boolean;
  finish(): DateOrderVerdict;
}

const shownExamples = 5;

/**
 * A survey over all rows, for files whose date order neither the request nor the appliance states. One date
 * with a day above 12 decides for all; dates that decide differently make a question, as does a file in which
 * every numeric date could be read both ways: the order is never guessed.
 */
export function surveyDateOrder(rules: OpeningRules): DateOrderSurvey {
  const first: Partial<Record<"dmy" | "mdy", { line: number; value: string }>> = {};
  const unclear: { line: number; value: string; fits: "both" }[] = [];
  let columns: Parameters<typeof orderEvidenceOf>[1] = [];
  let stop: TableStop | null = null;
  const isDone = () => stop !== null || (first.dmy !== undefined && first.mdy !== undefined);

  const opening = openTable(
    rules,
    (table) => {
      columns = table.columns;
    },
    (cells, line, _raw, malformed) => {
      if (malformed) return false;
      for (const { evidence, value } of orderEvidenceOf(cells, columns)) {
        if (evidence === "ambiguous") {
          if (unclear.length < shownExamples) unclear.push({ line, value, fits: "both" });
        } else first[evidence] ??= { line, value };
      }
      return isDone();
    },
  );

  return {
    push(text) {
      if (!isDone()) stop = opening.push(text);
      return isDone();
    },
    finish() {
      if (!isDone()) stop = opening.finish();
      if (stop !== null) return { order: null, question: null, stop };
      if (first.dmy !== undefined && first.mdy !== undefined) {
        return { order: null, question: contradiction(first.dmy, first.mdy), stop };
      }
      if (first.dmy !== undefined) return { order: "dmy", question: null, stop };
      if (first.mdy !== undefined) return { order: "mdy", question: null, stop };
      const question: TableQuestion | null =
        unclear.length > 0 ? { kind: "date_order", why: "ambiguous", examples: unclear } : null;
      return { order: null, question, stop };
    },
  };
}
