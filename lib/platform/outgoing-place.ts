/**
 * Decides where a request to an address that a person entered may go: http and https, never to Rollcall's own database or
 * queue, only to network addresses that outgoing-address.ts lets through. A name is looked up once.
 */
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { env } from "./env";
import { isListed, isSameAddress, whyRefused } from "./outgoing-address";
import { explainFailure, type Failure } from "./outgoing-failure";

/** Where a request goes: a connection may only be made to one of `addresses`. */
export interface Place {
  host: string;
  port: number;
  addresses: LookupAddress[];
}

export type CheckedPlace =
  | { kind: "open"; place: Place }
  | { kind: "refused"; problem: string }
  | ({ kind: "failed" } & Failure);

export interface PlaceRules {
  /** Plain http only to what is listed in ROLLCALL_OUTGOING_ALLOW, by name or by every address that the name leads to. */
  needsTls: boolean;
  /** What is to be used where plain is refused, as a sentence says it. */
  instead?: string;
  limitMs: number;
  signal: AbortSignal;
}

/** Of an http or https address. Never throws. */
export async function checkPlace(address: string, rules: PlaceRules): Promise<CheckedPlace> {
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
  return checkHost(host, port, { ...rules, needsTls: rules.needsTls && url.protocol === "http:" });
}

/** Of a host (a name or an IP address) and port, whatever is spoken there; `needsTls`: only what is listed. Never throws. */
export async function checkHost(host: string, port: number, rules: PlaceRules): Promise<CheckedPlace> {
  try {
    const found = await lookUp(host, rules.signal);
    if (await isOwnService(host, port, found, rules.signal)) {
      return refused(`Rollcall sends nothing to its own database or queue (${host}, port ${port}).`);
    }
    return choose({ host, port, addresses: found }, rules);
  } catch (error) {
    return { kind: "failed", ...explainFailure(error, { host, port }, rules.limitMs) };
  }
}

function refused(problem: string): CheckedPlace {
  return { kind: "refused", problem };
}

/** Keeps the addresses that may be reached; refuses when none is left. */
function choose(
  { host, port, addresses: found }: Place,
  { needsTls: onlyListed, instead = "https://" }: PlaceRules,
): CheckedPlace {
  const allowed = env().ROLLCALL_OUTGOING_ALLOW;
  const byName = allowed.includes(host.toLowerCase());
  const judged = found.map((address) => ({
    address,
    why: byName ? null : whyRefused(address.address, allowed),
  }));
  const addresses = judged.flatMap(({ address, why }) => (why === null ? [address] : []));
  if (addresses.length === 0) {
    return refused(
      `Rollcall sends nothing to ${host}: it leads to ${judged[0]?.why ?? "nowhere"}. If it is meant to, an admin can list it in ROLLCALL_OUTGOING_ALLOW.`,
    );
  }
  if (onlyListed && !byName && !addresses.every(({ address }) => isListed(address, allowed))) {
    return refused(
      `Rollcall does not speak to ${host} without TLS: use ${instead}, or let an admin list the host in ROLLCALL_OUTGOING_ALLOW.`,
    );
  }
  return { kind: "open", place: { host, port, addresses } };
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
