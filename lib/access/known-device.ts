/**
 * Decides which browser is known to an account: one in which its person has signed in wholly before. It carries a signed
 * cookie for that account, for half a year. It opens nothing; its failures are only counted by themselves, so that nobody
 * else's keep its person out.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { accountName, derivedKey } from "./account-name";
import { readCookie, writeCookie } from "./door-cookies";

const DAYS = 180;
const DAY_MS = 24 * 3_600_000;

/** One cookie for each account: people share browsers. The name tells nobody which account it is. */
function cookieOf(email: string): string {
  return `device-${accountName(email).slice(0, 12)}`;
}

function signature(email: string, id: string, since: string): Buffer {
  const signed = `${accountName(email)} ${id} ${since}`;
  return createHmac("sha256", derivedKey("known devices")).update(signed).digest();
}

/** The id of the known device that these headers come from, null when it is not known to this account (any more). */
export function knownDevice(headers: Headers, email: string, now: number): string | null {
  const [id = "", since = "", signed = ""] = (readCookie(headers, cookieOf(email)) ?? "").split(".", 3);
  if (!/^[\w-]{22}$/.test(id) || !/^\d{1,15}$/.test(since)) return null;
  const given = Buffer.from(signed, "base64url");
  const wanted = signature(email, id, since);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  return now - Number(since) < DAYS * DAY_MS ? id : null;
}

/** The Set-Cookie value that makes a browser known to an account from now on; one that is known keeps its id. */
export function rememberDevice(headers: Headers, email: string, now: number): string {
  const id = knownDevice(headers, email, now) ?? randomBytes(16).toString("base64url");
  const since = String(now);
  const value = `${id}.${since}.${signature(email, id, since).toString("base64url")}`;
  return writeCookie(cookieOf(email), value, DAYS * 24 * 3600);
}
