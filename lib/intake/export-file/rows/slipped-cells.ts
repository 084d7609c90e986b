/** Tells whether the cells of a record may have slipped to the right: a separator too many in one of them, and another column's value stands in each place after it. */

import { isNoValue, readConnectionType, readUnavailableReason, readYesNo } from "../cells/cell-words";
import { cleanCell, oneLine } from "../cells/clean-text";
import { readInstant } from "../dates/read-date";
import type { Field } from "../headings/heading-words";
import { readStatus } from "../status/read-status";
import type { RowRules } from "./read-row";

/** Takes a text for a value of its column. */
type IsValue = (text: string) => boolean;

/**
 * For records, in the order of the file: would the last cell that decides make sense as well if it stood to the right of its
 * place, in a record with more cells than headings? Then it cannot be told which one is meant. Empty cells at the end of
 * every record so far are what programs write that end each line with a separator: there only a value counts that stands beside a
 * place with something that makes no sense, or beside an empty one where it makes no sense itself.
 */
export function slipReader(rules: RowRules): (raw: readonly string[]) => boolean {
  const { columns, headings } = rules.table;
  const isDate: IsValue = (text) => !("invalid" in readInstant(text, rules));
  const isStatus: IsValue = (text) => readStatus(text).understood || isDate(text);
  const isYesNo: IsValue = (text) => readYesNo(text) !== null;
  const values: Partial<Record<Field, IsValue>> = {
    lastConnect: isDate,
    lastDisconnect: isDate,
    lastSeen: isDate,
    statusDetails: isStatus,
    status: isStatus,
    needsUpdate: isYesNo,
    online: (text) => isYesNo(text) || isStatus(text),
    connectionType: (text) => readConnectionType(text) !== null,
    unavailableReason: (text) => readUnavailableReason(text) !== null,
  };
  const readers = columns
    .flatMap((field, column) => {
      const isValue = field === null ? undefined : values[field];
      return isValue === undefined ? [] : [{ column, isValue }];
    })
    .reverse();

  let areAllPadded = true;

  return (raw) => {
    const surplus = raw.slice(headings.length);
    if (surplus.length === 0) areAllPadded = false;
    const isPadded = areAllPadded && surplus.every((cell) => cell.trim() === "");
    return surplus.some((_, by) => hasSlipped(raw, by + 1, isPadded));
  };

  function hasSlipped(raw: readonly string[], by: number, isPadded: boolean): boolean {
    const textAt = (column: number) => {
      const text = oneLine(cleanCell(raw[column] ?? "")).trim();
      return isNoValue(text) ? "" : text;
    };
    const last = readers.find(({ column }) => textAt(column + by) !== "");
    if (last === undefined || !last.isValue(textAt(last.column + by))) return false;
    if (!isPadded) return true;
    const own = textAt(last.column);
    if (last.isValue(own)) return false;
    // Something stands there that makes no sense, and what would make sense stands beside it.
    if (own !== "") return true;
    const standsRight = readers.some(
      ({ column, isValue }) => column === last.column + by && isValue === last.isValue,
    );
    return !standsRight;
  }
}
