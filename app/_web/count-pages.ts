/** Counts what no handler of ours answers: pages, what they are made of, and questions of health. */
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { noteAnswer } from "@/lib/platform/request-metrics";

const kept = globalThis as { rollcallCountsPages?: boolean };
const begun = new WeakMap<IncomingMessage, number>();

/** Called once when the web server starts (instrumentation.ts). */
export function countPages(): void {
  if (kept.rollcallCountsPages) return;
  kept.rollcallCountsPages = true;
  subscribe("http.server.request.start", (message) => {
    begun.set((message as { request: IncomingMessage }).request, performance.now());
  });
  subscribe("http.server.response.finish", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const startedMs = begun.get(request);
    const operation = operationOf(request.url ?? "");
    if (startedMs === undefined || operation === null) return;
    noteAnswer({ operation, group: "pages", status: response.statusCode, ms: performance.now() - startedMs });
  });
}

/** Null: its handler counts it. What stands in an address is not told: it has no bounds. */
export function operationOf(url: string): "page" | "asset" | "health" | null {
  const path = url.split("?", 1)[0] ?? "";
  if (/^\/(api|fleetlock|metrics)(\/|$)/.test(path)) return null;
  if (/^\/(healthz|readyz)$/.test(path)) return "health";
  return /^\/_next\/|\.(svg|ico)$/.test(path) ? "asset" : "page";
}
