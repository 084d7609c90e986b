/**
 * Decides how many pages and lists a process makes at a time. Each takes the processor for a while, so all at once would keep
 * health, slots and uploads waiting; whoever would wait too long for its turn is told so at once.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { env } from "@/lib/platform/env";
import { noteAnswer } from "@/lib/platform/request-metrics";
import { type EndTurn, type Turns, turnsOf } from "@/lib/platform/turns";
import { words } from "@/lib/platform/words";
import { apiHeaders } from "./api-headers";
import { overloaded, problemBody } from "./problem";

/** A browser shows its own sign of waiting for so long without anybody reloading; whoever saves a file waits longer. */
const patienceMs = { pages: 5_000, downloads: 60_000 };
/** Whose reader is this slow is not working any more. */
const readerMs = 250;
/** A flood of connections does not keep those who are in from their pages. */
const lettingInMs = 500;

/** In which line a request stands: pages and the API's reads, downloads; null: in none. Live streams have limits of their own. */
export function lineOf(method: string, url: string): keyof typeof patienceMs | null {
  const path = url.split("?", 1)[0] ?? "";
  if (method !== "GET") return null;
  if (path.startsWith("/api/v1/")) {
    if (path.endsWith(".csv")) return "downloads";
    return /\/live$|\/slots$/.test(path) ? null : "pages";
  }
  return /^\/(api|fleetlock|_next)\/|^\/(healthz|readyz|metrics|icon\.svg|favicon\.ico)$/.test(path)
    ? null
    : "pages";
}

/** Those of this process. */
const ownTurns = () => ({
  pages: turnsOf("costly requests", env().ROLLCALL_PAGES_AT_ONCE),
  downloads: turnsOf("downloads", env().ROLLCALL_DOWNLOADS_AT_ONCE),
});

/** Called once for each server: its costly requests take turns from then on, and are answered 503 `overloaded` after so long without one. */
export function takeTurns(
  server: Server,
  turns: Record<keyof typeof patienceMs, Turns> = ownTurns(),
  patience = patienceMs,
): void {
  const emit = server.emit.bind(server) as (event: string, ...args: unknown[]) => boolean;
  const letIn = lettingIn(server);
  const inTurns = (event: string, ...args: unknown[]): boolean => {
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const line = event === "request" ? lineOf(request.method ?? "", request.url ?? "") : null;
    if (line === null) return emit(event, ...args);
    const startedMs = performance.now();
    const waiting = new AbortController();
    const leave = () => waiting.abort();
    const timer = setTimeout(leave, patience[line]);
    response.once("close", leave);
    turns[line]
      .take(waiting.signal)
      .then(
        async (end) => {
          await letIn();
          // Of requests that came one behind the other on a connection only the first is told that it broke.
          if (response.destroyed || request.socket.destroyed) return end();
          endWithResponse(response, end);
          emit(event, ...args);
        },
        () => refuse(request, response, startedMs),
      )
      .finally(() => {
        clearTimeout(timer);
        response.off("close", leave);
      });
    return true;
  };
  server.emit = inTurns as typeof server.emit;
}

/**
 * Resolves when nobody knocks any more. Node lets one connection in each time its loop goes round, and the pages that are being made
 * make a round long: behind hundreds at once, health would stand outside for as many rounds.
 */
function lettingIn(server: Server): () => Promise<void> {
  let connections = 0;
  server.on("connection", () => connections++);
  return async () => {
    const until = performance.now() + lettingInMs;
    for (let before = -1; before !== connections && performance.now() < until; ) {
      before = connections;
      // The first may come in the round that goes on, the second comes after the next look at who knocks.
      await setImmediate();
      await setImmediate();
    }
  };
}

/** A turn ends with the last byte that is written, with the connection, or when bytes wait for the reader. */
function endWithResponse(response: ServerResponse, end: EndTurn): void {
  response.once("close", end);
  const finish = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  response.end = ((...args: unknown[]) => {
    end();
    return finish(...args);
  }) as typeof response.end;
  let isWatched = false;
  response.write = ((...args: unknown[]) => {
    const goesOn = write(...args);
    if (!goesOn && !isWatched) {
      isWatched = true;
      setTimeout(() => {
        isWatched = false;
        if (response.writableNeedDrain) end();
      }, readerMs).unref();
    }
    return goesOn;
  }) as typeof response.write;
}

function refuse(request: IncomingMessage, response: ServerResponse, startedMs: number): void {
  if (response.destroyed || response.headersSent) return;
  const isApi = request.url?.startsWith("/api/") === true;
  const error = overloaded();
  const headers = { ...apiHeaders(), ...error.headers };
  if (isApi) {
    noteAnswer({
      operation: "turnedAway",
      group: "api",
      status: 503,
      ms: performance.now() - startedMs,
    });
    response.writeHead(503, { ...headers, "Content-Type": "application/problem+json" });
    response.end(JSON.stringify(problemBody(error)));
    return;
  }
  response.writeHead(503, { ...headers, "Content-Type": "text/html; charset=utf-8" });
  response.end(busyPage());
}

/** Plain HTML that asks again by itself: making a page of ours is what there is no room for. */
function busyPage(): string {
  const t = words("shell");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>${t("busyTitle")}</title></head><body style="font-family:system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem"><main role="alert"><h1>${t("busyTitle")}</h1><p>${t("busyText")}</p></main></body></html>`;
}
