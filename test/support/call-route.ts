// Calls an API handler as Next would, without a server.
import { env } from "@/lib/platform/env";

interface Call {
  method?: string;
  /** From the root, query included. */
  path: string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
}

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** Sends one request to a handler. */
export function callRoute(
  handler: Handler,
  { method = "GET", path, headers, params, body }: Call,
): Promise<Response> {
  const json: Record<string, string> =
    body === undefined || typeof body === "string" ? {} : { "content-type": "application/json" };
  const request = new Request(new URL(path, env().ROLLCALL_URL), {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return handler(request, { params: Promise.resolve(params ?? {}) });
}
