/** The HTTP server: takes a request, lets faults spoil it, and hands it to the door whose path it is. */
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttps } from "node:https";
import { isUp, type UnitName } from "../fleet/fleet";
import { type Answer, type Appliance, type Asked, byItsClock, json, unitOf } from "./appliance";
import { answerCommand } from "./command-api";
import { answerConfig, configBase } from "./config-api";
import { answerExport } from "./exports";
import { answerToken } from "./identify";
import { spoil, spoilBody } from "./spoil";

const mostBodyBytes = 1024 * 1024;

/** A key and certificate in PEM, to be reached over TLS. */
export interface TlsFiles {
  key: string;
  cert: string;
}

export interface Doors {
  appliance: Appliance;
  /** Brings the fleet to the clock's instant. */
  tick: () => void;
  /** What stands under `/stand-in`. */
  control: (asked: Asked) => Answer;
}

/** A server that is not listening yet. `unit`: it is reached by the address of one unit instead of the site's. */
export function makeServer(doors: Doors, unit: UnitName | null, tls?: TlsFiles): Server {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    serve(doors, unit, request, response, tls ? "https" : "http").catch(() => response.destroy());
  };
  return tls ? createHttps(tls, listener) : createHttp(listener);
}

async function serve(
  doors: Doors,
  unit: UnitName | null,
  request: IncomingMessage,
  response: ServerResponse,
  scheme: string,
): Promise<void> {
  const origin = `${scheme}://${request.headers.host ?? "localhost"}`;
  const { pathname, searchParams: query, search } = new URL(request.url ?? "/", origin);
  const body = await readBody(request);
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "");
  const method = request.method ?? "GET";
  const form = new URLSearchParams(isForm ? body : "");
  const asked: Asked = { method, path: pathname, query, form, body, headers: request.headers, origin, unit };
  doors.tick();
  if (pathname === "/" || pathname.startsWith("/stand-in"))
    return send(doors, response, asked, doors.control(asked));
  const { appliance } = doors;
  const { fleet, requests } = appliance;
  const note = (status: number) =>
    requests.note({ at: new Date(fleet.now).toISOString(), method, path: pathname + search, status });
  const spoilt = await spoil(appliance, asked);
  if (spoilt === "nothing") {
    note(0);
    response.destroy();
    return;
  }
  const answer = spoilt ?? withRates(appliance, asked);
  note(answer.status);
  await send(doors, response, asked, answer);
}

function withRates(appliance: Appliance, asked: Asked): Answer {
  if (!asked.path.startsWith("/api/")) return answerVendor(appliance, asked);
  const account = asked.headers.authorization === undefined ? "person" : "api-account";
  const { allowed, limit, remaining, retryAfterSeconds } = appliance.rates.count(account);
  const rates = { "X-RateLimit-Limit": String(limit), "X-RateLimit-Remaining": String(remaining) };
  const answer = allowed
    ? answerVendor(appliance, asked)
    : json(429, { message: "Too Many Requests" }, { "Retry-After": String(retryAfterSeconds) });
  return { ...answer, headers: { ...answer.headers, ...rates } };
}

function answerVendor(appliance: Appliance, asked: Asked): Answer {
  const { fleet } = appliance;
  const { path } = asked;
  const answers = isUp(fleet) || unitOf(appliance, asked) !== fleet.serving;
  if (path === "/check_health") return { status: answers ? 200 : 500, type: "text/plain", body: "" };
  if (!answers)
    return { status: 503, type: "text/html", body: "<h1>This site is temporarily unavailable.</h1>" };
  if (path === "/oauth2/token") return answerToken(appliance, asked);
  if (path.startsWith(`${configBase}/`)) return answerConfig(appliance, asked);
  if (path === "/api/command" || path === "/api/command.ns") return answerCommand(appliance, asked);
  if (path === "/exports/jump-clients.csv") return answerExport(appliance, asked);
  return json(404, { message: "Not Found" });
}

async function send(doors: Doors, response: ServerResponse, asked: Asked, answer: Answer): Promise<void> {
  const { appliance } = doors;
  const parts = [...spoilBody(appliance, asked, answer)];
  const isHead = asked.method === "HEAD";
  response.writeHead(answer.status, {
    "Content-Type": answer.type,
    Date: new Date(byItsClock(appliance, appliance.fleet.now)).toUTCString(),
    // The vendor wants the connection closed after each API call.
    Connection: "close",
    ...(parts.length === 1 && !isHead ? { "Content-Length": Buffer.byteLength(parts[0] ?? "") } : {}),
    ...answer.headers,
  });
  for (const part of isHead ? [] : parts) {
    if (response.destroyed) return;
    if (!response.write(part))
      await new Promise<void>((ready) => {
        response.once("drain", ready);
        response.once("close", ready);
      });
  }
  response.end();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBodyBytes) throw new Error("The request is too large.");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
