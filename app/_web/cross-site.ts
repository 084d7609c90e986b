// Decides whether a browser's write comes from our own pages. Cookies are sent along by foreign pages too, keys are not.

import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

function ownOrigin(origin: string, host: string | null): boolean {
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  // The page was opened under the address the browser names as Host: a foreign page cannot choose that.
  return from.origin === new URL(env().ROLLCALL_URL).origin || from.host === host;
}

/**
 * For requests that a cookie (or nothing yet, as on the sign-in form) vouches for.
 * @throws AppError 403 `cross_site` when a write does not prove that it comes from a page of this very site
 */
export function refuseCrossSite(request: Request): void {
  if (READS.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  // Browsers send sec-fetch-site only where the connection is trusted (https, localhost); elsewhere the origin must do.
  const own = origin === null ? site === "same-origin" : ownOrigin(origin, request.headers.get("host"));
  if (own && (site === null || site === "same-origin")) return;
  throw new AppError(
    403,
    "cross_site",
    "This request did not come from a page of this Rollcall. Open Rollcall under its own address and try again there.",
  );
}
