/** Puts a mapping that a person or a script gave onto the columns of a table. */

import { type Field, fields } from "./heading-words";
import { type Mapping, type RecognisedHeading, squeeze, sureFields } from "./headings";
import type { FileProblem } from "./row";

const fieldByName = new Map<string, Field>(fields.map((field) => [squeeze(field), field]));

/**
 * The fields by column. `mapping` may be written heading → field or field → heading; field names may also be
 * written with underscores. Columns that it does not mention keep a surely recognised field, unless the
 * mapping gives that field to another column. A heading or field that does not exist, or a field given
 * twice, is a problem that names it.
 */
export function applyMapping(
  mapping: Mapping,
  headings: readonly string[],
  recognised: readonly RecognisedHeading[],
): { columns: (Field | null)[] } | { problem: FileProblem } {
  const chosen = new Map<number, Field | null>();
  const givenTo = new Map<Field, number>();
  for (const [key, value] of Object.entries(mapping)) {
    const said = typeof value === "string" ? value.trim() : "";
    let column = columnOf(key, headings);
    let field = said === "" ? null : (fieldByName.get(squeeze(said)) ?? undefined);
    if (column === -1 || field === undefined) {
      const inverseField = fieldByName.get(squeeze(key));
      const inverseColumn = said === "" ? -1 : columnOf(said, headings);
      if (inverseField !== undefined && inverseColumn !== -1) {
        column = inverseColumn;
        field = inverseField;
      } else if (inverseField !== undefined && said === "" && column === -1) continue;
    }
    if (column === -1) {
      const heading = fieldByName.has(squeeze(key)) && said !== "" ? said : key;
      return { problem: { code: "mapping_unknown_heading", params: { heading } } };
    }
    if (field === undefined) return { problem: { code: "mapping_unknown_field", params: { field: said } } };
    if (field !== null) {
      const other = givenTo.get(field);
      if (other !== undefined && other !== column) {
        return { problem: { code: "mapping_field_twice", params: { field } } };
      }
      givenTo.set(field, column);
    }
    chosen.set(column, field);
  }
  const sure = sureFields(recognised);
  const columns = headings.map((_, column) => {
    const field = chosen.get(column);
    if (field !== undefined) return field;
    const own = sure[column] ?? null;
    return own !== null && givenTo.has(own) ? null : own;
  });
  return { columns };
}

/** True if at least one heading that the mapping speaks of stands in this record. */
export function mentionsAny(mapping: Mapping, cells: readonly string[]): boolean {
  return Object.entries(mapping).some(
    ([key, value]) =>
      columnOf(key, cells) !== -1 || (typeof value === "string" && columnOf(value, cells) !== -1),
  );
}

function columnOf(heading: string, headings: readonly string[]): number {
  const text = heading.trim();
  const exact = headings.indexOf(text);
  if (exact !== -1) return exact;
  const folded = squeeze(text);
  return folded === "" ? -1 : headings.findIndex((other) => squeeze(other) === folded);
}
