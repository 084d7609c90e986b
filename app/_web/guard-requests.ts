/**
 * Decides what of HTTP itself is let through to Next: methods and addresses that it would answer with a stack trace get a
 * problem document, and a connection may take as long as it makes progress.
 */
import { subscribe } from "node:diagnostics_channel";
import { type IncomingMessage, METHODS, type Server } from "node:http";
import type { Socket } from "node:net";
import { takeTurns } from "./costly-requests";

/** A connection on which nothing moves for so long is closed. Heads of requests keep Node's own limit of 60 seconds. */
const idleMs = 90_000;

/** Where broken requests are answered; the header says what is wrong, and nobody but us can set it. */
const brokenPath = "/api/broken-request";
export const brokenHeader = "x-rollcall-broken";

const answered: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const kept = globalThis as { rollcallGuardsRequests?: boolean };

/** Called once when the web server starts (instrumentation.ts). */
export function guardRequests(): void {
  if (kept.rollcallGuardsRequests) return;
  kept.rollcallGuardsRequests = true;
  const guarded = new WeakSet<Server>();
  subscribe("http.server.request.start", (message) => {
    const { request, socket, server } = message as {
      request: IncomingMessage;
      socket: Socket;
      server: Server;
    };
    if (!guarded.has(server)) {
      guarded.add(server);
      // Node would cut every request after five minutes, also an upload that is still coming.
      server.requestTimeout = 0;
      server.setTimeout(idleMs);
      takeTurns(server);
    }
    socket.setTimeout(idleMs);
    delete request.headers[brokenHeader];
    const broken = whyBroken(request.method ?? "", request.url ?? "");
    if (broken === null) return;
    request.headers[brokenHeader] = `${broken} ${request.method}`;
    request.method = "GET";
    request.url = brokenPath;
  });
}

/** Why Next cannot answer a request, or null. */
export function whyBroken(method: string, url: string): "method" | "address" | null {
  if (!answered.has(method)) return METHODS.includes(method) ? "method" : "address";
  if (!url.startsWith("/")) return "address";
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return null;
  } catch {
    return "address";
  }
}
