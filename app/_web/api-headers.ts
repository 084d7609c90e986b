// Decides the headers that every API answer carries.
import { env } from "@/lib/platform/env";

/** Headers of an API answer: never cached, never sniffed, never rendered as a page. */
export function apiHeaders(): Record<string, string> {
  const headers: Record<string, string> = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
  };
  if (env().ROLLCALL_URL.startsWith("https:")) headers["Strict-Transport-Security"] = "max-age=31536000";
  return headers;
}
