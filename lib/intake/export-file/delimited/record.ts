/** What a record of a delimited file is, and how it is delimited. */

export type Delimiter = "," | ";" | "\t" | "|";
export type LineBreak = "\n" | "\r";

/**
 * How the quotation marks of a record stand. `loose`: a mark stands bare in a quoted value, or text follows a
 * closed one, and the record has as many cells as the headings all the same. `broken`: where its cells end
 * cannot be said; only its first line is passed, and reading goes on with the next line.
 */
export type Quotes = "clean" | "loose" | "broken";

export interface RecordLimits {
  maxLineChars: number;
  maxFieldChars: number;
}

/** One record. `raw` gives its own text. Returning true stops the splitting for good. */
export type TakeRecord = (cells: string[], line: number, raw: () => string, quotes: Quotes) => boolean;
