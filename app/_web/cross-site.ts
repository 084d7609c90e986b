/**
 * Decides whether a browser's write comes from our own pages. Cookies are sent along by foreign pages too, keys are not.
 *
 * Our own pages are those of ROLLCALL_URL (scheme, host and port) and of ROLLCALL_ALLOWED_ORIGINS. Where ROLLCALL_URL is plain
 * http, so is every address by which somebody can have opened this very server: `localhost` and IP addresses. A name
 * that is set nowhere is not: anybody can let a name of theirs lead to this server (DNS rebinding), and nobody an IP address.
 */
import { isIP } from "node:net";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

function knownOrigins(): string[] {
  return [new URL(env().ROLLCALL_URL).origin, ...env().ROLLCALL_ALLOWED_ORIGINS];
}

/** `localhost` and IP addresses mean the machine itself; nobody else's page can stand there. */
function isMachineItself(hostname: string): boolean {
  return hostname === "localhost" || isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/** Takes the Host of the request: over plain http an address without a name must be the one that the request was sent to. */
function isOwnOrigin(origin: string, host: string | null): boolean {
  if (knownOrigins().includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  const isPlain = from.protocol === "http:" && env().ROLLCALL_URL.startsWith("http:");
  return isPlain && from.origin === origin && from.host === host && isMachineItself(from.hostname);
}

/** Whether a Host is one of our own: of a known origin, or the machine itself. */
function isOwnHost(host: string): boolean {
  if (knownOrigins().some((origin) => new URL(origin).host === host)) return true;
  return URL.canParse(`http://${host}`) && isMachineItself(new URL(`http://${host}`).hostname);
}

/**
 * For requests that a cookie (or nothing yet, as on the sign-in form) vouches for.
 * @throws AppError 403 `cross_site` when a write does not prove that it comes from a page of this very site
 */
export function refuseCrossSite(request: Request): void {
  if (READS.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const host = request.headers.get("host");
  // Browsers send sec-fetch-site only where the connection is trusted (https, localhost); elsewhere the origin must do.
  const own =
    origin === null
      ? site === "same-origin" && (host === null || isOwnHost(host))
      : isOwnOrigin(origin, host);
  if (own && (site === null || site === "same-origin")) return;
  throw new AppError(
    403,
    "cross_site",
    `This request did not come from a page of this Rollcall. Open ${env().ROLLCALL_URL} and try again there, or let whoever runs Rollcall add your address to ROLLCALL_ALLOWED_ORIGINS.`,
  );
}

/**
 * For the doors: nobody signs in under a name that leads here by somebody else's will. Behind a proxy (ROLLCALL_TRUST_PROXY)
 * the Host may be the proxy's name for this server; the origin is checked all the same.
 * @throws AppError 403 `unknown_host`
 */
export function refuseUnknownHost(request: Request): void {
  const host = request.headers.get("host");
  if (host === null || env().ROLLCALL_TRUST_PROXY || isOwnHost(host)) return;
  throw new AppError(
    403,
    "unknown_host",
    `Rollcall does not know the address under which you opened it. Open ${env().ROLLCALL_URL}, or let whoever runs Rollcall add your address to ROLLCALL_ALLOWED_ORIGINS (behind a reverse proxy: set ROLLCALL_TRUST_PROXY).`,
  );
}
