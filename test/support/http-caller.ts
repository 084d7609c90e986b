/** JSON requests to a running Rollcall, over connections that stay open. */
import { Agent, request } from "undici";

export interface HttpAnswer {
  status: number;
  retryAfterSeconds: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers; each caller knows its own
  body: any;
}

export interface HttpCaller {
  call: (
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
  ) => Promise<HttpAnswer>;
  close: () => Promise<void>;
}

/** Calls go to the addresses in turn, each with `headers`; a connection that breaks is an error of the call. */
export function openCaller(
  urls: readonly string[],
  key: string,
  connections = 32,
  headers: Record<string, string> = {},
): HttpCaller {
  const agent = new Agent({ connections, pipelining: 1 });
  let turn = 0;
  return {
    async call(method, path, body) {
      const base = urls[turn++ % urls.length];
      const answer = await request(`${base}${path}`, {
        dispatcher: agent,
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...headers,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      const retryAfter = answer.headers["retry-after"];
      return {
        status: answer.statusCode,
        retryAfterSeconds: retryAfter === undefined ? null : Number(retryAfter),
        body: text === "" ? null : JSON.parse(text),
      };
    },
    close: () => agent.close(),
  };
}
