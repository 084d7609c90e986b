/**
 * Decides how the cookies of Rollcall are named and written. Cookies know no ports: instances side by side on one host must
 * not sign each other's people out, so the port is in the name. Under https the name begins with `__Host-`: the browser then
 * takes it from this very host alone, over https alone, for every path.
 */
import { env } from "@/lib/platform/env";

/** The beginning of every cookie's name; a dot and what it is for come behind it. */
export function cookiePrefix(): string {
  const url = new URL(env().ROLLCALL_URL);
  const isSecure = url.protocol === "https:";
  return `${isSecure ? "__Host-" : ""}rollcall-${url.port || (isSecure ? "443" : "80")}`;
}

/** Whether cookies go over https alone. */
export function cookiesAreSecure(): boolean {
  return env().ROLLCALL_URL.startsWith("https:");
}

/** A Set-Cookie value; no script reads it, no foreign page sends it along with a write. `seconds` 0 removes it. */
export function writeCookie(what: string, value: string, seconds: number): string {
  const secure = cookiesAreSecure() ? "; Secure" : "";
  return `${cookiePrefix()}.${what}=${encodeURIComponent(value)}; Max-Age=${seconds}; Path=/; HttpOnly${secure}; SameSite=Lax`;
}

/** The value of a cookie of ours in these headers, null where there is none. */
export function readCookie(headers: Headers, what: string): string | null {
  const name = `${cookiePrefix()}.${what}=`;
  for (const part of (headers.get("cookie") ?? "").split(";")) {
    const pair = part.trim();
    if (!pair.startsWith(name)) continue;
    try {
      return decodeURIComponent(pair.slice(name.length));
    } catch {
      return null;
    }
  }
  return null;
}
