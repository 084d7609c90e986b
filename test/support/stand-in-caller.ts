/** Asks the stand-in appliance as a monitor would. */
import type { StandIn } from "@/demo/stand-in";

export interface StandInCaller {
  /** `GET` with a token; a path of the site or a whole URL. */
  get: (where: string, init?: RequestInit) => Promise<Response>;
  /** Every item of a list, page after page by the Link header; throws where a page is not a 200. */
  walk: (path: string) => Promise<Record<string, unknown>[]>;
  /** The text of the command API's answer, asked with a token. */
  command: (parameters: Record<string, string>) => Promise<string>;
  /** A new token. */
  signIn: () => Promise<void>;
}

/** Rates under which a test can ask as fast as it likes. */
export const noRates = { perSecond: 1_000_000, perHour: 1_000_000 };

/** A caller that has a token. */
export async function openStandInCaller(
  standIn: Pick<StandIn, "url" | "credentials">,
): Promise<StandInCaller> {
  const { url, credentials } = standIn;
  let token = "";
  const get = (where: string, init: RequestInit = {}) =>
    fetch(new URL(where, url), {
      redirect: "manual",
      ...init,
      headers: { accept: "application/json", authorization: `Bearer ${token}`, ...init.headers },
    });
  const signIn = async () => {
    const pair = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString("base64");
    const answer = await fetch(`${url}/oauth2/token`, {
      method: "POST",
      headers: { authorization: `Basic ${pair}` },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    });
    token = ((await answer.json()) as { access_token: string }).access_token;
  };
  await signIn();
  return {
    get,
    signIn,
    async walk(path) {
      const items: Record<string, unknown>[] = [];
      for (let next: string | undefined = path; next !== undefined; ) {
        const answer: Response = await get(next);
        if (answer.status !== 200) throw new Error(`${next} answered ${answer.status}`);
        items.push(...((await answer.json()) as Record<string, unknown>[]));
        next = links(answer).next;
      }
      return items;
    },
    async command(parameters) {
      const answer = await get(`/api/command?${new URLSearchParams(parameters)}`);
      return answer.text();
    },
  };
}

/** The URLs of a Link header by their rel. */
export function links(answer: Response): Record<string, string> {
  const header = answer.headers.get("link") ?? "";
  return Object.fromEntries(
    [...header.matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]),
  );
}
