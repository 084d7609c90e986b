/** Follows the records of a file from block to block and tells what is no row: labels, titles, footers, totals. */

import type { ClientKind } from "@/lib/core/client";
import { cleanCell, cut } from "../cells/clean-text";
import { nameShapes } from "../cells/name-shapes";
import { headingText, listedField } from "../headings/closest-field";
import { isHeadingLine, mayBeHeadings } from "../headings/find-headings";
import { type Label, labelOf } from "../headings/labels";
import type { MessageParams, Notice, NoticeCode } from "../rows/row";
import type { OpenTable } from "../table";
import { isFooter, isNumberedTotal, isRuler } from "./footers";
import type { Quotes, TakeRecord } from "./record";
import { countFilled, holdsInk, isBlank, soleCell } from "./record-cells";

export interface BlockRules {
  /** Records above the first heading line, and what their label names. */
  recordsAbove: number;
  label: Label | null;
  /** The first block, or null where its label names another item type. */
  first: OpenTable | null;
  understand(headings: readonly string[], line: number, labelKind: ClientKind | null): OpenTable | null;
  open(table: OpenTable): void;
  take: TakeRecord;
  tell(notice: Notice): void;
}

export interface BlockFollower {
  take: TakeRecord;
  /** Settles what the end of the file decides. The item type, where the file holds nothing but other items. */
  finish(): { onlyItem: string | null };
  /** The block being read; null above it and in one that is left out. */
  table(): OpenTable | null;
  /** The first cell of its headings while the next record, if it is a row, can be passed on at once; else null. */
  firstHeading(): string | null;
  /** A row was passed on by somebody else. */
  learn(firstCell: () => string): void;
}

/** A record that may be a label or a footer: what follows decides. */
interface Held {
  cells: string[];
  line: number;
  raw: string;
  quotes: Quotes;
  text: string;
  /** Nothing but this cell is filled. */
  sole: number;
}

const mostHeld = 50;
const mostFooters = 5;
const shownChars = 200;

/**
 * A line of one cell followed by a line of known headings begins another block, as does a different line of
 * known headings alone. A block whose label names one of the six kinds is read by its own headings; one whose
 * label names another item type, or whose headings do not make it usable, is left out and told once. A label
 * stands until the next one; where the first names a kind, later ones that name nothing known are taken for item
 * types that are not known. At the end of a block a record that has nothing but its first cell is a footer,
 * unless it is written like the names above it.
 */
export function followBlocks(rules: BlockRules): BlockFollower {
  const isLabelled = rules.label !== null;
  let above = rules.recordsAbove;
  let label = rules.label;
  let labelLine = 0;
  let headings: string[] | null = null;
  let firstCell = "";
  let table: OpenTable | null = null;
  let leftOut: { value: string; line: number; lines: number } | null = null;
  let firstLeftOut: string | null = null;
  let hasOpened = false;
  let held: Held[] = [];
  let shapes = nameShapes();
  let stopped = false;

  function take(cells: string[], line: number, raw: () => string, quotes: Quotes): boolean {
    if (isBlank(cells)) return stopped;
    if (above > 0) {
      above -= 1;
      tellAbove(cells, line);
    } else if (headings === null) begin(cells, line, rules.first, label?.item ?? "");
    else if (quotes === "broken" || !isNoRow(cells, line, raw, quotes)) {
      release();
      pass(cells, line, raw, quotes);
    }
    return stopped;
  }

  function tellAbove(cells: readonly string[], line: number): void {
    const value = shown(cells);
    const named = soleCell(cells) === -1 ? null : labelOf(value);
    if (named !== null) labelLine = line;
    if (named?.kind) say("label", line, { value, kind: named.kind });
    else if (named === null) say("above_headings", line, { value });
  }

  /** True if the record is dealt with: held, a heading line or a ruler. */
  function isNoRow(cells: string[], line: number, raw: () => string, quotes: Quotes): boolean {
    const sole = soleCell(cells);
    if (sole !== -1 || mayBeSum(cells) || (held.length > 0 && isCount(cells))) {
      held.push({ cells, line, raw: raw(), quotes, sole, text: cleanCell(cells[Math.max(sole, 0)] ?? "") });
      if (held.length > mostHeld) release();
      return true;
    }
    const mayStart = held.length > 0 || cells[0] === firstCell || mayBeHeadings(cells);
    if (mayStart && isBlockStart(cells, line)) return true;
    if (!isRulerLine(cells)) return false;
    if (leftOut === null) say("footer", line, { value: shown(cells) });
    return true;
  }

  /** True if the record is a heading line: of a new block, or that of this one again. */
  function isBlockStart(cells: string[], line: number): boolean {
    const last = held.at(-1);
    const labelText = last === undefined ? null : labelTextOf(last);
    const named = labelText === null ? null : labelOf(labelText);
    const isSame = isSameLine(cells, headings ?? []);
    if (!isSame && !isHeadingLine(cells, named)) return false;
    if (isSame && named === null) {
      endBlock();
      if (leftOut === null) say("repeated_headings", line, {});
      return true;
    }
    if (labelText !== null) {
      held.pop();
      label = named;
      labelLine = last?.line ?? line;
    } else labelLine = line;
    endBlock();
    closeLeftOut();
    const isUnknownType = labelText !== null && named === null && isLabelled;
    const kind = label?.kind ?? null;
    if (labelText !== null && kind !== null) say("label", labelLine, { value: labelText, kind });
    const isLeftOut = isUnknownType || label?.item != null;
    const understood = isLeftOut ? null : rules.understand(cells, line, kind);
    if (labelText !== null && named === null && understood !== null) {
      say("above_headings", labelLine, { value: labelText });
    }
    begin(cells, line, understood, label?.item ?? labelText ?? "");
    return true;
  }

  /** The text of a label; null for a footer, and for a name that is written like those above it. */
  function labelTextOf(one: Held): string | null {
    if (one.sole === -1 || isFooter(one.text)) return null;
    const text = headingText(one.text);
    return labelOf(text) === null && shapes.has(one.text) ? null : text;
  }

  /** Begins a block whose heading line this is; one that is not understood is left out and told under `name`. */
  function begin(cells: string[], line: number, understood: OpenTable | null, name: string): void {
    headings = cells.map(headingText);
    firstCell = cells[0] ?? "";
    shapes = nameShapes();
    if (understood === null) {
      table = null;
      leftOut = { value: name || shown(cells), line: labelLine || line, lines: 0 };
      firstLeftOut ??= leftOut.value;
      return;
    }
    table = { ...understood, line };
    hasOpened = true;
    rules.open(table);
  }

  function pass(cells: string[], line: number, raw: () => string, quotes: Quotes): void {
    if (leftOut !== null) leftOut.lines += 1;
    else if (!stopped) {
      shapes.learn(cells[0] ?? "");
      stopped = rules.take(cells, line, raw, quotes);
    }
  }

  /** More rows follow: what is held are rows after all. Totals with their number and captions are none anywhere. */
  function release(): void {
    if (held.length === 0) return;
    const released = held;
    held = [];
    for (const one of released) {
      if (isNumberedTotal(one.text) || isRuler(one.text) || isCaption(one.text)) sayFooter(one);
      else pass(one.cells, one.line, () => one.raw, one.quotes);
    }
  }

  /** The block ends here: what is held stands below its rows. A few lines that say nothing known are footers too. */
  function endBlock(): void {
    const ending = held;
    held = [];
    const isUnknown = (one: Held) => !isFooter(one.text) && !(one.sole === 0 && shapes.has(one.text));
    const areFew = ending.filter(isUnknown).length <= mostFooters;
    for (const one of ending) {
      if (isStump(one) && !isUnknown(one)) sayFooter(one, "cut_off_line");
      else if (isFooter(one.text) || (areFew && isUnknown(one))) sayFooter(one);
      else pass(one.cells, one.line, () => one.raw, one.quotes);
    }
  }

  function sayFooter(one: Held, code: NoticeCode = "footer"): void {
    if (leftOut === null) say(code, one.line, { value: shown(one.cells) });
  }

  function closeLeftOut(): void {
    if (leftOut !== null) say("other_block", leftOut.line, { value: leftOut.value, lines: leftOut.lines });
    leftOut = null;
  }

  function say(code: NoticeCode, line: number, params: MessageParams): void {
    rules.tell({ line, column: null, code, params });
  }

  return {
    take,
    finish() {
      endBlock();
      closeLeftOut();
      return { onlyItem: hasOpened ? null : firstLeftOut };
    },
    table: () => table,
    firstHeading: () =>
      table !== null && above === 0 && held.length === 0 && leftOut === null && !stopped ? firstCell : null,
    learn(cell) {
      if (!shapes.isFull()) shapes.learn(cell());
    },
  };
}

/** The beginning of a first cell with neither separator nor line break behind it: there the file was cut off. */
function isStump({ cells, raw }: Held): boolean {
  return cells.length === 1 && !/[\r\n]$/.test(raw);
}

/** The same headings again, in whatever letters; cells more at the end may be empty. */
function isSameLine(cells: readonly string[], headings: readonly string[]): boolean {
  if (cells.length < headings.length) return false;
  return cells.every(
    (cell, index) => headingText(cell).toLowerCase() === (headings[index] ?? "").toLowerCase(),
  );
}

/** "Total" and "2" side by side, with cells left empty: a name has more to its row, or a digit. */
function mayBeSum(cells: readonly string[]): boolean {
  const first = cells[0] ?? "";
  if (first === "" || first.length > shownChars || /\d/.test(first) || countFilled(cells, 4) > 3)
    return false;
  for (let index = 1; index < cells.length; index++) {
    const cell = cells[index] ?? "";
    if (holdsInk(cell) && !/^[\d\s.,:/-]{1,40}$/.test(cell)) return false;
  }
  return isFooter(first);
}

/** "Group: Tills": a known heading and its value above the rows it holds for, as grouped reports have it. */
function isCaption(text: string): boolean {
  const colon = text.slice(0, shownChars).indexOf(":");
  return colon > 0 && listedField(text.slice(0, colon)) !== null;
}

/** "Online" and "12" side by side, as summaries below tables have it. */
function isCount(cells: readonly string[]): boolean {
  const [first = "", second = ""] = cells.filter(holdsInk);
  return (
    cells.length > 2 && countFilled(cells, 3) === 2 && !/\d/.test(first) && /^\s*\d{1,7}\s*$/.test(second)
  );
}

function isRulerLine(cells: readonly string[]): boolean {
  const first = cells.find(holdsInk) ?? "";
  return isRuler(first.trim()) && cells.every((cell) => !holdsInk(cell) || isRuler(cell.trim()));
}

function shown(cells: readonly string[]): string {
  return cut(
    cells
      .map((cell) => headingText(cell))
      .filter(Boolean)
      .join(" "),
    shownChars,
  );
}
