// The client of an appliance against small real servers: tokens, every error, TLS, limits. No secret is ever told.

import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ApiAccount, readBaseUrl } from "@/lib/feeds/appliance-api/api-account";
import { type ApiSession, askAppliance, askJson } from "@/lib/feeds/appliance-api/ask-appliance";
import { openRequestLimits, type RequestLimits } from "@/lib/feeds/appliance-api/request-limits";
import { beginWalk, nextRequest, takeAnswer } from "@/lib/feeds/config-api/walk";
import { whyNotTrusted } from "@/lib/platform/certificates";
import { forgetEnv } from "@/lib/platform/env";
import { whyNotSent } from "@/lib/platform/outgoing";
import { type ApiReply, type ApiServer, credentials, json, openApiServer } from "@/test/support/api-server";
import { clientRecord } from "@/test/support/listed-fleet";
import { hasOpenssl, makeAuthority } from "@/test/support/own-authority";

const startAt = Date.UTC(2026, 10, 20, 13);
let server: ApiServer;
let now = startAt;
let kept: Map<string, string>;
let session: ApiSession;

const free: RequestLimits = { take: async () => 0, pause: async () => undefined };

function sessionOf(account: Partial<ApiAccount> = {}, limits = free): ApiSession {
  return {
    account: { id: "feed-1", baseUrl: server.url, ...credentials, caPem: null, ...account },
    tokens: {
      get: async (id) => kept.get(id) ?? null,
      set: async (id, encrypted) => void kept.set(id, encrypted),
    },
    limits,
    now: () => now,
  };
}

function allow(places: string): void {
  vi.stubEnv("ROLLCALL_OUTGOING_ALLOW", places);
  forgetEnv();
}

beforeEach(async () => {
  now = startAt;
  kept = new Map();
  allow("127.0.0.1");
  server = await openApiServer();
  session = sessionOf();
});

afterEach(async () => {
  await server.close();
  vi.unstubAllEnvs();
  forgetEnv();
});

const ask = () => askJson(session, { path: "/api/config/v1/jump-client?per_page=100", timeoutMs: 2_000 });
const targets = () => server.asked.map(({ target, token }) => (token === null ? target : token));

describe("a token", () => {
  it("is made once, kept encrypted, and used by every worker", async () => {
    expect(await ask()).toMatchObject({ kind: "answered", json: [] });
    expect(await ask()).toMatchObject({ kind: "answered" });
    session = sessionOf();
    expect(await ask()).toMatchObject({ kind: "answered" });
    expect(targets()).toEqual(["token", "token-1", "token-1", "token-1"]);
    expect([...kept.keys()]).toEqual(["feed-1"]);
    expect(kept.get("feed-1")).toMatch(/^v1\./);
    expect(kept.get("feed-1")).not.toContain("token-1");
  });

  it("is made once for many who ask at the same time", async () => {
    await Promise.all([ask(), ask(), ask(), ask()]);
    expect(server.tokens()).toBe(1);
  });

  it("is renewed a minute before it ends", async () => {
    await ask();
    now = startAt + 3_539_000;
    await ask();
    expect(server.tokens()).toBe(1);
    now = startAt + 3_540_000;
    await ask();
    expect(targets()).toEqual(["token", "token-1", "token-1", "token", "token-2"]);
  });

  it("that is refused is renewed once, and the request repeated", async () => {
    await ask();
    server.refuse("token-1");
    expect(await ask()).toMatchObject({ kind: "answered" });
    expect(targets()).toEqual(["token", "token-1", "token-1", "token", "token-2"]);
  });

  it("that another worker has renewed meanwhile is taken from the store", async () => {
    await ask();
    const other = new Map(kept);
    server.refuse("token-1");
    await ask();
    const renewed = kept.get("feed-1") ?? "";
    kept = other;
    const { tokens } = session;
    let reads = 0;
    session = {
      ...session,
      tokens: { ...tokens, get: async (id) => (reads++ === 0 ? (other.get(id) ?? null) : renewed) },
    };
    await ask();
    expect(server.tokens()).toBe(2);
    expect(targets().slice(-2)).toEqual(["token-1", "token-2"]);
  });

  it("that is refused again ends it: there is no third try", async () => {
    await ask();
    server.refuse("token-1", "token-2", "token-3");
    expect(await ask()).toMatchObject({ kind: "problem", problem: { code: "wrong_credentials" } });
    expect(targets()).toEqual(["token", "token-1", "token-1", "token", "token-2"]);
  });

  it.each([
    ["another secret", { clientSecret: "another" }],
    ["another client id", { clientId: "another" }],
  ])("is not used with %s", async (_what, change) => {
    await ask();
    session = sessionOf(change);
    expect(await ask()).toMatchObject({ problem: { code: "wrong_credentials" } });
  });

  it.each(["nonsense", "v1.AAAA", ""])("is made anew where the store holds %j", async (stored) => {
    kept.set("feed-1", stored);
    expect(await ask()).toMatchObject({ kind: "answered" });
    expect(server.tokens()).toBe(1);
  });

  it("ends in the middle of a walk, which goes on", async () => {
    const records = Array.from({ length: 12 }, (_, at) => clientRecord({ id: at + 1, name: "x" }));
    server.reply((request, response) => {
      const url = new URL(request.url ?? "", server.url);
      const page = Number(url.searchParams.get("current_page"));
      const rows = url.pathname.endsWith("/jump-client") ? records : [];
      const last = Math.max(1, Math.ceil(rows.length / 5));
      const link = (number: number, rel: string) =>
        `<${server.url}${url.pathname}?per_page=5&current_page=${number}>; rel="${rel}"`;
      const links = [
        link(1, "first"),
        ...(page < last ? [link(page + 1, "next")] : []),
        link(last, "last"),
      ].join(", ");
      if (page === 2) server.refuse(`token-${server.tokens()}`);
      json(rows.slice((page - 1) * 5, page * 5), 200, {
        link: links,
        "x-bt-pagination-total": String(rows.length),
        "x-bt-pagination-last-page": String(last),
      })(request, response);
    });
    let walk = beginWalk(server.url, now, { perPage: 5 });
    for (let request = nextRequest(walk); request !== null; request = nextRequest(walk)) {
      walk = takeAnswer(walk, request, await askJson(session, request), now).walk;
    }
    expect(walk.ended["jump-client"]).toMatchObject({ complete: true, count: 12 });
    expect(server.tokens()).toBeGreaterThan(2);
  });
});

const secrets = [
  credentials.clientSecret,
  Buffer.from(credentials.clientSecret).toString("base64"),
  "token-1",
];

describe("an answer of the API", () => {
  const text =
    (body: string, status = 200, headers: Record<string, string> = {}): ApiReply =>
    (_, response) =>
      void response.writeHead(status, headers).end(body);
  it.each<[string, ApiReply, string, RegExp, number | null]>([
    ["403", json({ message: "no token-1" }, 403), "no_permission", /give it the permission/, null],
    [
      "401 with words",
      json({ message: "Unrecognized: x" }, 401),
      "unknown_parameter",
      /does not know a parameter/,
      null,
    ],
    ["401 without words", text("", 401), "unknown_parameter", /does not know a parameter/, null],
    ["404", json({ message: "x" }, 404), "not_found", /404/, null],
    ["405", text("", 405), "unexpected_status", /405/, null],
    ["204", text("", 204), "unexpected_status", /204/, null],
    ["429", text("", 429), "rate_limited", /wait 60 s/, 60],
    ["429 with seconds", text("", 429, { "retry-after": "17" }), "rate_limited", /wait 17 s/, 17],
    [
      "429 with a date",
      text("", 429, { "retry-after": "Fri, 20 Nov 2026 13:01:30 GMT" }),
      "rate_limited",
      /wait 90 s/,
      90,
    ],
    [
      "429 with a date that is over",
      text("", 429, { "retry-after": "Fri, 20 Nov 2026 12:01:30 GMT" }),
      "rate_limited",
      /wait 1 s/,
      1,
    ],
    ["429 with nonsense", text("", 429, { "retry-after": "soon" }), "rate_limited", /wait 60 s/, 60],
    ["429 for ever", text("", 429, { "retry-after": "999999999" }), "rate_limited", /wait 3600 s/, 3600],
    ["500", text("stack trace a-secret:ü", 500), "server_error", /500/, null],
    ["503", text("", 503, { "retry-after": "5" }), "server_error", /503/, 5],
    [
      "302",
      text("", 302, { location: "https://evil.example/a-secret:" }),
      "redirect",
      /302, a redirect/,
      null,
    ],
    ["a web page", text("<!doctype html><title>Login</title>"), "not_json", /a web page or XML/, null],
    ["half a JSON", text('[{"id": 1'), "not_json", /no JSON/, null],
    ["nothing", text(""), "not_json", /no JSON/, null],
    [
      "no UTF-8",
      (_, response) => void response.writeHead(200).end(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])),
      "not_json",
      /no JSON/,
      null,
    ],
    [
      "an answer that breaks off",
      (_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("[{", () => response.destroy());
      },
      "truncated",
      /broke off/,
      null,
    ],
    ["no answer", (_, response) => void response.destroy(), "unreachable", /closed the connection/, null],
    ["an answer that does not come", () => undefined, "unreachable", /did not answer within 2 s/, null],
    [
      "an answer that does not end",
      (_, response) => void response.writeHead(200).write("["),
      "truncated",
      /did not end within 2 s/,
      null,
    ],
  ])("%s is told as %s", async (_what, reply, code, sentence, retryAfterSeconds) => {
    server.reply(reply);
    const answer = await ask();
    expect(answer).toEqual({
      kind: "problem",
      problem: { code, sentence: expect.stringMatching(sentence), retryAfterSeconds },
    });
    for (const secret of secrets) expect(JSON.stringify(answer)).not.toContain(secret);
    expect(server.tokens()).toBe(1);
    expect(server.asked.some(({ target }) => target.includes("evil"))).toBe(false);
  });

  it("401 without words to an old token is tried once with a new one", async () => {
    await ask();
    server.reply(text("", 401));
    expect(await ask()).toMatchObject({ problem: { code: "unknown_parameter" } });
    expect(server.tokens()).toBe(2);
  });

  it("401 about a parameter costs no token", async () => {
    await ask();
    server.reply(json({ message: "x" }, 401));
    expect(await ask()).toMatchObject({ problem: { code: "unknown_parameter" } });
    expect(server.tokens()).toBe(1);
  });

  it("that is longer than is taken is told, and not read on", async () => {
    server.reply((_, response) => {
      response.writeHead(200);
      const more = () =>
        void (
          response.destroyed ||
          (response.write(Buffer.alloc(65_536, " ")) ? setImmediate(more) : response.once("drain", more))
        );
      more();
    });
    expect(await askAppliance(session, { path: "/x", maxBytes: 100_000 })).toEqual({
      kind: "problem",
      problem: {
        code: "too_large",
        sentence: expect.stringContaining("longer than 100,000 bytes"),
        retryAfterSeconds: null,
      },
    });
  });

  it("comes whole, with its headers and how long it took", async () => {
    server.reply(json([{ id: 1, name: "Büro" }], 200, { "x-bt-pagination-total": "1" }));
    expect(await ask()).toEqual({
      kind: "answered",
      json: [{ id: 1, name: "Büro" }],
      headers: expect.objectContaining({ "x-bt-pagination-total": "1", date: expect.any(String) }),
      tookMs: expect.any(Number),
    });
  });
});

describe("an answer to who asks for a token", () => {
  it.each<[string, ApiReply, string]>([
    ["401", json({ error: "invalid_client" }, 401), "wrong_credentials"],
    ["400", json({ error: "invalid_grant" }, 400), "wrong_credentials"],
    ["403", json({}, 403), "no_permission"],
    ["404", json({}, 404), "not_found"],
    ["429", json({}, 429), "rate_limited"],
    ["500", json({}, 500), "server_error"],
    ["302", json({}, 302), "redirect"],
    ["a web page", (_, response) => void response.writeHead(200).end("<html>"), "not_json"],
    ["no token", json({ token_type: "Bearer", expires_in: 3600 }), "unexpected_answer"],
    ["no time", json({ access_token: "x" }), "unexpected_answer"],
    ["a time that is over", json({ access_token: "x", expires_in: 0 }), "unexpected_answer"],
    [
      "a token that is no header",
      json({ access_token: "x\r\nhost: evil", expires_in: 3600 }),
      "unexpected_answer",
    ],
  ])("%s is told as %s, and nothing else is asked", async (_what, reply, code) => {
    server.replyToken(reply);
    expect(await ask()).toMatchObject({ kind: "problem", problem: { code } });
    expect(targets()).toEqual(["token"]);
  });
});

describe("where a feed may ask", () => {
  it("is not without TLS, unless the host is listed", async () => {
    allow("10.0.0.0/8");
    expect(await ask()).toMatchObject({ problem: { code: "base_url_refused" } });
    const why = await whyNotSent("http://10.1.2.3", { needsTls: true });
    expect(why).toBeNull();
    expect(await whyNotSent("http://192.168.1.1", { needsTls: true })).toMatchObject({
      kind: "refused",
      problem: expect.stringMatching(/192\.168\.1\.1 without TLS: use https:\/\//),
    });
    expect(await whyNotSent("https://192.168.1.1", { needsTls: true })).toBeNull();
    expect(server.asked).toEqual([]);
  });

  it.each([
    ["support.example.com", "https://support.example.com"],
    [" https://Support.Example.com/ ", "https://support.example.com"],
    ["https://support.example.com:8443", "https://support.example.com:8443"],
    ["http://10.0.0.5", "http://10.0.0.5"],
  ])("is read from %j", (entered, baseUrl) => {
    expect(readBaseUrl(entered)).toEqual({ baseUrl });
  });

  it.each([
    "",
    "ftp://x",
    "https://",
    "https://a:b@x",
    "https://x/login",
    "https://x/?q=1",
    "https://x/#a",
    "https://[x",
  ])("is not %j", (entered) => {
    expect(readBaseUrl(entered)).toEqual({ problem: expect.objectContaining({ code: "base_url_refused" }) });
  });

  it("is nowhere where nobody listens", async () => {
    const closed = createServer();
    await new Promise<void>((listening) => closed.listen(0, "127.0.0.1", listening));
    const { port } = closed.address() as { port: number };
    await new Promise((done) => closed.close(done));
    session = sessionOf({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await ask()).toMatchObject({
      problem: { code: "unreachable", sentence: expect.stringContaining("nothing listens there") },
    });
  });

  it("is no other host, whatever a path says", async () => {
    await expect(askJson(session, { path: "@evil.example/" })).rejects.toThrow("leads to another host");
  });
});

describe("the limits of an account", () => {
  it("are waited for a little while, else told", async () => {
    const waits = [5, 5, 0];
    session = sessionOf({}, { ...free, take: async () => waits.shift() ?? 60_000 });
    expect(await ask()).toMatchObject({ kind: "answered" });
    expect(await ask()).toMatchObject({ problem: { code: "rate_limited", retryAfterSeconds: 60 } });
  });

  it("are those of everybody: a 429 and a low X-RateLimit-Remaining pause them", async () => {
    const pauses: number[] = [];
    session = sessionOf({}, { ...free, pause: async (_id, seconds) => void pauses.push(seconds) });
    server.reply(
      json([], 200, { "x-ratelimit-remaining": "14996" }),
      json([], 200, { "x-ratelimit-remaining": "99" }),
      json([], 200, { "x-ratelimit-remaining": "lots" }),
      json([], 429, { "retry-after": "9" }),
    );
    for (let times = 0; times < 4; times++) await ask();
    expect(pauses).toEqual([300, 9]);
  });

  it("hold in real time", async () => {
    session = sessionOf({}, openRequestLimits("memory"));
    const began = performance.now();
    await Promise.all(Array.from({ length: 15 }, ask));
    expect(performance.now() - began).toBeGreaterThan(900);
  });
});

describe.skipIf(!hasOpenssl)("TLS", () => {
  it("is verified: an authority of one's own has to be added", async () => {
    const { caPem, key, cert } = makeAuthority();
    await server.close();
    server = await openApiServer({ key, cert });
    allow("localhost");
    session = sessionOf();
    expect(await ask()).toMatchObject({
      problem: { code: "tls", sentence: expect.stringMatching(/authority that is not known here/) },
    });
    expect(server.asked).toEqual([]);
    session = sessionOf({ caPem });
    expect(await ask()).toMatchObject({ kind: "answered" });
    session = sessionOf({ caPem: makeAuthority().caPem });
    expect(await ask()).toMatchObject({ problem: { code: "tls" } });
    expect(whyNotTrusted(caPem)).toBeNull();
  });

  it("is for the name that was asked", async () => {
    const { caPem, key, cert } = makeAuthority("DNS:support.example.com");
    await server.close();
    server = await openApiServer({ key, cert });
    allow("localhost");
    session = sessionOf({ caPem });
    expect(await ask()).toMatchObject({
      problem: { code: "tls", sentence: expect.stringContaining("for another name") },
    });
  });

  it("is not spoken on a port without it", async () => {
    session = sessionOf({ baseUrl: server.url.replace("http:", "https:") });
    expect(await ask()).toMatchObject({ problem: { code: "tls" } });
  });
});

describe("certificates that a person enters", () => {
  it.each([
    ["", /no certificate/],
    ["nonsense", /no certificate/],
    ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", /Certificate 1 of 1 cannot be read/],
  ])("%j are told what is wrong", (pem, sentence) => {
    expect(whyNotTrusted(pem)).toMatch(sentence);
  });
});
