/**
 * Reads what an answer says of its place among the pages of a list: the `Link` header (RFC 8288) and `X-BT-Pagination-*`
 * (Configuration API, "Pagination"). A link is never followed as it stands: it must lead to the same host and list, and only
 * the number of its page is taken from it.
 */

/** Where a page stands. Numbers from 1; null: the answer does not say. */
export interface PagePlace {
  page: number | null;
  lastPage: number | null;
  perPage: number | null;
  total: number | null;
  /** The page that the link `next` leads to; null: there is none, or there are no links (`hasLinks`). */
  next: number | null;
  hasLinks: boolean;
}

export type PlaceReading = { place: PagePlace } | { refused: string };

const linkChars = 8_192;
const allowedQuery = new Set(["per_page", "current_page"]);

/**
 * @param headers names in lower case
 * @param asked where the request went: `baseUrl` without a final slash, `path` of the list without query, `perPage` as it was asked for
 */
export function readPagePlace(
  headers: Readonly<Record<string, string>>,
  asked: { baseUrl: string; path: string; perPage: number },
): PlaceReading {
  const number = (name: string) => wholeNumber(headers[`x-bt-pagination-${name}`]);
  const links = readLinks(headers.link ?? "");
  if (links === null) return { refused: "The appliance's Link header cannot be read." };
  const found: { next: number | null } = { next: null };
  for (const [relation, target] of links) {
    const led = pageOf(target, asked);
    if (typeof led === "string") return { refused: led };
    if (relation === "next") found.next = led;
  }
  return {
    place: {
      page: number("current-page"),
      lastPage: number("last-page"),
      perPage: number("per-page"),
      total: number("total"),
      next: found.next,
      hasLinks: links.size > 0,
    },
  };
}

/** The targets by relation; null: it is no Link header. Of one relation the first counts. */
function readLinks(header: string): Map<string, string> | null {
  const links = new Map<string, string>();
  if (header.length > linkChars) return null;
  let rest = header.trim();
  while (rest !== "") {
    const match = /^<([^<>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)\s*(?:,\s*|$)/.exec(rest);
    if (match === null) return null;
    const [whole, target = "", parameters = ""] = match;
    const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/i.exec(parameters);
    for (const relation of (relations?.[1] ?? relations?.[2] ?? "").toLowerCase().split(/\s+/)) {
      if (relation !== "" && !links.has(relation)) links.set(relation, target);
    }
    rest = rest.slice(whole.length);
  }
  return links;
}

/** The number of the page that a link leads to, or a sentence that says why it is not followed. */
function pageOf(target: string, asked: { baseUrl: string; path: string; perPage: number }): number | string {
  if (!URL.canParse(target, `${asked.baseUrl}${asked.path}`)) return "A link of the appliance is no address.";
  const url = new URL(target, `${asked.baseUrl}${asked.path}`);
  if (url.origin !== asked.baseUrl || url.username !== "" || url.password !== "") {
    return `The appliance's links lead to ${url.host.slice(0, 200)}, not to the address that was asked; enter the address by which the appliance knows itself.`;
  }
  // The document's own example of the header leaves the version out of the path.
  if (url.pathname !== asked.path && url.pathname !== asked.path.replace("/config/v1/", "/config/")) {
    return "A link of the appliance leads to another list than the one that was asked for.";
  }
  const { searchParams } = url;
  if ([...searchParams.keys()].some((name) => !allowedQuery.has(name)) || url.hash !== "") {
    return "A link of the appliance asks for something else than a page of the list.";
  }
  const page = wholeNumber(searchParams.get("current_page") ?? undefined);
  const perPage = searchParams.get("per_page");
  if (page === null || (perPage !== null && wholeNumber(perPage) !== asked.perPage)) {
    return "A link of the appliance leads to no page of the size that was asked for.";
  }
  return page;
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}
