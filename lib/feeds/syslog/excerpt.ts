/** What people are shown of a message, to look it up: without secrets. */
import type { SyslogRecord } from "./join-segments";
import { splitPairs } from "./read-payload";

const excerptChars = 500;
const masked = "***";
// One pass each: fixed words and single character classes only.
const secretKey =
  /pass|pwd|secret|token|credential|cookie|signature|(?:^|[_:])(?:key|pin|otp|hash)(?:$|[_:])/i;
// Built from code points, so that no invisible character stands in this file: C0 and C1 controls and separators of
// lines; and what turns the direction of writing, with the byte order mark.
const controls = "\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029";
const allControls = new RegExp(`[${controls}]`, "g");
const unseen = "\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff";
const allUnseen = new RegExp(`[${unseen}]`, "g");
const spaces = /\s+/g;

/**
 * Host, process, site ID and payload on one line of at most 500 UTF-16 units. Values of keys that look like passwords,
 * tokens or secrets and values with `@@@` (Base64 of the vendor's, FrodeHus/BeyondTrustConnector) are masked before
 * anything is cut.
 */
export function excerptOf({ host, pid, siteId, payload }: SyslogRecord): string {
  const pairs = splitPairs(payload).map(({ key, value }) => {
    if (value === null) return isSecretValue(key) ? masked : key;
    return `${key}=${isSecretKey(key) || isSecretValue(value) ? masked : value}`;
  });
  const text = `${host} BG${pid === null ? "" : `[${pid}]`}: ${siteId}: ${pairs.join(";")}`;
  return cut(visible(text), excerptChars);
}

/** On one line, without control characters or marks that turn the direction of writing. */
export function visible(text: string): string {
  return text.replace(allControls, " ").replace(allUnseen, "").replace(spaces, " ").trim();
}

function isSecretKey(key: string): boolean {
  return secretKey.test(key);
}

function isSecretValue(value: string): boolean {
  return value.includes("@@@");
}

function cut(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const last = text.charCodeAt(chars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars);
}
