/**
 * The only door through which Rollcall sends requests to addresses that people entered: http and https, no redirects,
 * never to itself or what only it can reach (outgoing-address.ts), bounded in time and size.
 */
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { env } from "./env";
import { isSameAddress, whyRefused } from "./outgoing-address";

const DEFAULT_TIMEOUT_MS = 10_000;
const ANSWER_MAX_BYTES = 65_536;

/** What came of a request. `problem` is one sentence for a person, without the address's path (it may hold a token). */
export type Posted =
  /** The other side answered, whatever the status; `body` is at most the first 64 KiB. */
  | { kind: "answered"; status: number; body: string }
  /** Rollcall does not send to such an address. */
  | { kind: "refused"; problem: string }
  /** No answer: unknown host, nobody listening, broken TLS, too slow. */
  | { kind: "failed"; problem: string };

export interface Post {
  headers: Record<string, string>;
  /** JSON text; the header `content-type` is set for it. */
  body: string;
  /** For everything: looking the name up, connecting, sending, answering. Default 10 s. */
  timeoutMs?: number;
}

type Place = { host: string; port: number; addresses: LookupAddress[] };
type Checked = { kind: "open"; place: Place } | Exclude<Posted, { kind: "answered" }>;

/**
 * Whether Rollcall would send to an address at the moment; null when it would. For the person who enters it: a request
 * checks again.
 */
export async function whyNotSent(address: string): Promise<Exclude<Posted, { kind: "answered" }> | null> {
  const checked = await checkAddress(address, DEFAULT_TIMEOUT_MS, AbortSignal.timeout(DEFAULT_TIMEOUT_MS));
  return checked.kind === "open" ? null : checked;
}

/**
 * Sends JSON. The host's name is looked up once and the connection goes to the addresses that were checked, so that
 * a name which changes its mind in between leads nowhere else. Never throws.
 */
export async function postJson(address: string, { headers, body, timeoutMs }: Post): Promise<Posted> {
  const limitMs = timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const signal = AbortSignal.timeout(limitMs);
  const checked = await checkAddress(address, limitMs, signal);
  if (checked.kind !== "open") return checked;
  const agent = new Agent({
    connect: { lookup: onlyTo(checked.place.addresses), timeout: limitMs },
    headersTimeout: limitMs,
    bodyTimeout: limitMs,
  });
  try {
    const answer = await request(address, {
      method: "POST",
      dispatcher: agent,
      signal,
      headers: { "user-agent": "Rollcall", ...headers, "content-type": "application/json" },
      body,
    });
    return { kind: "answered", status: answer.statusCode, body: await readStart(answer.body) };
  } catch (error) {
    return { kind: "failed", problem: explain(error, checked.place, limitMs) };
  } finally {
    await agent.destroy();
  }
}

async function checkAddress(address: string, limitMs: number, signal: AbortSignal): Promise<Checked> {
  if (!URL.canParse(address))
    return refused("This is not an address; write one like https://example.com/hook.");
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return refused("Only addresses that begin with https:// or http:// can be used.");
  }
  if (url.username !== "" || url.password !== "") {
    return refused("Leave user name and password out of the address; the requests are signed.");
  }
  // The parser has already turned 2130706433, 0x7f.1 and 0177.0.0.1 into 127.0.0.1.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  try {
    const found = await lookUp(host, signal);
    if (await isOwnService(host, port, found, signal)) {
      return refused(`Rollcall sends nothing to its own database or queue (${host}, port ${port}).`);
    }
    return choose(host, port, found);
  } catch (error) {
    return { kind: "failed", problem: explain(error, { host, port, addresses: [] }, limitMs) };
  }
}

function refused(problem: string): Checked {
  return { kind: "refused", problem };
}

/** Keeps the addresses that may be reached; refuses when none is left. */
function choose(host: string, port: number, found: readonly LookupAddress[]): Checked {
  const allowed = env().ROLLCALL_OUTGOING_ALLOW;
  const byName = allowed.includes(host.toLowerCase());
  const judged = found.map((address) => ({
    address,
    why: byName ? null : whyRefused(address.address, allowed),
  }));
  const addresses = judged.flatMap(({ address, why }) => (why === null ? [address] : []));
  if (addresses.length > 0) return { kind: "open", place: { host, port, addresses } };
  return refused(
    `Rollcall sends nothing to ${host}: it leads to ${judged[0]?.why ?? "nowhere"}. If it is meant to, an admin can list it in ROLLCALL_OUTGOING_ALLOW.`,
  );
}

async function lookUp(host: string, signal: AbortSignal): Promise<LookupAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  return within(signal, lookup(host, { all: true }));
}

/** Waits for what cannot be cancelled itself. @throws the signal's reason */
async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function isOwnService(
  host: string,
  port: number,
  addresses: readonly LookupAddress[],
  signal: AbortSignal,
): Promise<boolean> {
  const services: [string | undefined, number][] = [
    [env().DATABASE_URL, 5432],
    [env().REDIS_URL, 6379],
  ];
  for (const [serviceUrl, defaultPort] of services) {
    if (!serviceUrl) continue;
    const service = new URL(serviceUrl);
    if (Number(service.port || defaultPort) !== port) continue;
    const serviceHost = service.hostname.replace(/^\[|\]$/g, "");
    if (serviceHost === host) return true;
    const own = await lookUp(serviceHost, signal).catch(() => []);
    if (addresses.some(({ address }) => own.some((mine) => isSameAddress(mine.address, address))))
      return true;
  }
  return false;
}

/** A look-up for sockets that knows only what was checked. */
function onlyTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, found) => {
    const [first] = addresses;
    if (options.all) found(null, [...addresses]);
    else found(null, first?.address ?? "", first?.family);
  };
}

/** The beginning of an answer's body. Its status has said what matters, so a body that stalls or breaks is cut there. */
async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      parts.push(part);
      size += part.byteLength;
      if (size >= ANSWER_MAX_BYTES) break;
    }
  } catch {
    return text(parts);
  }
  return text(parts);
}

function text(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).subarray(0, ANSWER_MAX_BYTES).toString("utf8");
}

const failureWords: Record<string, string> = {
  ENOTFOUND: "its name is not known to the DNS",
  EAI_AGAIN: "the DNS does not answer",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "it closed the connection without an answer",
  UND_ERR_SOCKET: "it closed the connection without an answer",
  EHOSTUNREACH: "there is no way to it from here",
  ENETUNREACH: "there is no way to it from here",
  ETIMEDOUT: "it cannot be reached",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by an authority that is not known here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is signed by an authority that is not known here",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is signed by an authority that is not known here",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  EPROTO: "it does not speak TLS on that port",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS on that port",
};

const slowCodes = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

function explain(error: unknown, { host, port }: Place, limitMs: number): string {
  const code = codeOf(error);
  const name = error instanceof Error ? error.name : "";
  const isSlow = slowCodes.has(code) || name === "TimeoutError";
  if (isSlow) return `${host}, port ${port}: it did not answer within ${limitMs / 1000} s.`;
  if (name === "HTTPParserError") return `${host}, port ${port}: it does not speak HTTP.`;
  return `${host}, port ${port}: ${failureWords[code] ?? `the request broke (${code || name})`}.`;
}

/** The code of an error; when several addresses were tried, that of the first. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
