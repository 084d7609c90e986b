// How people come, change and go, and that an admin always remains.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actorOf } from "@/app/_web/who";
import { POST as acceptDoor } from "@/app/api/door/invitation/route";
import { POST as newPasswordDoor } from "@/app/api/door/new-password/route";
import { POST as setUpDoor } from "@/app/api/door/set-up/route";
import { POST as signInDoor } from "@/app/api/door/sign-in/route";
import * as person from "@/app/api/v1/people/[id]/route";
import { acceptInvitation } from "@/lib/access/accept-invitation";
import { changePerson } from "@/lib/access/change-person";
import { prepareFirstAdmin, setUpFirstAdmin } from "@/lib/access/first-admin";
import { invitePerson } from "@/lib/access/invite-person";
import { issuePasswordLink } from "@/lib/access/issue-password-link";
import { removePerson } from "@/lib/access/remove-person";
import { withdrawInvitation } from "@/lib/access/withdraw-invitation";
import { closeDatabase, databaseNow, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { callRoute } from "@/test/support/call-route";
import {
  addPerson,
  type Cast,
  castPassword,
  contextOf,
  makeCast,
  signedInHeaders,
} from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";

const own = { origin: "http://localhost:3000" };
const goodPassword = "a few words in a row";
const nowhere = { headers: new Headers(), address: null };

function tokenOf(url: string): string {
  return url.split("/").at(-1) ?? "";
}

function knock(
  door: (request: Request) => Promise<Response>,
  body: unknown,
  headers: Record<string, string> = own,
) {
  return callRoute(door, { method: "POST", path: "/api/door/x", headers, body });
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}

async function auditDeeds(subjectId: string): Promise<string[]> {
  const { rows } = await pool().query<{ deed: string }>(
    "SELECT deed FROM audit WHERE subject_id = $1 ORDER BY id",
    [subjectId],
  );
  return rows.map((row) => row.deed);
}

describe("the first admin", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
    return async () => {
      delete process.env.ROLLCALL_ADMIN_EMAIL;
      delete process.env.ROLLCALL_ADMIN_PASSWORD;
      forgetEnv();
      await closeDatabase();
      await database.drop();
    };
  });

  it("comes through a link, renewed at each start and good once", async () => {
    const first = await prepareFirstAdmin();
    const second = await prepareFirstAdmin();
    if (first.kind !== "link" || second.kind !== "link") throw new Error("no links");
    expect(second.url).toMatch(/^http:\/\/localhost:3000\/set-up\/[\w-]{43}$/);
    const body = { name: "Ada", email: "Ada@Example.com", password: goodPassword };
    expect(await codeOf(await knock(setUpDoor, { ...body, token: tokenOf(first.url) }))).toBe("link_unknown");
    expect(
      await codeOf(await knock(setUpDoor, { ...body, token: tokenOf(second.url), password: "short" })),
    ).toBe("weak_password");
    const opened = await knock(setUpDoor, { ...body, token: tokenOf(second.url) });
    expect(opened.status).toBe(200);
    const cookie = opened.headers.getSetCookie().join("; ");
    expect(cookie).toContain("HttpOnly");
    expect(await actorOf(new Headers({ cookie }))).toMatchObject({
      role: "admin",
      appliances: "all",
      name: "Ada",
    });
    expect(
      await codeOf(await knock(setUpDoor, { ...body, email: "eve@example.com", token: tokenOf(second.url) })),
    ).toBe("link_used");
    expect(await prepareFirstAdmin()).toEqual({ kind: "exists" });
  });

  it("is made once when two use the link at the same moment", async () => {
    const prepared = await prepareFirstAdmin();
    if (prepared.kind !== "link") throw new Error("no link");
    const db = pool();
    const now = await databaseNow(db);
    const set = (email: string) =>
      setUpFirstAdmin(
        db,
        now,
        { token: tokenOf(prepared.url), name: "A", email, password: goodPassword },
        nowhere,
      );
    const outcomes = await Promise.allSettled([set("a@example.com"), set("b@example.com")]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("comes from the settings", async () => {
    process.env.ROLLCALL_ADMIN_EMAIL = "Root@Example.com";
    process.env.ROLLCALL_ADMIN_PASSWORD = goodPassword;
    forgetEnv();
    expect(await Promise.all([prepareFirstAdmin(), prepareFirstAdmin()])).toEqual(
      expect.arrayContaining([{ kind: "created", email: "root@example.com" }, { kind: "exists" }]),
    );
    expect((await knock(signInDoor, { email: "ROOT@example.com", password: goodPassword })).status).toBe(200);
  });

  it("does not come from the settings with a password that nobody may choose, and is not missed once there is one", async () => {
    process.env.ROLLCALL_ADMIN_EMAIL = "root@example.com";
    process.env.ROLLCALL_ADMIN_PASSWORD = "password1234";
    forgetEnv();
    await expect(prepareFirstAdmin()).rejects.toThrow(
      /^Correct these settings and start again: ROLLCALL_ADMIN_PASSWORD is not taken\. This password is among those/,
    );
    await addPerson("First", "admin", "all");
    expect(await prepareFirstAdmin()).toEqual({ kind: "exists" });
  });
});

describe("people", () => {
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

  it("are invited by a link that works once and brings role and appliances", async () => {
    const ctx = await contextOf(cast.admin.actor);
    const [first] = cast.appliances;
    const link = await invitePerson(ctx, {
      email: "new@example.com",
      role: "technician",
      appliances: [first],
    });
    const body = { token: tokenOf(link.url), name: "New Person", password: goodPassword };
    expect((await knock(acceptDoor, body, { origin: "https://evil.example" })).status).toBe(403);
    const opened = await knock(acceptDoor, body);
    expect(opened.status).toBe(200);
    const actor = await actorOf(new Headers({ cookie: opened.headers.getSetCookie().join("; ") }));
    expect(actor).toMatchObject({ name: "New Person", role: "technician", appliances: [first] });
    const again = await knock(acceptDoor, body);
    expect([again.status, await codeOf(again)]).toEqual([410, "link_used"]);
    await expect(
      invitePerson(ctx, { email: "new@example.com", role: "viewer", appliances: "all" }),
    ).rejects.toMatchObject({ code: "email_taken" });
    expect(await auditDeeds(String(link.id))).toContain("person.invite");
    expect(await auditDeeds(actor?.id ?? "")).toEqual(["person.acceptInvitation", "person.signIn"]);
  });

  it("are made once when two accept at the same moment", async () => {
    const link = await invitePerson(await contextOf(cast.admin.actor), {
      email: "twin@example.com",
      role: "viewer",
      appliances: "all",
    });
    const db = pool();
    const now = await databaseNow(db);
    const accept = (name: string) =>
      acceptInvitation(db, now, { token: tokenOf(link.url), name, password: goodPassword }, nowhere);
    const outcomes = await Promise.allSettled([accept("One"), accept("Two")]);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect(outcomes.find((outcome) => outcome.status === "rejected")).toMatchObject({
      reason: { code: "link_used" },
    });
    const { rows } = await db.query("SELECT 1 FROM person WHERE email = 'twin@example.com'");
    expect(rows).toHaveLength(1);
  });

  it("cannot use an expired, withdrawn, replaced or mistyped invitation", async () => {
    const ctx = await contextOf(cast.admin.actor);
    const invite = () => invitePerson(ctx, { email: "late@example.com", role: "viewer", appliances: "all" });
    const accept = async (url: string) =>
      codeOf(await knock(acceptDoor, { token: tokenOf(url), name: "Late", password: goodPassword }));
    const replaced = await invite();
    const expired = await invite();
    expect(await accept(replaced.url)).toBe("link_unknown");
    await pool().query("UPDATE one_time_link SET expires_at = now() - interval '1 second' WHERE id = $1", [
      expired.id,
    ]);
    expect(await accept(expired.url)).toBe("link_expired");
    const withdrawn = await invite();
    await withdrawInvitation(ctx, withdrawn.id);
    expect(await accept(withdrawn.url)).toBe("link_unknown");
    expect(await accept("x/nonsense")).toBe("link_unknown");
    await expect(
      invitePerson(await contextOf(cast.lead.actor), {
        email: "x@example.com",
        role: "admin",
        appliances: "all",
      }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(
      invitePerson(ctx, { email: "x@example.com", role: "lead", appliances: [999_999] }),
    ).rejects.toMatchObject({ code: "unknown_appliance" });
  });

  it("get a new password by a link, and every old session ends", async () => {
    const someone = await addPerson("Forgetful", "viewer", "all");
    const headers = await signedInHeaders(someone.email);
    const ctx = await contextOf(cast.admin.actor);
    const void1 = await issuePasswordLink(ctx, someone.id);
    const link = await issuePasswordLink(ctx, someone.id);
    expect(await actorOf(new Headers(headers))).not.toBeNull();
    expect(
      await codeOf(await knock(newPasswordDoor, { token: tokenOf(void1.url), password: goodPassword })),
    ).toBe("link_unknown");
    expect((await knock(newPasswordDoor, { token: tokenOf(link.url), password: goodPassword })).status).toBe(
      200,
    );
    expect(await actorOf(new Headers(headers))).toBeNull();
    expect(await codeOf(await knock(signInDoor, { email: someone.email, password: castPassword }))).toBe(
      "wrong_credentials",
    );
    expect((await knock(signInDoor, { email: someone.email, password: goodPassword })).status).toBe(200);
    expect(
      await codeOf(await knock(newPasswordDoor, { token: tokenOf(link.url), password: goodPassword })),
    ).toBe("link_used");
    expect(await auditDeeds(someone.id)).toEqual([
      "person.signIn",
      "person.issuePasswordLink",
      "person.issuePasswordLink",
      "person.setNewPassword",
      "person.signIn",
      "person.signIn",
    ]);
  });

  it("who are disabled are out at once and cannot come back until enabled", async () => {
    const someone = await addPerson("Leaver", "lead", "all");
    const headers = await signedInHeaders(someone.email);
    const change = (body: unknown) =>
      callRoute(person.PATCH, {
        method: "PATCH",
        path: "/x",
        params: { id: someone.id },
        headers: cast.admin.headers,
        body,
      });
    expect(await (await change({ disabled: true })).json()).toMatchObject({ disabled: true });
    expect(await actorOf(new Headers(headers))).toBeNull();
    const door = await knock(signInDoor, { email: someone.email, password: castPassword });
    expect([door.status, await codeOf(door)]).toEqual([403, "person_disabled"]);
    expect(
      await codeOf(await knock(signInDoor, { email: someone.email, password: "a wrong password" })),
    ).toBe("wrong_credentials");
    await expect(issuePasswordLink(await contextOf(cast.admin.actor), someone.id)).rejects.toMatchObject({
      code: "person_disabled",
    });
    expect((await change({ disabled: false })).status).toBe(200);
    expect((await knock(signInDoor, { email: someone.email, password: castPassword })).status).toBe(200);
    expect(await auditDeeds(someone.id)).toEqual([
      "person.signIn",
      "person.disable",
      "person.enable",
      "person.signIn",
    ]);
  });

  it("who change role or appliances feel it with the next request", async () => {
    const someone = await addPerson("Mover", "viewer", [cast.appliances[0]]);
    const headers = await signedInHeaders(someone.email);
    const ctx = await contextOf(cast.admin.actor);
    await changePerson(ctx, someone.id, { role: "lead", appliances: [cast.appliances[1]] });
    expect(await actorOf(new Headers(headers))).toMatchObject({
      role: "lead",
      appliances: [cast.appliances[1]],
    });
    await changePerson(ctx, someone.id, { role: "admin" });
    expect(await actorOf(new Headers(headers))).toMatchObject({ role: "admin", appliances: "all" });
    await removePerson(ctx, someone.id);
    expect(await actorOf(new Headers(headers))).toBeNull();
  });

  it("always keep one enabled admin", async () => {
    const ctx = await contextOf(cast.admin.actor);
    for (const attempt of [
      () => changePerson(ctx, cast.admin.id, { role: "lead" }),
      () => changePerson(ctx, cast.admin.id, { disabled: true }),
      () => removePerson(ctx, cast.admin.id),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ status: 409, code: "last_admin" });
    }
    await changePerson(ctx, cast.admin.id, { name: "Ada Admin", role: "admin", appliances: [] });
    expect(await actorOf(new Headers(cast.admin.headers))).toMatchObject({
      role: "admin",
      appliances: "all",
    });
  });

  it("keep one admin when two demote, disable or remove each other at the same moment", async () => {
    const one = cast.admin;
    const two = await addPerson("Second Admin", "admin", "all");
    const asOne = await contextOf(one.actor);
    const asTwo = await contextOf(two.actor);
    for (let round = 0; round < 12; round += 1) {
      const deed = [{ role: "lead" }, { disabled: true }, { role: "viewer" }][round % 3] as
        | { role: "lead" }
        | { disabled: true };
      const outcomes = await Promise.allSettled([
        changePerson(asOne, two.id, deed),
        changePerson(asTwo, one.id, deed),
      ]);
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
      const { rows } = await pool().query(
        "SELECT id FROM person WHERE role = 'admin' AND disabled_at IS NULL",
      );
      expect(rows).toHaveLength(1);
      await pool().query("UPDATE person SET role = 'admin', disabled_at = NULL WHERE id = ANY($1)", [
        [one.id, two.id],
      ]);
    }
    const removals = await Promise.allSettled([removePerson(asOne, two.id), removePerson(asTwo, one.id)]);
    expect(removals.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
