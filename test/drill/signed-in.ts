/** A browser that is signed in as the first admin. */
import type { LiveInstance } from "./live-instance";
import { send } from "./requests";

/** The first admin of an instance that is started with these settings. */
export const adminSettings = {
  ROLLCALL_ADMIN_EMAIL: "drill@example.com",
  ROLLCALL_ADMIN_PASSWORD: "nine lazy otters cross the yard",
};

/** Signs in; gives the Cookie header of the browser. */
export async function signIn(instance: LiveInstance): Promise<string> {
  const answer = await send(instance, "/api/door/sign-in", {
    headers: { origin: instance.url },
    body: { email: adminSettings.ROLLCALL_ADMIN_EMAIL, password: adminSettings.ROLLCALL_ADMIN_PASSWORD },
  });
  const cookies = (answer.headers["set-cookie"] ?? "").match(/rollcall-[^=;, ]+=[^;]*/g);
  if (answer.status >= 300 || !cookies)
    throw new Error(`signing in was answered ${answer.status} ${answer.text}`);
  return cookies.join("; ");
}
