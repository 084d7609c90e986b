/** What a person may enter of where a feed is read from: its address, and a certificate authority of one's own. */
import { whyNotTrusted } from "@/lib/platform/certificates";
import { env } from "@/lib/platform/env";
import { unprocessable } from "@/lib/platform/errors";
import { whyNotSent } from "@/lib/platform/outgoing";
import { readBaseUrl } from "./appliance-api/api-account";

/**
 * The address as it is kept: of an appliance its host alone, of a file the whole (`isFile`), without a fragment. Without TLS only where an
 * admin has listed it: what is sent there would lie open.
 * @throws AppError 422 `base_url_refused`
 */
export async function checkBaseUrl(entered: string, isFile: boolean): Promise<string> {
  const read = isFile ? { baseUrl: entered } : readBaseUrl(entered);
  if ("problem" in read) throw unprocessable("base_url_refused", read.problem.sentence);
  const why = await whyNotSent(read.baseUrl, { needsTls: true });
  if (why?.kind === "refused") throw unprocessable("base_url_refused", why.problem);
  const url = new URL(read.baseUrl);
  // A name that the DNS does not know yet may be on its way, and the test of the feed will tell; but not one that TLS is left away for.
  if (why !== null && url.protocol === "http:" && !env().ROLLCALL_OUTGOING_ALLOW.includes(url.hostname))
    throw unprocessable("base_url_refused", why.problem);
  url.hash = "";
  return isFile ? url.href : url.origin;
}

/** @throws AppError 422 `ca_unreadable` */
export function checkCa(caPem: string | null | undefined): void {
  const why = caPem ? whyNotTrusted(caPem) : null;
  if (why !== null) throw unprocessable("ca_unreadable", why);
}
