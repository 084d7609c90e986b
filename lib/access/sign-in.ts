// Decides whether e-mail and password let somebody in.
import { isAPIError } from "better-auth/api";
import { AppError } from "@/lib/platform/errors";
import { auth } from "./auth";
import { countAttempt, forgiveAttempt } from "./limit-sign-in";

function refused(): AppError {
  return new AppError(
    401,
    "wrong_credentials",
    "E-mail address or password is wrong. Check both; an admin can give you a link for a new password.",
  );
}

function tooMany(seconds: number): AppError {
  const minutes = Math.ceil(seconds / 60);
  return new AppError(
    429,
    "too_many_attempts",
    `Too many attempts. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`} and try again.`,
    { retryAfterSeconds: seconds },
    { "Retry-After": String(seconds) },
  );
}

/**
 * Signs a person in. `address` is where the request truly comes from, null when that is unknown.
 * @returns the Set-Cookie values of the new session (seven days)
 * @throws AppError 401 `wrong_credentials`, 403 `person_disabled` (only to who knows the password), 429 `too_many_attempts`
 */
export async function signIn(
  input: { email: string; password: string },
  from: { headers: Headers; address: string | null },
): Promise<string[]> {
  const waitSeconds = await countAttempt(input.email, from.address);
  if (waitSeconds > 0) throw tooMany(waitSeconds);
  const headers = new Headers();
  const userAgent = from.headers.get("user-agent");
  if (userAgent) headers.set("user-agent", userAgent.slice(0, 300));
  if (from.address) headers.set("x-rollcall-address", from.address);
  try {
    const signedIn = await auth().api.signInEmail({
      body: { email: input.email.trim().toLowerCase(), password: input.password },
      headers,
      returnHeaders: true,
    });
    await forgiveAttempt(input.email, from.address);
    return signedIn.headers.getSetCookie();
  } catch (error) {
    if (!isAPIError(error)) throw error;
    if (error.body?.code === "PERSON_DISABLED") {
      throw new AppError(403, "person_disabled", "This account is disabled. Ask an admin to enable it.");
    }
    throw refused();
  }
}

/** Ends the session of the cookie in these headers. @returns the Set-Cookie values that remove the cookie */
export async function signOut(headers: Headers): Promise<string[]> {
  const cookies = new Headers({ cookie: headers.get("cookie") ?? "" });
  const { headers: answered } = await auth().api.signOut({ headers: cookies, returnHeaders: true });
  return answered.getSetCookie();
}
