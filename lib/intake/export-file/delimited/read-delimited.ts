/** Reads a table of delimited text: finds its shape and its headings in the beginning, then follows its blocks. */

import { findHeadings } from "../headings/find-headings";
import { isUsable, recogniseHeadings, sureFields } from "../headings/headings";
import { understandBlock, understandTable } from "../headings/understand-table";
import type { Notice } from "../rows/row";
import type { LineTurn, OpeningRules, OpenTable, TableOpening, TableStop, TakeHead } from "../table";
import { type BlockFollower, followBlocks } from "./follow-blocks";
import type { TakeRecord } from "./record";
import { sampleRecords, searchedRecords, sniffDelimiter, type TableShape } from "./sniff-delimiter";
import { type RecordSplitter, splitRecords } from "./split-records";

const headChars = 32_768;
/** A piece of JSON that something else stands before, such as the head of a web server's answer. */
const jsonMember = /^[[{\s]*"[^"]{1,100}"\s*:/;

/** `openTable` for delimited text. The head grows until it holds the headings or so many records that it must. */
export function readDelimited(
  rules: OpeningRules,
  open: (table: OpenTable) => void,
  take: TakeRecord,
  tell: (notice: Notice) => void,
  takeHead?: TakeHead,
): TableOpening {
  let head = "";
  let sampleChars = headChars;
  let splitter: RecordSplitter | null = null;
  let blocks: BlockFollower | null = null;
  let shape: TableShape | null = null;
  let first: OpenTable | null = null;
  let stop: TableStop | null = null;
  let isEnding = false;

  function start(isWhole: boolean): void {
    while (splitter === null && stop === null) {
      if (!isWhole && head.length < sampleChars) return;
      const sample = isWhole && head.length <= sampleChars ? head : head.slice(0, sampleChars);
      const sampleIsWhole = isWhole && sample.length === head.length;
      const mayGrow = sampleChars <= rules.limits.maxLineChars;
      if (tryStart(sample, sampleIsWhole, mayGrow)) return;
      if (!mayGrow) {
        stop = { problem: { code: "line_too_long", params: { line: 1, limit: rules.limits.maxLineChars } } };
        return;
      }
      sampleChars *= 2;
    }
  }

  /** False if the sample ends too early: before the first line does, or before the headings can be found. */
  function tryStart(sample: string, isWhole: boolean, mayGrow: boolean): boolean {
    const sniffed = sniffDelimiter(sample, isWhole);
    if (sniffed === null) {
      if (!isWhole && !/[\r\n]/.test(sample.trim())) return false;
      stop = { problem: { code: "single_column", params: {} } };
      return true;
    }
    const { delimiter } = sniffed;
    const records = sampleRecords(sample.slice(sniffed.skipChars), delimiter, sniffed.lineBreak, isWhole);
    if (records.length === 0 && !isWhole) return false;
    const searched = records.slice(0, searchedRecords);
    const { at, label } = findHeadings(searched, rules);
    const headings = records[at] ?? [];
    if (headings.filter((heading) => jsonMember.test(heading)).length > 1) {
      stop = { problem: { code: "not_a_table", params: {} } };
      return true;
    }
    const isSure = isUsable(sureFields(recogniseHeadings(headings.slice(0, rules.limits.maxColumns))));
    if (!isSure && !isWhole && mayGrow && records.length < searchedRecords) return false;
    const below = records.slice(at + 1);
    const labelKind = label?.kind ?? null;
    const understood = label?.item
      ? null
      : understandTable(rules, { headings, below, delimiter, line: 0, labelKind });
    if (understood !== null && !("table" in understood)) stop = understood;
    else begin(sniffed, at, label, understood?.table ?? null);
    return true;
  }

  function begin(
    found: TableShape,
    recordsAbove: number,
    label: ReturnType<typeof findHeadings>["label"],
    table: OpenTable | null,
  ): void {
    const { delimiter, lineBreak, firstLine, skipChars } = found;
    shape = found;
    const follower = followBlocks({
      recordsAbove,
      label,
      first: table,
      understand: (headings, line, labelKind) =>
        understandBlock(rules, { headings, below: [], delimiter, line, labelKind }),
      open(opened) {
        first ??= opened;
        open(opened);
      },
      take,
      tell,
    });
    const width = () => follower.table()?.headings.length ?? null;
    splitter = splitRecords({ delimiter, lineBreak, limits: rules.limits, firstLine, width }, follower.take);
    blocks = follower;
    const text = head.slice(skipChars);
    head = "";
    if (takeHead !== undefined && lineBreak === "\n") takeHead(text, isEnding);
    else feed(text);
  }

  function feed(text: string): void {
    const problem = splitter?.push(text) ?? null;
    if (problem) stop = { problem };
  }

  function end(): void {
    const problem = splitter?.finish() ?? null;
    if (problem) {
      stop = { problem };
      return;
    }
    const { onlyItem } = blocks?.finish() ?? { onlyItem: null };
    if (onlyItem !== null) stop = { problem: { code: "only_other_items", params: { value: onlyItem } } };
  }

  function lines(): LineTurn | null {
    const firstHeading = blocks?.firstHeading() ?? null;
    if (shape === null || splitter === null || blocks === null || firstHeading === null) return null;
    if (stop !== null || shape.lineBreak !== "\n" || !splitter.isAtRest()) return null;
    return {
      delimiter: shape.delimiter,
      firstHeading,
      line: splitter.nextLine(),
      learn: blocks.learn,
      took: splitter.skipLines,
    };
  }

  return {
    push(text) {
      if (stop !== null) return stop;
      if (splitter !== null) feed(text);
      else {
        head += text;
        start(false);
      }
      return stop;
    },
    finish() {
      if (stop !== null) return stop;
      isEnding = true;
      if (splitter === null) start(true);
      if (stop === null) end();
      return stop;
    },
    table: () => first,
    lines,
    mayHaveLines: () => stop === null && shape?.lineBreak !== "\r",
  };
}
