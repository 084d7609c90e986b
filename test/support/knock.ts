// Knocks at the doors as a browser does: its address, its cookies, the Origin of our own pages.
import { env } from "@/lib/platform/env";
import { callRoute } from "./call-route";

type Door = (request: Request) => Promise<Response>;

/** A browser: where it is, and the cookies that it was given. */
export interface TestBrowser {
  /** Sends a JSON body to a door and keeps the cookies of the answer. */
  knock(door: Door, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The Cookie header of its next request. */
  cookies(): string;
  /** What it sends along with a request to the API. */
  headers(): Record<string, string>;
}

/** A new browser at this address (as the socket has it; none: unknown). */
export function openTestBrowser(address?: string): TestBrowser {
  const jar = new Map<string, string>();
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const sent = (): Record<string, string> => ({
    origin: new URL(env().ROLLCALL_URL).origin,
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ...(address === undefined ? {} : { "x-rollcall-address": address }),
    ...(jar.size === 0 ? {} : { cookie: cookies() }),
  });
  return {
    cookies,
    headers: sent,
    async knock(door, body, headers) {
      const call = { method: "POST", path: "/api/door/x", headers: { ...sent(), ...headers }, body };
      const response = await callRoute(door, call);
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/Max-Age=0/.test(line)) jar.delete(name);
        else jar.set(name, value);
      }
      return response;
    },
  };
}

/** The status and, of a problem, the code. */
export async function outcomeOf(response: Response): Promise<string> {
  if (response.ok) return String(response.status);
  return `${response.status} ${((await response.json()) as { code: string }).code}`;
}
