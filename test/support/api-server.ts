// A small appliance on this machine that gives out tokens and answers an API as it is told to; with TLS where it is given a key.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export type ApiReply = (request: IncomingMessage, response: ServerResponse) => void;

export interface ApiServer {
  /** Scheme, host and port. */
  url: string;
  /** Method and target of what came, tokens first named `token`; with the token that it carried. */
  asked: { target: string; token: string | null }[];
  /** How many tokens were given out; they are `token-1`, `token-2` … */
  tokens: () => number;
  /** Tokens that are no longer accepted: the API answers 401 as the vendor documents it. */
  refuse: (...tokens: string[]) => void;
  /** How the API answers the next requests, in turn; the last of them for ever. */
  reply: (...replies: ApiReply[]) => void;
  /** How tokens are asked for from now on; default: they are given, for an hour. */
  replyToken: (reply: ApiReply) => void;
  close: () => Promise<void>;
}

/** @returns a reply with a JSON body */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): ApiReply {
  return (_, response) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(body));
}

export const credentials = { clientId: "an-id", clientSecret: "a-secret:ü" };

export async function openApiServer(tls?: { key: string; cert: string }): Promise<ApiServer> {
  const asked: ApiServer["asked"] = [];
  const refused = new Set<string>();
  let given = 0;
  let replies: ApiReply[] = [json([])];
  const expected = `Basic ${Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString("base64")}`;
  let tokenReply: ApiReply = (request, response) => {
    if (request.headers.authorization !== expected)
      return json({ error: "invalid_client" }, 401)(request, response);
    given++;
    json({ access_token: `token-${given}`, token_type: "Bearer", expires_in: 3600 })(request, response);
  };
  const handle: ApiReply = (request, response) => {
    request.resume();
    request.on("end", () => {
      const { authorization = "", host = "" } = request.headers;
      const token = /^Bearer (.*)$/.exec(authorization)?.[1] ?? null;
      const isToken = request.url === "/oauth2/token";
      asked.push({ target: isToken ? "token" : `${request.method} ${request.url}`, token });
      if (request.headers.connection !== "close" || host === "") response.writeHead(400).end("keep-alive");
      else if (isToken) tokenReply(request, response);
      else if (token === null || refused.has(token))
        json({ error: "access_denied", message: "no" }, 401)(request, response);
      else ((replies.length > 1 ? replies.shift() : replies[0]) ?? json([]))(request, response);
    });
  };
  const server = tls ? createTlsServer(tls, handle) : createServer(handle);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    asked,
    tokens: () => given,
    refuse(...tokens) {
      for (const token of tokens) refused.add(token);
    },
    reply(...next) {
      replies = next;
    },
    replyToken(reply) {
      tokenReply = reply;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
