/**
 * Decides which address a request comes from. Next passes on whatever `x-forwarded-for` the client wrote and hides the
 * socket, so the socket's own address is noted in a header of ours, over anything the client put there.
 */
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { normalAddress } from "@/lib/access/client-address";
import type { Visitor } from "@/lib/access/visitor";
import { env } from "@/lib/platform/env";

const addressHeader = "x-rollcall-address";

const kept = globalThis as { rollcallNotesAddresses?: boolean };

/** Called once when the web server starts (instrumentation.ts). */
export function noteAddresses(): void {
  if (kept.rollcallNotesAddresses) return;
  kept.rollcallNotesAddresses = true;
  subscribe("http.server.request.start", (message) => {
    const { request, socket } = message as { request: IncomingMessage; socket: Socket };
    request.headers[addressHeader] = socket.remoteAddress ?? "";
  });
}

/**
 * The address of a request in its one spelling; with ROLLCALL_TRUST_PROXY the one that the nearest proxy saw, where that is an
 * address at all. Null when unknown.
 */
function addressOf(headers: Headers): string | null {
  const socket = normalAddress(headers.get(addressHeader) ?? "");
  if (!env().ROLLCALL_TRUST_PROXY) return socket;
  return normalAddress(headers.get("x-forwarded-for")?.split(",").at(-1) ?? "") ?? socket;
}

/** What is known of who sent a request. */
export function visitorOf(request: Request, requestId: string): Visitor {
  return { headers: request.headers, address: addressOf(request.headers), requestId };
}
