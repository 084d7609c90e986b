/** Who asks: bearer tokens, names with passwords, and the door where tokens are issued. */
import { createHash, timingSafeEqual } from "node:crypto";
import { type Answer, type Appliance, type Asked, json } from "./appliance";

/** What the API answers to expired and unknown tokens (vendor specification, "Authentication errors"). */
export function accessDenied(): Answer {
  const message = "The resource owner or authorization server denied the request.";
  return json(401, { error: "access_denied", message });
}

/** True where the request carries a good bearer token, which is used by that. */
export function hasToken({ tokens, faults }: Appliance, { headers, path }: Asked): boolean {
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
  return bearer !== undefined && tokens.use(bearer, faults.look("tokenExpiry", path) ?? undefined);
}

/** True for the name and password of the person, from a request's parameters (command API before OAuth). */
export function hasPassword(
  { credentials }: Appliance,
  username: string | null,
  password: string | null,
): boolean {
  return isSame(username ?? "", credentials.username) && isSame(password ?? "", credentials.password);
}

/** The two halves of an `Authorization: Basic` header; null without one. */
export function basicPair({ headers }: Asked): { name: string; secret: string } | null {
  const encoded = /^Basic (\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : { name: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** `POST /oauth2/token` with client credentials. */
export function answerToken(appliance: Appliance, asked: Asked): Answer {
  if (asked.method !== "POST") return json(405, { message: "Method Not Allowed" }, { Allow: "POST" });
  const pair = basicPair(asked);
  const { clientId, clientSecret } = appliance.credentials;
  if (!pair || !isSame(pair.name, clientId) || !isSame(pair.secret, clientSecret))
    return json(401, { error: "invalid_client", message: "Client authentication failed." });
  if (asked.form.get("grant_type") !== "client_credentials")
    return json(400, {
      error: "unsupported_grant_type",
      message: "The authorization grant type is not supported by the authorization server.",
    });
  return json(200, appliance.tokens.issue());
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
