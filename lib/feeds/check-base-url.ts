/** Which addresses a feed may be read from. */
import { env } from "@/lib/platform/env";
import { unprocessable } from "@/lib/platform/errors";
import { whyNotSent } from "@/lib/platform/outgoing";

/**
 * The address as it is kept: without a path's last slash or a fragment. Without TLS only for hosts that an admin has listed: what is sent
 * there would lie open.
 * @throws AppError 422 `base_url_refused`
 */
export async function checkBaseUrl(text: string, keepsPath: boolean): Promise<string> {
  const refusal = await whyNotSent(text);
  // A name that the DNS does not know yet may be on its way; the test of the feed will tell.
  if (refusal?.kind === "refused") throw unprocessable("base_url_refused", refusal.problem);
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (url.protocol === "http:" && !env().ROLLCALL_OUTGOING_ALLOW.includes(host)) {
    throw unprocessable(
      "base_url_refused",
      `Secrets are not sent to ${host} without TLS. Use https://, or let an admin list the host in ROLLCALL_OUTGOING_ALLOW.`,
    );
  }
  url.hash = "";
  return keepsPath ? url.href : url.origin;
}
