// Decides which sessions there are: better-auth reads and signs their cookies; who gets one is decided in sign-in.ts and open-session.ts.
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { makeSignature } from "better-auth/crypto";
import { prisma } from "@/lib/platform/db";
import { env, rollcallSecret } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { cookiePrefix, cookiesAreSecure } from "./door-cookies";

/** The longest that a session lives, however busy it is. */
export const sessionSeconds = 7 * 24 * 3600;

function openAuth() {
  const secure = cookiesAreSecure();
  return betterAuth({
    appName: "Rollcall",
    baseURL: new URL(env().ROLLCALL_URL).origin,
    basePath: "/api/auth",
    secret: rollcallSecret(),
    telemetry: { enabled: false },
    // Its own limiter believes x-forwarded-for; ours is limit-sign-in.ts.
    rateLimit: { enabled: false },
    database: prismaAdapter(prisma(), { provider: "postgresql" }),
    user: { modelName: "person" },
    session: { modelName: "personSession", expiresIn: sessionSeconds, disableSessionRefresh: true },
    account: { modelName: "personAccount" },
    verification: { modelName: "personVerification" },
    advanced: {
      cookiePrefix: cookiePrefix(),
      // Its own prefix would be `__Secure-`; ours is in the name already.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure, path: "/" },
    },
    logger: {
      level: "error",
      log: (level, message) => log[level === "error" ? "error" : "debug"]({ from: "better-auth" }, message),
    },
  });
}

type Auth = ReturnType<typeof openAuth>;

// Next reloads modules in development; one instance must survive that. It belongs to its database and address.
const kept = globalThis as { rollcallAuth?: { auth: Auth; database: unknown; address: string } };

/** The sign-in machinery of this process. Its own HTTP doors are not mounted: app/api/door/** opens them. */
export function auth(): Auth {
  const database = prisma();
  const address = env().ROLLCALL_URL;
  if (kept.rollcallAuth?.database !== database || kept.rollcallAuth.address !== address) {
    kept.rollcallAuth = { auth: openAuth(), database, address };
  }
  return kept.rollcallAuth.auth;
}

/** The value of a session's cookie: its token, signed as better-auth reads it. */
export async function signedToken(token: string): Promise<string> {
  const { secret } = await auth().$context;
  return `${token}.${await makeSignature(token, secret)}`;
}
