/**
 * Decides what of HTTP itself is let through to Next: methods and addresses that it would answer with a stack trace get a
 * problem document, and a connection may take as long as it makes progress.
 */
import { subscribe } from "node:diagnostics_channel";
import { type IncomingMessage, METHODS, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { takeTurns } from "./costly-requests";

/** A client that neither sends nor takes anything for so long is cut off. Heads of requests keep Node's own limit of 60 seconds. */
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
    const { request, response, socket, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
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
    cutWhenIdle(request, response, socket);
    delete request.headers[brokenHeader];
    const broken = whyBroken(request.method ?? "", request.url ?? "");
    if (broken === null) return;
    request.headers[brokenHeader] = `${broken} ${request.method}`;
    request.method = "GET";
    request.url = brokenPath;
  });
}

/** Only who is waited for can be idle: an answer may take us as long as it takes, to a request that is here as a whole. */
export function cutWhenIdle(
  request: IncomingMessage,
  response: ServerResponse,
  socket: Socket,
  afterMs = idleMs,
): void {
  socket.setTimeout(afterMs);
  response.on("timeout", () => {
    const isOurTurn = request.complete && !response.writableEnded && socket.writableLength === 0;
    if (isOurTurn) socket.setTimeout(afterMs);
    else socket.destroy();
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
