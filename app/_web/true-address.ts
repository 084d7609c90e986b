/**
 * Decides which address a request comes from. Next passes on whatever `x-forwarded-for` the client wrote and hides the
 * socket, so the socket's own address is noted in a header of ours, over anything the client put there.
 */
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { env } from "@/lib/platform/env";

const addressHeader = "x-rollcall-address";

const kept = globalThis as { rollcallNotesAddresses?: boolean };

/** Called once when the web server starts (instrumentation.ts). */
export function noteAddresses(): void {
  if (kept.rollcallNotesAddresses) return;
  kept.rollcallNotesAddresses = true;
  subscribe("http.server.request.start", (message) => {
    const { request, socket } = message as { request: IncomingMessage; socket: Socket };
    request.headers[addressHeader] = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  });
}

/** The address of a request; with ROLLCALL_TRUST_PROXY the one that the nearest proxy saw. Null when unknown. */
export function addressOf(headers: Headers): string | null {
  if (env().ROLLCALL_TRUST_PROXY) {
    const nearest = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
    if (nearest) return nearest;
  }
  return headers.get(addressHeader) || null;
}
