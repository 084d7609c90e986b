/** Reads from a record which kind of client it is about. */

import type { ClientKind } from "@/lib/core/client";
import { isNoValue, readKind } from "../cells/cell-words";
import { otherItemType } from "../headings/item-types";
import type { Cells, Places, RowRules } from "./read-row";
import type { Notice } from "./row";

/** The kind a cell names, the table's own where it names none, `null` for a word that is no kind; or it is something else than a client. */
export type KindReading = ClientKind | null | { leftOut: Notice };

/** A reader of kinds in tables with these columns. */
export function kindReader(places: Places, { table, kind }: RowRules): (cells: Cells) => KindReading {
  const columns = [...(places.kind ?? []), ...(places.itemType ?? [])];
  return (cells) => {
    let found: ClientKind | null | undefined;
    for (const column of columns) {
      const value = cells.oneLine(column);
      if (value === "" || isNoValue(value)) continue;
      const named = readKind(value);
      const other = named === null ? otherItemType(value) : null;
      if (other !== null) {
        const notice = { line: cells.line, column: table.names[column] ?? null, params: { value: other } };
        return { leftOut: { ...notice, code: "other_item" } };
      }
      // A column of item types may hold anything else; only a column of kinds must name one.
      if (named !== null || table.columns[column] === "kind") found ??= named;
    }
    return found === undefined ? (table.labelKind ?? kind) : found;
  };
}
