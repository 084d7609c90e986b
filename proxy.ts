/** Decides the headers of pages: a Content-Security-Policy with a nonce for each, and the usual ones. The API has its own. */
import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/platform/env";
import { isOverloaded } from "@/lib/platform/overload";
import en from "@/messages/en.shell.json" with { type: "json" };

function contentSecurityPolicy(nonce: string): string {
  const development = env().NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Mantine writes style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** What a person reads while more is asked of this process than it can do: plain, for nothing else may be asked for now. */
function busyPage(): NextResponse {
  const { busyTitle, busyText, errorRetry } = en.shell;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5"><title>${busyTitle}</title><body style="font-family:system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark"><main role="alert"><h1>${busyTitle}</h1><p>${busyText}</p><p><a href="">${errorRetry}</a></p></main>`;
  return new NextResponse(html, {
    status: 503,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Retry-After": "5",
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

/** Next finds the nonce in the request's own policy header and puts it on its scripts. */
export function proxy(request: NextRequest): NextResponse {
  if (isOverloaded()) return busyPage();
  // No filter can hold a NUL, and the database knows none.
  if (request.nextUrl.search.includes("%00")) {
    const without = request.nextUrl.clone();
    without.search = without.search.replaceAll("%00", "");
    return NextResponse.redirect(without);
  }
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  headers.set("x-rollcall-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("Referrer-Policy", "same-origin");
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
  if (env().ROLLCALL_URL.startsWith("https:")) {
    response.headers.set("Strict-Transport-Security", "max-age=31536000");
  }
  return response;
}

export const config = {
  // Whatever sends or receives more than a page stays out: a proxy in the way would cut request bodies at 10 MB.
  matcher: [
    "/((?!api/|fleetlock/|healthz$|readyz$|metrics$|_next/static/|_next/image$|icon\\.svg$|favicon\\.ico$).*)",
  ],
};
