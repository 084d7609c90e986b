/** The Configuration API's pages of a list, with their headers, and its complaints about parameters. */
import { type Answer, type Asked, json } from "./appliance";

/** A filter: whether a row fits the wanted text. `allowed`: the only values it takes. */
export interface Filter<R> {
  of: (row: R) => readonly (string | number | null)[];
  allowed?: readonly string[];
}
export type Filters<R> = Readonly<Record<string, Filter<R>>>;

const smallestPage = 5;
const largestPage = 100;

/**
 * One page: `per_page` 5 to 100, `current_page` from 1; filters compare whole texts, whatever their case, and all have to fit. An
 * unknown parameter is a 401 (sic), a value that cannot be a 422 (vendor specification, "Pagination", "Common HTTP Status Codes").
 */
export function answerPage<R>(
  asked: Asked,
  rows: readonly R[],
  filters: Filters<R>,
  render: (row: R) => unknown,
): Answer {
  for (const name of asked.query.keys())
    if (name !== "per_page" && name !== "current_page" && !Object.hasOwn(filters, name))
      return unknownParameter(name);
  const perPage = wholeNumber(asked, "per_page", largestPage);
  const current = wholeNumber(asked, "current_page", 1);
  const errors: Record<string, string[]> = {};
  if (!(perPage >= smallestPage && perPage <= largestPage))
    errors.per_page = [`The per page must be between ${smallestPage} and ${largestPage}.`];
  if (!(current >= 1)) errors.current_page = ["The current page must be at least 1."];
  for (const [name, { allowed }] of Object.entries(filters)) {
    const wanted = asked.query.get(name);
    if (wanted !== null && (wanted === "" || (allowed && !allowed.includes(wanted))))
      errors[name] = [`The selected ${name.replaceAll("_", " ")} is invalid.`];
  }
  if (Object.keys(errors).length > 0) return unprocessable(errors);
  const fitting = rows.filter((row) => fits(row, asked, filters));
  const last = Math.max(1, Math.ceil(fitting.length / perPage));
  const shown = fitting.slice((current - 1) * perPage, current * perPage);
  return json(200, shown.map(render), {
    Link: linkHeader(asked, perPage, current, last),
    "X-BT-Pagination-Current-Page": String(current),
    "X-BT-Pagination-Last-Page": String(last),
    "X-BT-Pagination-Per-Page": String(perPage),
    "X-BT-Pagination-Total": String(fitting.length),
  });
}

/** The 401 for a parameter that the API does not know. */
export function unknownParameter(name: string): Answer {
  return json(401, { message: `Unrecognized parameter: ${name}` });
}

/** The 422 with a list of complaints for each field. */
export function unprocessable(errors: Readonly<Record<string, readonly string[]>>): Answer {
  return json(422, { message: "The given data was invalid.", errors });
}

function fits<R>(row: R, { query }: Asked, filters: Filters<R>): boolean {
  return Object.entries(filters).every(([name, { of }]) => {
    const wanted = query.get(name)?.toLowerCase();
    return wanted === undefined || of(row).some((value) => String(value ?? "").toLowerCase() === wanted);
  });
}

function wholeNumber({ query }: Asked, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  return /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
}

/** `first` and `last` always, `previous` and `next` where such a page exists, with all other parameters of the request. */
function linkHeader({ origin, path, query }: Asked, perPage: number, current: number, last: number): string {
  const link = (rel: string, page: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set("per_page", String(perPage));
    parameters.set("current_page", String(page));
    return `<${origin}${path}?${parameters}>; rel="${rel}"`;
  };
  const links = [link("first", 1)];
  if (current > 1 && current - 1 <= last) links.push(link("previous", current - 1));
  if (current < last) links.push(link("next", current + 1));
  return [...links, link("last", last)].join(", ");
}
