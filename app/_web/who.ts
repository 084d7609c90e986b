// Decides who a request comes from: an API key if one is presented, else the signed-in person, else nobody.
import { actorOfKey } from "@/lib/access/actor-of-key";
import { personOfSession, type SignedIn } from "@/lib/access/actor-of-session";
import { notSignedIn } from "@/lib/access/may";
import { type Actor, type Ctx, openContext } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";

/** The key in `Authorization: Bearer <key>`, or the password of `Authorization: Basic` (FleetLock clients can send no other). */
function presentedKey(authorization: string): string | null {
  const [scheme, credentials] = authorization.trim().split(/\s+/, 2);
  if (!scheme || !credentials) return null;
  if (scheme.toLowerCase() === "bearer") return credentials;
  if (scheme.toLowerCase() !== "basic") return null;
  const pair = Buffer.from(credentials, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? null : pair.slice(colon + 1);
}

/**
 * The actor of a request, null when nobody is signed in. A key that is presented and wrong never falls back to a cookie.
 */
export async function actorOf(from: Request | Headers): Promise<Actor | null> {
  const headers = from instanceof Request ? from.headers : from;
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const key = presentedKey(authorization);
    return key === null ? null : actorOfKey(pool(), key);
  }
  return (await personOfSession(pool(), headers))?.actor ?? null;
}

/**
 * The person of a browser's session, for what only they may do, with their context.
 * @throws AppError 401 when nobody is signed in by a cookie; a key is nobody here
 */
export async function signedInAt(headers: Headers): Promise<{ ctx: Ctx; own: SignedIn }> {
  const own = headers.has("authorization") ? null : await personOfSession(pool(), headers);
  if (!own) throw notSignedIn();
  return { ctx: await openContext(own.actor), own };
}
