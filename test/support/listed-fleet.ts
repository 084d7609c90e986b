// A fleet behind the lists of a Configuration API, pure: it answers pages as the vendor documents them, and changes when told to.
import type { JsonAnswer } from "@/lib/feeds/appliance-api/ask-appliance";
import type { WalkRequest } from "@/lib/feeds/config-api/walk-state";

export interface ListedClient {
  id: number;
  name: string;
}

/** In which order the lists come. */
export type ListOrder = "id" | "id-down" | "name";

export const siteUrl = "https://support.example.com";

/** A record of each list with all that a reader decides by. */
export function clientRecord({ id, name }: ListedClient): Record<string, unknown> {
  return {
    id,
    name,
    hostname: `host-${id}`,
    jump_group_id: 1,
    jump_group_type: "shared",
    connection_type: "active",
    unavailable_reason: "none",
    needs_update: false,
    is_lost: false,
    last_connect_timestamp: "2026-11-20T12:10:00+00:00",
    last_disconnect_timestamp: null,
  };
}

export function jumpointRecord(id: number): Record<string, unknown> {
  return { id, name: `jumpoint ${id}`, platform: "linux-x86", connected: true, clustered: false };
}

export interface ListedFleet {
  clients: ListedClient[];
  jumpoints?: number[];
}

/** The page of `records` that a request asks for, with the headers of the vendor's "Pagination". */
export function pageAnswer(
  records: readonly unknown[],
  path: string,
  date = "Fri, 20 Nov 2026 13:00:00 GMT",
): JsonAnswer {
  const url = new URL(path, siteUrl);
  const perPage = Number(url.searchParams.get("per_page") ?? 100);
  const page = Number(url.searchParams.get("current_page") ?? 1);
  const lastPage = Math.max(1, Math.ceil(records.length / perPage));
  const link = (number: number, rel: string) =>
    `<${siteUrl}${url.pathname}?per_page=${perPage}&current_page=${number}>; rel="${rel}"`;
  const links = [
    link(1, "first"),
    ...(page > 1 ? [link(page - 1, "previous")] : []),
    ...(page < lastPage ? [link(page + 1, "next")] : []),
    link(lastPage, "last"),
  ];
  return {
    kind: "answered",
    json: records.slice((page - 1) * perPage, page * perPage),
    tookMs: 20,
    headers: {
      date,
      link: links.join(", "),
      "x-bt-pagination-current-page": String(page),
      "x-bt-pagination-last-page": String(lastPage),
      "x-bt-pagination-per-page": String(perPage),
      "x-bt-pagination-total": String(records.length),
    },
  };
}

/** What the fleet answers as it is now. */
export function answerOf(fleet: ListedFleet, request: WalkRequest, order: ListOrder = "id"): JsonAnswer {
  if (request.kind === "nodes") {
    const node = {
      id: request.jumpointId * 10,
      hostname: `jp-${request.jumpointId}`,
      last_connect_timestamp: "2026-11-20T12:20:00+00:00",
      last_disconnect_timestamp: "2026-11-20T12:15:00+00:00",
      private_ip: "10.0.0.9",
    };
    return { kind: "answered", json: [node], tookMs: 20, headers: {} };
  }
  if (request.list === "jumpoint")
    return pageAnswer((fleet.jumpoints ?? []).map(jumpointRecord), request.path);
  if (request.list === "jump-group") return pageAnswer([{ id: 1, name: "Tills" }], request.path);
  return pageAnswer(inOrder(fleet.clients, order).map(clientRecord), request.path);
}

function inOrder(clients: readonly ListedClient[], order: ListOrder): ListedClient[] {
  const sorted = [...clients].sort((one, other) => one.id - other.id);
  if (order === "id-down") return sorted.reverse();
  if (order === "id") return sorted;
  return sorted.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}
