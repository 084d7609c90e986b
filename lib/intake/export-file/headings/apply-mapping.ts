/** Puts a mapping that a person or a script gave onto the columns of a table. */

import type { FileProblem } from "../rows/row";
import { squeeze } from "./closest-field";
import { type Field, fields } from "./heading-words";
import { columnNames, type Mapping, type RecognisedHeading, severalColumns, sureFields } from "./headings";

const fieldByName = new Map<string, Field>(fields.map((field) => [squeeze(field), field]));

/**
 * The fields by column. `mapping` may be written heading → field or field → heading; field names may also be
 * written with underscores. Columns that it does not mention keep a surely recognised field, unless the
 * mapping gives that field to another column. A heading or field that does not exist, or a field given
 * twice that only one column can carry, is a problem that names it.
 */
export function applyMapping(
  mapping: Mapping,
  headings: readonly string[],
  recognised: readonly RecognisedHeading[],
): { columns: (Field | null)[] } | { problem: FileProblem } {
  const columnOf = columnFinder(headings);
  const chosen = new Map<number, Field | null>();
  const givenTo = new Map<Field, number>();
  for (const [key, value] of Object.entries(mapping)) {
    const said = typeof value === "string" ? value.trim() : "";
    let column = columnOf(key);
    let field = said === "" ? null : (fieldByName.get(squeeze(said)) ?? undefined);
    if (column === -1 || field === undefined) {
      const inverseField = fieldByName.get(squeeze(key));
      const inverseColumn = said === "" ? -1 : columnOf(said);
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
      if (other !== undefined && other !== column && !severalColumns.has(field)) {
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

/** How many entries of the mapping speak of a heading that stands in this record. */
export function mentions(mapping: Mapping, cells: readonly string[]): number {
  return Object.keys(mappingFor(mapping, cells)).length;
}

/** The part of the mapping that speaks of these headings: a further block of a file need not have all of them. */
export function mappingFor(mapping: Mapping, headings: readonly string[]): Mapping {
  const columnOf = columnFinder(headings);
  return Object.fromEntries(
    Object.entries(mapping).filter(
      ([key, value]) => columnOf(key) !== -1 || (typeof value === "string" && columnOf(value) !== -1),
    ),
  );
}

/** Finds a column by its heading, but for spelling, or by the name it has where headings are blank or repeated. */
function columnFinder(headings: readonly string[]): (heading: string) => number {
  const places = new Map<string, number>();
  const remember = (key: string, column: number) => {
    if (key !== "" && !places.has(key)) places.set(key, column);
  };
  headings.forEach((heading, column) => {
    remember(heading.trim(), column);
  });
  columnNames(headings).forEach(remember);
  headings.forEach((heading, column) => {
    remember(`~${squeeze(heading)}`, column);
  });
  return (heading) => {
    const text = heading.trim();
    const folded = squeeze(text);
    return places.get(text) ?? (folded === "" ? undefined : places.get(`~${folded}`)) ?? -1;
  };
}
