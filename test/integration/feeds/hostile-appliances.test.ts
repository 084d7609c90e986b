/**
 * Appliances that answer as an attacker would: bodies without end, drop by drop, bombs, and redirects to where nobody else gets. None of
 * them holds up another feed, and no secret is in anything that is logged, kept or answered.
 */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as sendEvents } from "@/app/api/v1/feeds/[id]/events/route";
import { GET as getFeed } from "@/app/api/v1/feeds/[id]/route";
import { POST as testFeed } from "@/app/api/v1/feeds/[id]/test/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { openStandIn, type StandIn } from "@/demo/stand-in";
import { pool } from "@/lib/platform/db";
import { type HttpSink, openSink } from "../../support/http-sink";
import { ask, closeRollCall, openRollCall, openSite, type Site, setClock } from "../../support/roll-call";
import { killWorkerProcesses, startWorkerProcess, until } from "../../support/worker-process";

const secrets = {
  clientSecret: "a-client-secret-that-nobody-may-read",
  password: "a-password-that-nobody-may-read",
};
const token = "a-token-that-nobody-may-read";
const start = "2026-03-02T00:00:00Z";

let site: Site;
let standIn: StandIn;
let elsewhere: HttpSink;
const hostile: Server[] = [];

beforeAll(async () => {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  await openRollCall();
  setClock(start);
  site = await openSite();
  standIn = await openStandIn({ clients: 60, seed: 3, start: Date.parse(start), paused: true });
  elsewhere = await openSink();
});
afterAll(async () => {
  await killWorkerProcesses();
  for (const server of hostile) {
    server.closeAllConnections();
    server.close();
  }
  await elsewhere.close();
  await standIn.close();
  await closeRollCall();
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
});

async function create(body: Record<string, unknown>) {
  return ask<{ id: number; code?: string; detail?: string }>(createFeed, "/api/v1/feeds", {
    method: "POST",
    body: { applianceId: site.id, ...body },
  });
}

/** An appliance that gives out a token and answers everything else in one way. */
async function open(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url !== "/oauth2/token") return answer(response);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: token, expires_in: 3_600 }));
  });
  hostile.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const piece = " ".repeat(65_536);
const answers: Record<string, (response: ServerResponse) => void> = {
  "a body without end": (response) => {
    const write = () => {
      while (!response.destroyed && response.write(piece));
    };
    response.on("drain", write);
    write();
  },
  "a body drop by drop": (response) => {
    response.write("[");
    const timer = setInterval(() => response.write(" "), 200);
    response.on("close", () => clearInterval(timer));
  },
  "no answer": () => {},
  "a redirect to the cloud's metadata": (response) =>
    void response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end(),
  "a redirect to another host": (response) => void response.writeHead(307, { location: elsewhere.url }).end(),
  "entities that grow": (response) =>
    void response.end(
      `<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n} "${`&a${n - 1};`.repeat(10)}">`).join("")}]><b>&a8;</b>`,
    ),
  "objects within objects": (response) => void response.end("[".repeat(3_000_000)),
  "links to another host": (response) =>
    void response
      .writeHead(200, {
        link: `<${elsewhere.url}?current_page=2>; rel="next"`,
        "x-bt-pagination-total": "500",
        "x-bt-pagination-last-page": "5",
      })
      .end("[]"),
};

describe("appliances that are hostile", () => {
  it("hold up neither a good one nor what is sent, are told, and learn and give away nothing", async () => {
    const feeds = new Map<number, string>();
    for (const [what, answer] of Object.entries(answers)) {
      const baseUrl = await open(answer);
      for (const type of ["config_api", "command_api"]) {
        const { body } = await create({
          type,
          baseUrl,
          clientId: "an account",
          clientSecret: secrets.clientSecret,
        });
        feeds.set(body.id, `${type}: ${what}`);
      }
    }
    const { clientId, clientSecret } = standIn.credentials;
    const good = await create({ type: "config_api", baseUrl: standIn.url, clientId, clientSecret });
    const sending = await create({ type: "events" });
    const worker = await startWorkerProcess({ ROLLCALL_LOG_LEVEL: "debug" });

    const line = JSON.stringify({ kind: "button", hostname: "meanwhile", seenAt: start });
    const began = performance.now();
    const { status } = await ask(sendEvents, `/api/v1/feeds/${sending.body.id}/events`, {
      method: "POST",
      id: sending.body.id,
      body: line,
    });
    expect(status).toBe(200);
    await until("what was sent", async () => (await site.clients("kind=button")).has("meanwhile"), 30);
    await until(
      "the good one",
      async () => (await ask<{ status: string }>(getFeed, "/api", { id: good.body.id })).body.status === "ok",
      100,
    );
    const seconds = Math.round((performance.now() - began) / 1000);
    expect(seconds).toBeLessThan(110);

    await until(
      "word of the others",
      async () =>
        (
          await pool().query(
            "SELECT 1 FROM feed WHERE id = ANY($1::int[]) AND problem IS NULL AND COALESCE((run->>'failures')::int, 0) = 0",
            [[...feeds.keys()]],
          )
        ).rows.length === 0,
      100,
    );
    await worker.kill();
    expect(elsewhere.received).toEqual([]);
    const told = await pool().query("SELECT name, problem, run, known, counts FROM feed");
    const audit = await pool().query("SELECT to_jsonb(a) AS row FROM audit a");
    const answered = await Promise.all(
      [...feeds.keys()].map((id) => ask(getFeed, "/api", { id }).then(({ body }) => body)),
    );
    const everything = worker.output() + JSON.stringify([told.rows, audit.rows, answered]);
    for (const secret of [
      secrets.clientSecret,
      token,
      Buffer.from(`an account:${secrets.clientSecret}`).toString("base64"),
    ])
      expect(everything).not.toContain(secret);
  }, 300_000);
});

describe("addresses that nobody may ask", () => {
  const withoutLeave = async <T>(work: () => Promise<T>): Promise<T> => {
    const { forgetEnv } = await import("@/lib/platform/env");
    delete process.env.ROLLCALL_OUTGOING_ALLOW;
    forgetEnv();
    try {
      return await work();
    } finally {
      process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
      forgetEnv();
    }
  };

  it.each([
    "https://169.254.169.254",
    "https://127.0.0.1",
    "https://localhost",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://[::ffff:169.254.169.254]",
    "https://[fe80::1]",
    "https://[fd00:ec2::254]",
    "https://2130706433",
    "https://0x7f.1",
    "https://0.0.0.0",
    "http://192.0.2.1",
    "file:///etc/passwd",
    "https://user:pass@192.0.2.1",
  ])("%s is refused when it is entered", async (baseUrl) => {
    const answer = await withoutLeave(() =>
      create({ type: "command_api", baseUrl, username: "someone", password: secrets.password }),
    );
    expect(answer).toMatchObject({ status: 422 });
    expect(JSON.stringify(answer)).not.toContain(secrets.password);
  });

  it("one that was let through and no longer is gets no word, neither in a test nor in a reading", async () => {
    const { body } = await create({
      type: "url",
      baseUrl: elsewhere.url,
      username: "someone",
      password: secrets.password,
    });
    const tested = await withoutLeave(() => ask(testFeed, "/api", { method: "POST", id: body.id }));
    expect(tested).toMatchObject({ body: { ok: false } });
    expect(JSON.stringify(tested)).not.toContain(secrets.password);
    expect(elsewhere.received).toEqual([]);
  });
});
