/** Finds the table in a stream of text, whatever form it has: its headings, the field of each column, its rows. */

import { looksLikeJson } from "./bytes/file-signature";
import { readDelimited } from "./delimited/read-delimited";
import type { TakeRecord } from "./delimited/record";
import { readJson } from "./json/read-json";
import type { Notice } from "./rows/row";
import type { OpeningRules, OpenTable, TableOpening, TakeHead } from "./table";

export type { LineTurn, OpeningRules, OpenTable, TableQuestion, TableStop, TakeHead } from "./table";

const longestStart = 65_536;

/**
 * Reads a table from pieces of text. Until enough of it is there to know its shape nothing is passed on; then
 * `open` is called once per block that is read, and `take` for each record below its headings that is a row.
 * Lines that are no rows go to `tell`: titles, labels, repeated headings, footers, blocks of other item types.
 * Stops with a question where the columns are not understood, or with the problem of what is no table.
 */
export function openTable(
  rules: OpeningRules,
  open: (table: OpenTable) => void,
  take: TakeRecord,
  tell: (notice: Notice) => void = () => {},
  takeHead?: TakeHead,
): TableOpening {
  let head = "";
  let opening: TableOpening | null = null;

  function begin(): TableOpening {
    opening = looksLikeJson(head)
      ? readJson(rules, open, take, tell)
      : readDelimited(rules, open, take, tell, takeHead);
    return opening;
  }

  return {
    push(text) {
      if (opening !== null) return opening.push(text);
      head += text;
      const isEnough = head.length > longestStart || /\S\s*\S/.test(head);
      return isEnough ? begin().push(head) : null;
    },
    finish() {
      if (opening !== null) return opening.finish();
      const begun = begin();
      return begun.push(head) ?? begun.finish();
    },
    table: () => opening?.table() ?? null,
    lines: () => opening?.lines() ?? null,
    mayHaveLines: () => opening?.mayHaveLines() ?? true,
  };
}
