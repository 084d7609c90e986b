// Decides how people sign in: e-mail and password through better-auth, sessions in our own tables.
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import { pool, prisma } from "@/lib/platform/db";
import { env, rollcallSecret } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { passwordMaxChars, passwordMinChars } from "./password-rules";

const SESSION_SECONDS = 7 * 24 * 3600;

/** Cookies know no ports: instances side by side on one host must not sign each other's people out. */
function cookiePrefix(url: URL): string {
  return `rollcall-${url.port || (url.protocol === "https:" ? "443" : "80")}`;
}

function openAuth() {
  const url = new URL(env().ROLLCALL_URL);
  return betterAuth({
    appName: "Rollcall",
    baseURL: url.origin,
    basePath: "/api/auth",
    secret: rollcallSecret(),
    telemetry: { enabled: false },
    // Its own limiter believes x-forwarded-for; ours (limit-sign-in.ts) counts per account and per true address.
    rateLimit: { enabled: false },
    database: prismaAdapter(prisma(), { provider: "postgresql" }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordMinChars,
      maxPasswordLength: passwordMaxChars,
    },
    user: { modelName: "person" },
    session: { modelName: "personSession", expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    account: { modelName: "personAccount" },
    verification: { modelName: "personVerification" },
    advanced: {
      cookiePrefix: cookiePrefix(url),
      useSecureCookies: url.protocol === "https:",
      defaultCookieAttributes: {
        httpOnly: true,
        sameSite: "lax",
        secure: url.protocol === "https:",
        path: "/",
      },
      ipAddress: { ipAddressHeaders: ["x-rollcall-address"] },
    },
    databaseHooks: {
      session: {
        create: {
          // The last line of defence: whatever way a session comes about, a disabled person gets none.
          before: async (session) => {
            const { rows } = await pool().query(
              "SELECT 1 FROM person WHERE id = $1 AND disabled_at IS NULL",
              [session.userId],
            );
            if (rows.length === 0) throw new APIError("FORBIDDEN", { code: "PERSON_DISABLED" });
          },
        },
      },
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

/** The sign-in machinery of this process. Its own HTTP doors are not mounted: app/api/door/** calls it. */
export function auth(): Auth {
  const database = prisma();
  const address = env().ROLLCALL_URL;
  if (kept.rollcallAuth?.database !== database || kept.rollcallAuth.address !== address) {
    kept.rollcallAuth = { auth: openAuth(), database, address };
  }
  return kept.rollcallAuth.auth;
}
