// Who gets through the door of the API, and what everybody else is told.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { apiRoutes } from "@/app/_web/api-routes";
import { otherMethods, type RouteHandler, route } from "@/app/_web/route";
import { actorOf } from "@/app/_web/who";
import { GET as missing } from "@/app/api/[...missing]/route";
import * as apiKey from "@/app/api/v1/api-keys/[id]/route";
import * as apiKeys from "@/app/api/v1/api-keys/route";
import * as me from "@/app/api/v1/people/me/route";
import * as people from "@/app/api/v1/people/route";
import { closeDatabase, pool } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { callRoute } from "@/test/support/call-route";
import { addKey, type Cast, makeCast } from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";

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

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = (await response.json()) as {
    status: number;
    code: string;
    detail: string;
    errors?: { path: string; message: string }[];
  };
  expect(body.status).toBe(response.status);
  return body;
}

let echoes = 0;
const echo = route(
  {
    operation: { id: "echo", summary: "A test", tag: "test" },
    deed: null,
    query: z.object({ late: z.string().optional() }),
    body: z.object({ name: z.string(), status: z.int().default(201) }),
    answers: { 201: z.object({ name: z.string(), run: z.int() }) },
    problems: { 409: "", 500: "" },
  },
  async ({ body }) => {
    echoes += 1;
    if (body.status === 409) throw new AppError(409, "taken", "Taken.");
    if (body.status === 500) throw new Error("a bug");
    return { status: 201, body: { name: body.name, run: echoes }, headers: { Location: "/somewhere" } };
  },
);

describe("who is asking", () => {
  it("is told to sign in without a key or a session", async () => {
    const response = await callRoute(me.GET, { path: "/api/v1/people/me" });
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(await problemOf(response)).toMatchObject({ status: 401, code: "not_signed_in" });
  });

  it.each(["Bearer", "Bearer nonsense", "Basic Zm9v", "Digest x", `Bearer rc_${"a".repeat(43)}`])(
    "is nobody with %s, even with a cookie",
    async (authorization) => {
      const headers = { ...cast.admin.headers, authorization };
      expect((await callRoute(me.GET, { path: "/api/v1/people/me", headers })).status).toBe(401);
    },
  );

  it("is the key, as Bearer or as the password of Basic", async () => {
    const basic = { authorization: `Basic ${Buffer.from(`anything:${cast.agent.key}`).toString("base64")}` };
    for (const headers of [cast.agent.headers, basic]) {
      const response = await callRoute(me.GET, { path: "/api/v1/people/me", headers });
      expect(await response.json()).toMatchObject({
        type: "key",
        role: "agent",
        appliances: [cast.appliances[0]],
        deeds: ["slot.use", "feed.write"],
      });
    }
  });

  it("is the person of the session, with the usual headers on the answer", async () => {
    const response = await callRoute(me.GET, { path: "/api/v1/people/me", headers: cast.lead.headers });
    expect(await response.json()).toMatchObject({
      type: "person",
      role: "lead",
      appliances: [cast.appliances[0]],
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    });
  });

  it("is nobody with a forged cookie", async () => {
    const cookie = (cast.admin.headers.cookie ?? "").replace(
      /(session_token=[^;]*)\.[^.;]*/,
      "$1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D",
    );
    expect(cookie).not.toBe(cast.admin.headers.cookie);
    expect(await actorOf(new Headers({ cookie }))).toBeNull();
  });
});

describe("somebody without any appliance", () => {
  it("is refused at every route of the API that is about anything", async () => {
    for (const [address, module] of Object.entries(apiRoutes)) {
      for (const [method, handler] of Object.entries(module)) {
        if (
          typeof handler !== "function" ||
          !("spec" in handler) ||
          (handler as RouteHandler).spec.deed === null
        )
          continue;
        const params = Object.fromEntries(
          [...address.matchAll(/\[(\w+)\]/g)].map(([, name]) => [name ?? "", "1"]),
        );
        const response = await callRoute(handler as RouteHandler, {
          method,
          path: address,
          params,
          headers: cast.nobody.headers,
        });
        expect(response.status, `${method} ${address}`).toBe(403);
      }
    }
  });
});

describe("managing people and keys", () => {
  it.each(["lead", "technician", "viewer"] as const)("is not for a %s", async (who) => {
    const response = await callRoute(people.GET, { path: "/api/v1/people", headers: cast[who].headers });
    expect(await problemOf(response)).toMatchObject({ status: 403, code: "forbidden" });
  });

  it("is not for an admin key of one appliance", async () => {
    const key = await addKey("small admin", "admin", cast.appliances[0]);
    expect((await callRoute(people.GET, { path: "/api/v1/people", headers: key.headers })).status).toBe(403);
  });

  it("pages through people with a cursor, and refuses a foreign one", async () => {
    const names: string[] = [];
    let cursor = "";
    do {
      const path = `/api/v1/people?limit=3${cursor && `&cursor=${cursor}`}`;
      const page = (await (await callRoute(people.GET, { path, headers: cast.admin.headers })).json()) as {
        items: { name: string }[];
        nextCursor: string | null;
        total: number;
      };
      expect(page.total).toBe(7);
      names.push(...page.items.map((person) => person.name));
      cursor = page.nextCursor ?? "";
    } while (cursor);
    expect(names).toHaveLength(7);
    expect(names).toEqual([...names].sort());
    const wrong = await callRoute(people.GET, {
      path: "/api/v1/people?cursor=e30",
      headers: cast.admin.headers,
    });
    expect(await problemOf(wrong)).toMatchObject({ status: 400, code: "invalid_cursor" });
  });

  it("makes a key that works, shows only its end, and revokes it", async () => {
    const made = await callRoute(apiKeys.POST, {
      method: "POST",
      path: "/api/v1/api-keys",
      headers: cast.admin.headers,
      body: { name: "deploy", role: "lead" },
    });
    expect(made.status).toBe(201);
    const { id, key } = (await made.json()) as { id: number; key: string };
    const headers = { authorization: `Bearer ${key}` };
    expect((await callRoute(me.GET, { path: "/api/v1/people/me", headers })).status).toBe(200);
    const listed = await (
      await callRoute(apiKeys.GET, { path: "/api/v1/api-keys", headers: cast.admin.headers })
    ).text();
    expect(listed).not.toContain(key);
    expect(JSON.parse(listed).items[0]).toMatchObject({
      id,
      hint: key.slice(-4),
      createdBy: "Ada Admin",
      revokedAt: null,
    });
    expect(JSON.parse(listed).items[0].lastUsedAt).not.toBeNull();
    const revoked = {
      method: "DELETE",
      path: `/api/v1/api-keys/${id}`,
      params: { id: String(id) },
      headers: cast.admin.headers,
    };
    expect((await callRoute(apiKey.DELETE, revoked)).status).toBe(204);
    expect((await callRoute(me.GET, { path: "/api/v1/people/me", headers })).status).toBe(401);
    expect((await callRoute(apiKey.DELETE, revoked)).status).toBe(404);
    const { rows } = await pool().query(
      "SELECT deed, before, after FROM audit WHERE subject_type = 'api_key' AND subject_id = $1 ORDER BY id",
      [String(id)],
    );
    expect(rows.map((row) => row.deed)).toEqual(["key.create", "key.revoke"]);
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  it.each([
    [{ name: "x", role: "agent" }, 422, "agent_needs_appliance"],
    [{ name: "x", role: "lead", applianceId: 999_999 }, 422, "unknown_appliance"],
    [{ name: "x", role: "root" }, 422, "invalid_request"],
    [{ name: "", role: "lead" }, 422, "invalid_request"],
  ])("refuses the key %j", async (body, status, code) => {
    const call = { method: "POST", path: "/api/v1/api-keys", headers: cast.adminKey.headers, body };
    expect(await problemOf(await callRoute(apiKeys.POST, call))).toMatchObject({ status, code });
  });
});

describe("a browser's write", () => {
  const write = (headers: Record<string, string>) =>
    callRoute(echo, { method: "POST", path: "/echo", headers, body: { name: "x" } });
  const cookie = () => ({ cookie: cast.lead.headers.cookie ?? "" });

  it.each([
    [{ origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    [{ origin: "https://evil.example" }],
    [{ "sec-fetch-site": "same-site" }],
    [{ origin: "null" }],
    [{ origin: "http://localhost:3000", "sec-fetch-site": "cross-site" }],
    [{}],
  ])("from a foreign page is refused: %j", async (headers) => {
    expect(await problemOf(await write({ ...cookie(), ...headers } as Record<string, string>))).toMatchObject(
      { status: 403, code: "cross_site" },
    );
  });

  it.each([
    [{ origin: "http://localhost:3000", "sec-fetch-site": "same-origin" }],
    [{ "sec-fetch-site": "same-origin" }],
    [{ origin: "http://localhost:3000" }],
    [{ origin: "http://192.168.1.5:3000", host: "192.168.1.5:3000" }],
  ])("from our own page is taken: %j", async (headers) => {
    expect((await write({ ...cookie(), ...headers } as Record<string, string>)).status).toBe(201);
  });

  it("needs no such proof with a key", async () => {
    expect((await write({ ...cast.leadKey.headers, origin: "https://elsewhere.example" })).status).toBe(201);
  });
});

describe("a request that is not right", () => {
  const send = (body: unknown, headers: Record<string, string> = {}, path = "/echo") =>
    callRoute(echo, { method: "POST", path, headers: { ...cast.leadKey.headers, ...headers }, body });

  it("is told which field and why", async () => {
    const problem = await problemOf(await send({ status: "x", colour: 1 }));
    expect(problem).toMatchObject({ status: 422, code: "invalid_request" });
    expect(problem.errors).toEqual([
      { path: "name", message: "name is missing; add it." },
      { path: "status", message: "status must be a number." },
      { path: "", message: 'The field "colour" is not known here; remove or correct it.' },
    ]);
  });

  it("is told about a query that nobody knows", async () => {
    expect(await problemOf(await send({ name: "x" }, {}, "/echo?lte=1"))).toMatchObject({
      status: 400,
      code: "invalid_request",
    });
  });

  it.each([
    { what: "broken JSON", body: "{", type: "application/json", status: 400, code: "invalid_json" },
    {
      what: "a form",
      body: "name=x",
      type: "application/x-www-form-urlencoded",
      status: 415,
      code: "unsupported_media_type",
    },
    { what: "an untold type", body: "{}", type: "", status: 415, code: "unsupported_media_type" },
    {
      what: "too much",
      body: "x".repeat(1_100_000),
      type: "application/json",
      status: 413,
      code: "body_too_large",
    },
  ])("with $what is $status", async ({ body, type, status, code }) => {
    expect(await problemOf(await send(body, { "content-type": type }))).toMatchObject({ status, code });
  });

  it("is not found at an address that does not exist, and not allowed with another method", async () => {
    expect(await problemOf(await missing())).toMatchObject({ status: 404, code: "not_found" });
    const response = await callRoute(otherMethods("GET", "POST").PUT, { method: "PUT", path: "/echo" });
    expect(response.headers.get("allow")).toBe("GET, POST");
    expect(await problemOf(response)).toMatchObject({ status: 405, code: "method_not_allowed" });
    const odd = await callRoute(apiKey.DELETE, {
      method: "DELETE",
      path: "/api/v1/api-keys/x",
      params: { id: "x" },
      headers: cast.adminKey.headers,
    });
    expect(await problemOf(odd)).toMatchObject({ status: 404 });
  });

  it("gets 500 and a number, and nothing of the bug", async () => {
    const problem = await problemOf(await send({ name: "x", status: 500 }));
    expect(problem).toMatchObject({ status: 500, code: "internal" });
    expect(problem).toHaveProperty("requestId");
    expect(JSON.stringify(problem)).not.toContain("a bug");
  });
});

describe("the same write twice", () => {
  const send = (key: string, body: unknown, headers = cast.leadKey.headers) =>
    callRoute(echo, { method: "POST", path: "/echo", headers: { ...headers, "idempotency-key": key }, body });

  it("is done once and answered twice the same", async () => {
    const before = echoes;
    const first = await send("k1", { name: "once" });
    const second = await send("k1", { name: "once" });
    expect(echoes).toBe(before + 1);
    expect([first.status, first.headers.get("idempotent-replayed")]).toEqual([201, null]);
    expect([second.status, second.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    expect(second.headers.get("location")).toBe("/somewhere");
    expect(second.headers.get("content-type")).toBe("application/json");
    expect(await second.json()).toEqual(await first.json());
  });

  it("is refused with another body under the same key", async () => {
    expect(await problemOf(await send("k1", { name: "other" }))).toMatchObject({
      status: 422,
      code: "idempotency_key_reused",
    });
  });

  it("is another write for another key holder", async () => {
    expect(
      (await send("k1", { name: "other" }, cast.adminKey.headers)).headers.get("idempotent-replayed"),
    ).toBeNull();
  });

  it("repeats a refusal, but not a bug of ours", async () => {
    await send("k2", { name: "x", status: 409 });
    const again = await send("k2", { name: "x", status: 409 });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await problemOf(again)).toMatchObject({ status: 409, code: "taken" });
    const before = echoes;
    await send("k3", { name: "x", status: 500 });
    await send("k3", { name: "x", status: 500 });
    expect(echoes).toBe(before + 2);
  });

  it("runs once when both arrive at the same time", async () => {
    const before = echoes;
    const both = await Promise.all([
      send("k4", { name: "x" }),
      send("k4", { name: "x" }),
      send("k4", { name: "x" }),
    ]);
    expect(echoes).toBe(before + 1);
    for (const response of both) expect([201, 409]).toContain(response.status);
    expect(both.some((response) => response.status === 201)).toBe(true);
  });

  it("is a new write after 24 hours", async () => {
    await pool().query(
      "UPDATE idempotency_key SET created_at = created_at - interval '24 hours 1 second' WHERE key = 'k1'",
    );
    expect((await send("k1", { name: "fresh" })).headers.get("idempotent-replayed")).toBeNull();
  });

  it("is refused with a key that is none", async () => {
    expect(await problemOf(await send("a b", { name: "x" }))).toMatchObject({
      status: 400,
      code: "invalid_idempotency_key",
    });
  });
});
