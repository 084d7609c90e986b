// Who gets in with a password, how often they may try, and how they get out.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actorOf } from "@/app/_web/who";
import { POST as signOutDoor, GET as signOutLink } from "@/app/(door)/sign-out/route";
import { POST as passwordDoor } from "@/app/api/door/password/route";
import { POST as signInDoor } from "@/app/api/door/sign-in/route";
import { createApiKeyFromShell } from "@/lib/access/create-api-key";
import { closeDatabase, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { readReadiness } from "@/lib/platform/readiness";
import { callRoute } from "@/test/support/call-route";
import { addPerson, castPassword, signedInHeaders } from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";

const own = { origin: "http://localhost:3000" };
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await closeDatabase();
  await database.drop();
});

function signInCall(email: string, password: string, headers: Record<string, string> = own, next?: string) {
  return callRoute(signInDoor, {
    method: "POST",
    path: "/api/door/sign-in",
    headers,
    body: { email, password, ...(next ? { next } : {}) },
  });
}

describe("signing in", () => {
  it("sets a cookie that scripts cannot read and other sites cannot use, and leads on to a page of ours", async () => {
    const person = await addPerson("Ina", "viewer", "all");
    const response = await signInCall(
      person.email.toUpperCase(),
      castPassword,
      own,
      "/clients?state=overdue",
    );
    expect(await response.json()).toEqual({ next: "/clients?state=overdue" });
    const cookie = response.headers.getSetCookie().find((line) => line.includes("session_token")) ?? "";
    expect(cookie).toMatch(/^rollcall-3000\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/);
    const elsewhere = await signInCall(person.email, castPassword, own, "//elsewhere.example");
    expect(await elsewhere.json()).toEqual({ next: "/" });
  });

  it("sets a secure cookie where the address is https", async () => {
    const person = await addPerson("Ines", "viewer", "all");
    process.env.ROLLCALL_URL = "https://rollcall.example.com";
    forgetEnv();
    try {
      const response = await signInCall(person.email, castPassword, {
        origin: "https://rollcall.example.com",
      });
      const cookies = response.headers.getSetCookie();
      expect(cookies).toHaveLength(2);
      for (const cookie of cookies) {
        expect(cookie).toMatch(
          /^__Host-rollcall-443\.[\w-]+=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
        );
      }
      const held = new Headers({ cookie: cookies.map((cookie) => cookie.split(";", 1)[0]).join("; ") });
      expect(await actorOf(held)).toMatchObject({ name: "Ines" });
      expect(response.headers.get("strict-transport-security")).toBe("max-age=31536000");
    } finally {
      delete process.env.ROLLCALL_URL;
      forgetEnv();
    }
  });

  it("is refused from a foreign page and with the same words for a wrong password and an unknown person", async () => {
    const person = await addPerson("Ivo", "viewer", "all");
    expect((await signInCall(person.email, castPassword, { origin: "https://evil.example" })).status).toBe(
      403,
    );
    const wrong = await signInCall(person.email, "not the password");
    const unknown = await signInCall("stranger@example.com", "not the password");
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
  });

  it("does not count successes", async () => {
    const person = await addPerson("Busy", "viewer", "all");
    const headers = { ...own, "x-rollcall-address": "10.0.3.1" };
    for (let i = 0; i < 12; i += 1)
      expect((await signInCall(person.email, castPassword, headers)).status).toBe(200);
  });
});

describe("signing out", () => {
  it("ends the session, but not by a link and not from a foreign page", async () => {
    const person = await addPerson("Outi", "viewer", "all");
    const headers = await signedInHeaders(person.email);
    expect((await signOutLink()).headers.get("location")).toBe("/");
    const foreign = await callRoute(signOutDoor, {
      method: "POST",
      path: "/sign-out",
      headers: { cookie: headers.cookie ?? "", origin: "https://evil.example" },
    });
    expect(foreign.status).toBe(403);
    expect(await actorOf(new Headers(headers))).not.toBeNull();
    const response = await callRoute(signOutDoor, { method: "POST", path: "/sign-out", headers });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/sign-in"]);
    expect(response.headers.getSetCookie().join()).toMatch(/Max-Age=0/);
    expect(await actorOf(new Headers(headers))).toBeNull();
  });
});

describe("changing one's own password", () => {
  it("needs the old one and signs every other browser out", async () => {
    const person = await addPerson("Paula", "viewer", "all");
    const here = await signedInHeaders(person.email);
    const there = await signedInHeaders(person.email);
    const change = (body: unknown, headers: Record<string, string> = here) =>
      callRoute(passwordDoor, { method: "POST", path: "/api/door/password", headers, body });
    const wrong = await change({ currentPassword: "wrong", newPassword: "some other words here" });
    expect([wrong.status, await wrong.json()]).toMatchObject([
      422,
      { code: "wrong_password", errors: [{ path: "currentPassword" }] },
    ]);
    const weak = await change({ currentPassword: castPassword, newPassword: "short" });
    expect([weak.status, await weak.json()]).toMatchObject([
      422,
      { code: "weak_password", errors: [{ path: "newPassword" }] },
    ]);
    expect(
      (await change({ currentPassword: castPassword, newPassword: "some other words here" }, own)).status,
    ).toBe(401);
    const changed = await change({ currentPassword: castPassword, newPassword: "some other words here" });
    expect(changed.status).toBe(200);
    expect(await actorOf(new Headers(there))).toBeNull();
    expect(await actorOf(new Headers({ cookie: changed.headers.getSetCookie().join("; ") }))).toMatchObject({
      name: "Paula",
    });
  });
});

describe("the key from the shell", () => {
  it("works, and needs an appliance for an agent", async () => {
    const key = await createApiKeyFromShell({ name: "shell", role: "lead" });
    expect(await actorOf(new Headers({ authorization: `Bearer ${key}` }))).toMatchObject({
      name: "shell",
      appliances: "all",
    });
    await expect(createApiKeyFromShell({ name: "shell", role: "agent" })).rejects.toMatchObject({
      code: "agent_needs_appliance",
    });
  });
});

describe("readiness", () => {
  it("needs a living worker and sweeps on time", async () => {
    const beat = (name: string, secondsAgo: number) =>
      pool().query(
        `INSERT INTO heartbeat (name, at) VALUES ($1, clock_timestamp() - make_interval(secs => $2))
         ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at`,
        [name, secondsAgo],
      );
    expect(await readReadiness(pool())).toEqual({
      ready: false,
      database: "ok",
      worker: "down",
      sweeps: "late",
    });
    await beat("worker", 10);
    await beat("slot_sweep", 10);
    await beat("sweep", 90);
    expect(await readReadiness(pool())).toMatchObject({ ready: false, worker: "ok", sweeps: "late" });
    await beat("sweep", 10);
    await beat("slot_sweep", 90);
    expect(await readReadiness(pool())).toMatchObject({ ready: false, sweeps: "late" });
    await beat("slot_sweep", 10);
    expect(await readReadiness(pool())).toEqual({ ready: true, database: "ok", worker: "ok", sweeps: "ok" });
  });
});
