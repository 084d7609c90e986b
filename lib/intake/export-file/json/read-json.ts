/** Makes a table of a stream of JSON: its keys are the headings, its objects the records. */

import { cut } from "../cells/clean-text";
import type { TakeRecord } from "../delimited/record";
import { labelOf } from "../headings/labels";
import { understandTable } from "../headings/understand-table";
import type { MessageParams, Notice, NoticeCode } from "../rows/row";
import type { OpeningRules, OpenTable, TableOpening, TableStop } from "../table";
import { apiError } from "./json-error";
import { type JsonObject, namesClient } from "./json-object";
import { splitJson } from "./split-json";

interface Held {
  object: JsonObject;
  line: number;
  raw: () => string;
}

/** The keys of so many characters of objects make the headings. */
const headChars = 65_536;
const toldKeys = 100;

/**
 * Reads JSON as `openTable` reads text. The headings are the keys of the first objects; a key that comes later
 * is told once and left aside. null is an empty cell, true and false are words, what is nested stands as JSON
 * text. A list whose name is a kind of client is a block of that kind; one of another item type is left out.
 * The answer of an appliance that refused is the problem `api_error`, wherever it stands: pages that were put
 * together are then not whole.
 */
export function readJson(
  rules: OpeningRules,
  open: (table: OpenTable) => void,
  take: TakeRecord,
  tell: (notice: Notice) => void,
): TableOpening {
  let held: Held[] = [];
  let heldChars = 0;
  let first: OpenTable | null = null;
  let places: Map<string, number> | null = null;
  let label: ReturnType<typeof labelOf> = null;
  let leftOut = { value: "", line: 0, lines: 0 };
  let stop: TableStop | null = null;
  const told = new Set<string>();

  const splitter = splitJson(rules.limits, 1, { list: beginList, take: takeObject });

  function beginList(name: string | null): void {
    const named = name === null ? null : labelOf(name.replaceAll("_", " "));
    if (named?.kind === label?.kind && named?.item === label?.item) return;
    endBlock();
    label = named;
  }

  function takeObject(object: JsonObject, line: number, raw: () => string, isAlone: boolean): boolean {
    const error = isAlone ? apiError(object) : null;
    if (error !== null) stop = { problem: { code: "api_error", params: error } };
    else if (isAlone && holdsEmptyList(object)) return false;
    else if (label?.item) leaveOut(label.item, line);
    else if (places !== null) return passOn({ object, line, raw });
    else {
      held.push({ object, line, raw });
      heldChars += raw().length;
      if (heldChars >= headChars) return openBlock();
    }
    return stop !== null;
  }

  function leaveOut(value: string, line: number): void {
    if (leftOut.lines === 0) leftOut = { value, line, lines: 0 };
    leftOut.lines += 1;
  }

  /** True if the reading is over. */
  function openBlock(): boolean {
    const keys = [...new Set(held.flatMap(({ object }) => Object.keys(object)))];
    const line = held[0]?.line ?? 1;
    const below = held.map(({ object }) => keys.map((key) => cellOf(object[key])));
    if (held.length === 1 && held.every(({ object }) => isTurned(object))) {
      stop = { problem: { code: "json", params: {} } };
      return true;
    }
    const labelKind = label?.kind ?? null;
    const understood = understandTable(rules, { headings: keys, below, delimiter: null, line, labelKind });
    if (!("table" in understood)) {
      const isNoList =
        below.length === 1 && keys.length <= rules.limits.maxColumns && !keys.some(namesClient);
      stop = isNoList ? { problem: { code: "json", params: {} } } : understood;
      return true;
    }
    first ??= understood.table;
    places = new Map(keys.map((key, index) => [key, index]));
    open(understood.table);
    const waiting = held;
    held = [];
    heldChars = 0;
    return waiting.some(passOn);
  }

  function passOn({ object, line, raw }: Held): boolean {
    if (places === null) return false;
    const cells = new Array<string>(places.size).fill("");
    for (const key of Object.keys(object)) {
      const place = places.get(key);
      const cell = place === undefined ? "" : cellOf(object[key]);
      if (place === undefined) tellNewKey(key, line);
      else cells[place] = cell;
      if (cell.length > rules.limits.maxFieldChars) {
        stop = { problem: { code: "field_too_long", params: { line, limit: rules.limits.maxFieldChars } } };
        return true;
      }
    }
    return take(cells, line, raw, "clean");
  }

  function tellNewKey(key: string, line: number): void {
    if (told.has(key) || told.size >= toldKeys) return;
    told.add(key);
    say("new_key", line, { value: cut(key, 200) });
  }

  function endBlock(): void {
    if (held.length > 0 && stop === null) openBlock();
    places = null;
    if (leftOut.lines > 0) say("other_block", leftOut.line, { value: leftOut.value, lines: leftOut.lines });
    leftOut = { value: "", line: 0, lines: 0 };
  }

  function say(code: NoticeCode, line: number, params: MessageParams): void {
    tell({ line, column: null, code, params });
  }

  function settle(problem: ReturnType<typeof splitter.push>): TableStop | null {
    if (problem !== null) stop ??= { problem };
    return stop;
  }

  return {
    push: (text) => (stop === null ? settle(splitter.push(text)) : stop),
    finish() {
      if (stop !== null || settle(splitter.finish()) !== null) return stop;
      const onlyItem = leftOut.value;
      endBlock();
      if (stop === null && first === null) {
        stop = onlyItem
          ? { problem: { code: "only_other_items", params: { value: onlyItem } } }
          : { problem: { code: "json", params: {} } };
      }
      return stop;
    },
    table: () => first,
    lines: () => null,
    mayHaveLines: () => false,
  };
}

/** `{"items": [], "total": 0}`: an object that only says that there is nothing. */
function holdsEmptyList(object: JsonObject): boolean {
  const keys = Object.keys(object);
  return keys.some((key) => Array.isArray(object[key])) && !keys.some(namesClient);
}

/** `{"id": {"0": 4001, "1": 4002}, …}`: columns instead of rows, as pandas writes them unless it is told otherwise. */
function isTurned(object: JsonObject): boolean {
  const values = Object.values(object);
  return (
    values.length > 0 && values.every((value) => typeof value === "object" && value !== null && "0" in value)
  );
}

function cellOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  // PowerShell 5.1 wraps a date that it made itself: {"value": "/Date(…)/", "DateTime": "…"}.
  if ("DateTime" in value && "value" in value) return cellOf(value.value);
  return Object.keys(value).length === 0 ? "" : JSON.stringify(value);
}
