/**
 * Decides where metrics are told without a key: on a port of their own, which whoever runs Rollcall opens to their monitoring
 * and to nobody else. The address that people open never does it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { openContext, system } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { metricsMediaType } from "@/lib/platform/metrics-text";
import { collectMetrics } from "./metrics";

const kept = globalThis as { rollcallMetricsPort?: Server };

/** Called once when the web server starts (instrumentation.ts). Where the port is taken the process goes on without it and says so. */
export function openMetricsPort(): void {
  const { ROLLCALL_METRICS_PORT, ROLLCALL_HOST } = env();
  if (ROLLCALL_METRICS_PORT === undefined || kept.rollcallMetricsPort) return;
  kept.rollcallMetricsPort = serveMetrics(ROLLCALL_METRICS_PORT, ROLLCALL_HOST);
}

/** Port 0 takes a free one. */
export function serveMetrics(port: number, host?: string): Server {
  const server = createServer((request, response) => void answer(request, response));
  server.on("error", (err) =>
    log.error({ err, port }, "metrics have no port of their own: set ROLLCALL_METRICS_PORT to a free one"),
  );
  server.listen(port, host);
  server.unref();
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split("?", 1)[0];
  if (path !== "/metrics" || request.method !== "GET") {
    response.writeHead(path === "/metrics" ? 405 : 404, { Allow: "GET" }).end();
    return;
  }
  try {
    const text = await collectMetrics(await openContext(system, { operation: "getMetrics" }));
    response.writeHead(200, { "Content-Type": metricsMediaType, "Cache-Control": "no-store" }).end(text);
  } catch (err) {
    log.error({ err }, "metrics could not be collected");
    response.writeHead(503).end();
  }
}
