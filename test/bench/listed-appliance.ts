/** An appliance that answers the lists of the Configuration API as fast as it can, from pages that are written beforehand. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const perPage = 100;
const secondMs = 1_000;

export interface ListedAppliance {
  url: string;
  /** How many pages and other lists were asked for, and when the last one was answered (`performance.now`). */
  asked: { requests: number; lastMs: number };
  /** Every client was connected again. */
  moveOn: () => void;
  close: () => Promise<void>;
}

/** Starts one with so many Jump Clients in ten groups, and nothing else. `seenAt`: when they were connected, epoch milliseconds. */
export async function openListedAppliance(clients: number, seenAt: number): Promise<ListedAppliance> {
  const asked = { requests: 0, lastMs: 0 };
  let pages = pagesOf(clients, seenAt);
  let rounds = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://appliance");
    if (url.pathname === "/oauth2/token") {
      answer(response, JSON.stringify({ access_token: "token", token_type: "Bearer", expires_in: 3600 }));
      return;
    }
    asked.requests++;
    asked.lastMs = performance.now();
    const list = url.pathname.split("/").at(-1) ?? "";
    const page = Number(url.searchParams.get("current_page") ?? 1);
    if (list === "jump-client")
      answer(response, pages[page - 1] ?? "[]", placeOf(page, pages.length, clients));
    else if (list === "jump-group") answer(response, groups, placeOf(1, 1, 10));
    else answer(response, "[]", placeOf(1, 1, 0));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    moveOn() {
      pages = pagesOf(clients, seenAt + ++rounds * 60 * secondMs);
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

const groups = JSON.stringify(
  Array.from({ length: 10 }, (_, at) => ({ id: at + 1, name: `Group ${at + 1}` })),
);

function pagesOf(clients: number, seenAt: number): string[] {
  const last = new Date(seenAt).toISOString();
  const records = Array.from({ length: clients }, (_, at) => ({
    // Not one after the other: some have gone in the course of years.
    id: at * 3 + 1 + (at % 2),
    name: `PC-${at}`,
    hostname: `listed-${at}`,
    fqdn: `listed-${at}.example.com`,
    jump_group_id: (at % 10) + 1,
    jump_group_type: "shared",
    operating_system: "Windows 11 Enterprise x64",
    private_ip: `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`,
    console_user: "",
    connection_type: "active",
    unavailable_reason: "none",
    needs_update: false,
    is_lost: false,
    last_connect_timestamp: last,
    last_disconnect_timestamp: last,
  }));
  return Array.from({ length: Math.ceil(clients / perPage) }, (_, page) =>
    JSON.stringify(records.slice(page * perPage, (page + 1) * perPage)),
  );
}

/** The vendor's "Pagination". */
function placeOf(page: number, lastPage: number, total: number): Record<string, string> {
  return {
    "x-bt-pagination-current-page": String(page),
    "x-bt-pagination-last-page": String(lastPage),
    "x-bt-pagination-per-page": String(perPage),
    "x-bt-pagination-total": String(total),
  };
}

function answer(response: ServerResponse, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "application/json", ...headers }).end(body);
}
