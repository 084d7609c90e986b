/** The doors that others send to, behind a real address: each request goes to its API handler in this process. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { POST as postOutbound } from "@/app/api/outbound-events/[secret]/route";
import { POST as postEvents } from "@/app/api/v1/feeds/[id]/events/route";
import { POST as postSyslog } from "@/app/api/v1/feeds/[id]/syslog/route";

export interface FeedDoor {
  /** Without a slash at the end. */
  url: string;
  /** Outbound events are only answered from now on. */
  endOutbound: () => void;
  close: () => Promise<void>;
}

type Handler = (request: Request, context: { params: Promise<never> }) => Promise<Response>;

const doors: readonly (readonly [RegExp, Handler])[] = [
  [/^\/api\/v1\/feeds\/(?<id>\d+)\/events$/, postEvents],
  [/^\/api\/v1\/feeds\/(?<id>\d+)\/syslog$/, postSyslog],
  [/^\/api\/outbound-events\/(?<secret>[^/]+)$/, postOutbound],
];

/** Opens the doors on this machine. */
export async function openFeedDoor(): Promise<FeedDoor> {
  const taking = { outbound: true };
  const server = createServer((asked, answer) => {
    if (!taking.outbound && asked.url?.startsWith("/api/outbound-events/")) {
      asked.resume();
      answer.end();
      return;
    }
    answerOne(asked).then(
      async (response) => {
        answer.writeHead(response.status, Object.fromEntries(response.headers));
        answer.end(Buffer.from(await response.arrayBuffer()));
      },
      () => answer.destroy(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    endOutbound() {
      taking.outbound = false;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function answerOne(asked: IncomingMessage): Promise<Response> {
  const url = new URL(asked.url ?? "/", "http://127.0.0.1");
  const parts: Buffer[] = [];
  for await (const part of asked as AsyncIterable<Buffer>) parts.push(part);
  for (const [pattern, handler] of doors) {
    const match = pattern.exec(url.pathname);
    if (!match) continue;
    const { authorization, "content-type": type } = asked.headers;
    const request = new Request(url, {
      method: asked.method ?? "POST",
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(type === undefined ? {} : { "content-type": type }),
      },
      body: Buffer.concat(parts),
    });
    return handler(request, { params: Promise.resolve({ ...match.groups } as never) });
  }
  return new Response("no such door", { status: 404 });
}
