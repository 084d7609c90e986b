// Under which addresses somebody can sign in and change things: those that are set, and this very machine.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as signInDoor } from "@/app/api/door/sign-in/route";
import * as ownSessions from "@/app/api/v1/people/me/sessions/route";
import { closeDatabase } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { callRoute } from "@/test/support/call-route";
import { type Cast, castPassword, makeCast } from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";
import { outcomeOf } from "@/test/support/knock";

let database: TestDatabase;
let cast: Cast;

beforeAll(async () => {
  database = await createTestDatabase();
  cast = await makeCast();
});
afterAll(async () => {
  await closeDatabase();
  await database.drop();
});

type Sent = Record<string, string>;

async function withSettings<T>(settings: Record<string, string>, work: () => Promise<T>): Promise<T> {
  Object.assign(process.env, settings);
  forgetEnv();
  try {
    return await work();
  } finally {
    for (const name of Object.keys(settings)) delete process.env[name];
    forgetEnv();
  }
}

async function signInUnder(headers: Sent): Promise<string> {
  const body = { email: cast.viewer.email, password: castPassword };
  return outcomeOf(await callRoute(signInDoor, { method: "POST", path: "/api/door/sign-in", headers, body }));
}

const https = { ROLLCALL_URL: "https://rollcall.example.com" };
const plain = { ROLLCALL_URL: "http://rollcall.lan:3000" };
const extra = "https://rc.example.net, http://10.0.0.5:8080";

describe("signing in", () => {
  it.each<[string, Record<string, string>, Sent, string]>([
    [
      "its own address",
      https,
      { origin: "https://rollcall.example.com", host: "rollcall.example.com" },
      "200",
    ],
    [
      "the same host without TLS",
      https,
      { origin: "http://rollcall.example.com", host: "rollcall.example.com" },
      "403 cross_site",
    ],
    [
      "another port",
      https,
      { origin: "https://rollcall.example.com:8443", host: "rollcall.example.com:8443" },
      "403 unknown_host",
    ],
    [
      "a name that leads here (DNS rebinding)",
      {},
      { origin: "http://evil.example:3000", host: "evil.example:3000" },
      "403 unknown_host",
    ],
    [
      "that name, and no origin",
      {},
      { "sec-fetch-site": "same-origin", host: "evil.example:3000" },
      "403 unknown_host",
    ],
    [
      "that name as Host alone",
      {},
      { origin: "http://localhost:3000", host: "evil.example:3000" },
      "403 unknown_host",
    ],
    [
      "that name as Origin alone",
      {},
      { origin: "http://evil.example:3000", host: "localhost:3000" },
      "403 cross_site",
    ],
    [
      "a name with the own one in it",
      plain,
      { origin: "http://rollcall.lan.evil.example:3000", host: "rollcall.lan.evil.example:3000" },
      "403 unknown_host",
    ],
    ["localhost", {}, { origin: "http://localhost:3000", host: "localhost:3000" }, "200"],
    [
      "localhost at another port (a tunnel)",
      plain,
      { origin: "http://localhost:8080", host: "localhost:8080" },
      "200",
    ],
    [
      "the machine's address in the LAN",
      {},
      { origin: "http://192.168.1.5:3000", host: "192.168.1.5:3000" },
      "200",
    ],
    ["its IPv6 address", {}, { origin: "http://[fd00::5]:3000", host: "[fd00::5]:3000" }, "200"],
    [
      "another machine's address",
      {},
      { origin: "http://192.168.1.6:3000", host: "192.168.1.5:3000" },
      "403 cross_site",
    ],
    [
      "an address without TLS where there is TLS",
      https,
      { origin: "http://192.168.1.5:3000", host: "192.168.1.5:3000" },
      "403 cross_site",
    ],
    [
      "an allowed origin",
      { ...https, ROLLCALL_ALLOWED_ORIGINS: extra },
      { origin: "https://rc.example.net", host: "rc.example.net" },
      "200",
    ],
    [
      "another allowed one",
      { ...https, ROLLCALL_ALLOWED_ORIGINS: extra },
      { origin: "http://10.0.0.5:8080", host: "10.0.0.5:8080" },
      "200",
    ],
    [
      "an allowed host with the other scheme",
      { ...https, ROLLCALL_ALLOWED_ORIGINS: extra },
      { origin: "http://rc.example.net", host: "rc.example.net" },
      "403 cross_site",
    ],
    [
      "its own address through a proxy that keeps the Host to itself",
      { ...https, ROLLCALL_TRUST_PROXY: "true" },
      { origin: "https://rollcall.example.com", host: "upstream-1" },
      "200",
    ],
    [
      "its own address through a proxy on the same machine",
      https,
      { origin: "https://rollcall.example.com", host: "127.0.0.1:3000" },
      "200",
    ],
    ["nothing", {}, {}, "403 cross_site"],
    ["null", {}, { origin: "null", host: "localhost:3000" }, "403 cross_site"],
  ])("under %s", async (_, settings, headers, outcome) => {
    await withSettings(settings, async () => expect(await signInUnder(headers)).toBe(outcome));
  });
});

describe("a write of who is signed in", () => {
  it.each<[string, Sent, number]>([
    ["from our own page", { origin: "http://localhost:3000", host: "localhost:3000" }, 200],
    [
      "from a page under a name that leads here",
      { origin: "http://evil.example:3000", host: "evil.example:3000" },
      403,
    ],
    [
      "from such a page without an origin",
      { "sec-fetch-site": "same-origin", host: "evil.example:3000" },
      403,
    ],
  ])("%s", async (_, headers, status) => {
    const sent = { cookie: cast.viewer.headers.cookie ?? "", ...headers };
    const response = await callRoute(ownSessions.DELETE, { method: "DELETE", path: "/x", headers: sent });
    expect(response.status).toBe(status);
  });
});
