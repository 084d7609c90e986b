/** Decides from the whole file in which order its numeric dates put day, month and year. */

import { cleanCell, cut, oneLine } from "./cells/clean-text";
import { type DateOrder, dateOrders } from "./dates/calendar-day";
import { orderEvidence } from "./dates/order-evidence";
import type { Field } from "./headings/heading-words";
import { type OpeningRules, openTable, type TableQuestion, type TableStop } from "./open-table";
import { readStatus } from "./status/read-status";

export interface DateOrderVerdict {
  /** The one order that every date of the file fits; null where several are left, or where no date says anything. */
  order: DateOrder | null;
  /** What to ask where the file leaves it open (or contradicts itself), else null. */
  question: TableQuestion | null;
  /** Why the file could not be surveyed: the table itself raises a question or a problem. */
  stop: TableStop | null;
}

export interface DateOrderSurvey {
  /** Takes the next piece of text; true once more text cannot change the verdict. */
  push(text: string): boolean;
  finish(): DateOrderVerdict;
  /** What the text so far leaves: one order, nothing said about it at all, or several. */
  leaning(): { order: DateOrder } | "silent" | "open";
}

/** A date that says something, and the orders it fits. */
interface Evidence {
  line: number;
  value: string;
  orders: readonly DateOrder[];
}

type Example = { line: number; value: string; fits: "both" | DateOrder };

const shownExamples = 5;
const shownChars = 100;
/** Shorter than any numeric date. */
const fewestChars = 6;

const statusFields: ReadonlySet<string> = new Set(["statusDetails", "status"]);
const dateFields: ReadonlySet<string> = new Set([
  "lastConnect",
  "lastDisconnect",
  "lastSeen",
  "lastAccessed",
]);

/**
 * A survey over all rows, for files whose date order neither the request nor the appliance states. Each date leaves
 * the orders it fits: one order left decides for the whole file. Several left make a question, and so does a file
 * whose dates contradict each other: the order is never guessed. In status texts only the date that would be used
 * counts: a planned one lies in the future in its true order.
 */
export function surveyDateOrder(rules: OpeningRules & { now: number }): DateOrderSurvey {
  let columns: readonly { column: number; field: Field }[] = [];
  let left: readonly DateOrder[] = dateOrders;
  let contradiction: readonly [Evidence, Evidence] | null = null;
  let stop: TableStop | null = null;
  /** The first date of each kind: those that fit the same orders say the same. */
  const firsts = new Map<string, Evidence>();
  const open: Evidence[] = [];
  const isDone = () => stop !== null || contradiction !== null;

  function take(field: Field, cell: string, line: number): void {
    const orders = ordersOfCell(field, cell, rules.now);
    if (orders !== null) weigh({ line, value: cut(oneLine(cleanCell(cell)), shownChars), orders });
  }

  function weigh(evidence: Evidence): void {
    const { orders } = evidence;
    if (orders.length > 1 && open.length < shownExamples) open.push(evidence);
    const kind = orders.join();
    if (firsts.has(kind)) return;
    left = left.filter((order) => orders.includes(order));
    if (left.length === 0) contradiction = [against(orders) ?? evidence, evidence];
    firsts.set(kind, evidence);
  }

  /** The earlier date that has least in common with these orders, and fits fewest. */
  function against(orders: readonly DateOrder[]): Evidence | undefined {
    const common = (other: Evidence) => other.orders.filter((order) => orders.includes(order)).length;
    return [...firsts.values()].sort((a, b) => common(a) - common(b) || a.orders.length - b.orders.length)[0];
  }

  const opening = openTable(
    rules,
    (table) => {
      columns = datedColumns(table.columns);
    },
    (cells, line, _raw, quotes) => {
      if (quotes === "broken") return false;
      for (const { column, field } of columns) {
        const cell = cells[column] ?? "";
        if (!isDone()) take(field, cell, line);
      }
      return isDone();
    },
    () => {},
  );

  function question(): TableQuestion | null {
    if (contradiction !== null) {
      const orders = dateOrders.filter((order) => contradiction?.some((each) => each.orders.includes(order)));
      return { kind: "date_order", why: "contradictory", orders, examples: contradiction.map(exampleOf) };
    }
    if (open.length === 0 || left.length === 1) return null;
    return { kind: "date_order", why: "ambiguous", orders: [...left], examples: open.map(exampleOf) };
  }

  function leaning(): { order: DateOrder } | "silent" | "open" {
    const [order] = left;
    if (order !== undefined && left.length === 1 && !isDone()) return { order };
    return firsts.size === 0 ? "silent" : "open";
  }

  return {
    leaning,
    push(text) {
      if (!isDone()) stop = opening.push(text);
      return isDone();
    },
    finish() {
      if (!isDone()) stop = opening.finish();
      if (stop !== null) return { order: null, question: null, stop };
      const order = contradiction === null && left.length === 1 ? (left[0] as DateOrder) : null;
      return { order, question: question(), stop };
    },
  };
}

/** The orders that the date of a cell fits, where it is in a column of dates and says anything about them; else null. */
export function ordersOfCell(field: Field, cell: string, now: number): readonly DateOrder[] | null {
  if (cell.length < fewestChars) return null;
  const value = oneLine(cleanCell(cell));
  const date = statusFields.has(field) ? readStatus(value).dateText : value;
  return date === null ? null : orderEvidence(date, now);
}

/** The columns whose dates tell the order of a file. */
export function datedColumns(fields: readonly (Field | null)[]): { column: number; field: Field }[] {
  return fields.flatMap((field, column) =>
    field !== null && (statusFields.has(field) || dateFields.has(field)) ? [{ column, field }] : [],
  );
}

function exampleOf({ line, value, orders }: Evidence): Example {
  return { line, value, fits: orders.length === 1 ? (orders[0] as DateOrder) : "both" };
}
