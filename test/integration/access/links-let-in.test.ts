// A good link lets in whoever has it, whatever others tried with that address before, and is spent by nothing else.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actorOf } from "@/app/_web/who";
import { POST as acceptDoor } from "@/app/api/door/invitation/route";
import { POST as newPasswordDoor } from "@/app/api/door/new-password/route";
import { POST as signInDoor } from "@/app/api/door/sign-in/route";
import { invitePerson } from "@/lib/access/invite-person";
import { issuePasswordLink } from "@/lib/access/issue-password-link";
import { closeDatabase, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { addPerson, type Cast, contextOf, makeCast } from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";
import { openTestBrowser, outcomeOf } from "@/test/support/knock";

const goodPassword = "a few words in a row";
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
beforeEach(async () => {
  await pool().query("DELETE FROM sign_in_attempt");
});

const tokenOf = (url: string) => url.split("/").at(-1) ?? "";

/** Somebody fails from the very address of the person until nothing is heard any more. */
async function lockOut(email: string, address: string): Promise<void> {
  const stranger = openTestBrowser(address);
  for (let index = 0; index < 11; index += 1) await stranger.knock(signInDoor, { email, password: "not it" });
  expect(await outcomeOf(await stranger.knock(signInDoor, { email, password: "not it" }))).toBe(
    "429 too_many_attempts",
  );
}

async function isSpent(url: string): Promise<boolean> {
  const id = (await pool().query("SELECT used_at FROM one_time_link ORDER BY id DESC LIMIT 1")).rows[0];
  expect(url).toBeTruthy();
  return id.used_at !== null;
}

describe("a link to a new password", () => {
  it("lets its person in although the account is locked from their address, and lifts the lock", async () => {
    const { id, email } = await addPerson("Locked", "viewer", "all");
    const { url } = await issuePasswordLink(await contextOf(cast.admin.actor), id);
    await lockOut(email, "192.0.2.1");
    const browser = openTestBrowser("192.0.2.1");
    const body = { token: tokenOf(url), password: goodPassword };
    expect(await outcomeOf(await browser.knock(newPasswordDoor, body))).toBe("200");
    expect(await actorOf(new Headers({ cookie: browser.cookies() }))).toMatchObject({ name: "Locked" });
    const elsewhere = openTestBrowser("192.0.2.1");
    expect(await outcomeOf(await elsewhere.knock(signInDoor, { email, password: goodPassword }))).toBe("200");
  });

  it("is not counted as a try of the password", async () => {
    const { id } = await addPerson("Uncounted", "viewer", "all");
    const { url } = await issuePasswordLink(await contextOf(cast.admin.actor), id);
    const body = { token: tokenOf(url), password: goodPassword };
    await openTestBrowser("192.0.2.2").knock(newPasswordDoor, body);
    expect((await pool().query("SELECT key FROM sign_in_attempt")).rows).toEqual([]);
  });

  it("is good still when there was no place to hash, when the password is weak, and when no session can be opened", async () => {
    const { id } = await addPerson("Patient", "viewer", "all");
    const { url } = await issuePasswordLink(await contextOf(cast.admin.actor), id);
    const browser = openTestBrowser("192.0.2.3");
    const knock = (password: string) => browser.knock(newPasswordDoor, { token: tokenOf(url), password });

    process.env.ROLLCALL_SIGN_IN_QUEUE = "0";
    process.env.ROLLCALL_SIGN_IN_HASHES = "1";
    forgetEnv();
    try {
      const stranger = openTestBrowser("192.0.2.4").knock(signInDoor, {
        email: "nobody@example.com",
        password: "x",
      });
      await expect
        .poll(() => (globalThis as { rollcallHashPlaces?: { taken: number } }).rollcallHashPlaces?.taken)
        .toBe(1);
      expect(await outcomeOf(await knock(goodPassword))).toBe("503 sign_in_busy");
      await stranger;
    } finally {
      delete process.env.ROLLCALL_SIGN_IN_QUEUE;
      delete process.env.ROLLCALL_SIGN_IN_HASHES;
      forgetEnv();
    }
    expect(await outcomeOf(await knock("password1234"))).toBe("422 weak_password");
    expect(await isSpent(url)).toBe(false);

    // What fails last takes everything back: link, password and sessions.
    const { rows: before } = await pool().query("SELECT password FROM person_account WHERE person_id = $1", [
      id,
    ]);
    await pool().query("ALTER TABLE person_session RENAME TO person_session_away");
    try {
      expect((await knock(goodPassword)).status).toBe(500);
    } finally {
      await pool().query("ALTER TABLE person_session_away RENAME TO person_session");
    }
    expect(await isSpent(url)).toBe(false);
    const { rows: after } = await pool().query("SELECT password FROM person_account WHERE person_id = $1", [
      id,
    ]);
    expect(after).toEqual(before);
    expect(await outcomeOf(await knock(goodPassword))).toBe("200");
    expect(await outcomeOf(await knock(goodPassword))).toBe("410 link_used");
  });
});

describe("an invitation", () => {
  it("lets in whose address somebody has tried before", async () => {
    const email = "expected@example.com";
    const { url } = await invitePerson(await contextOf(cast.admin.actor), {
      email,
      role: "viewer",
      appliances: "all",
    });
    await lockOut(email, "192.0.2.5");
    const browser = openTestBrowser("192.0.2.5");
    const body = { token: tokenOf(url), name: "Expected", password: goodPassword };
    expect(await outcomeOf(await browser.knock(acceptDoor, body))).toBe("200");
    expect(await actorOf(new Headers({ cookie: browser.cookies() }))).toMatchObject({ name: "Expected" });
  });
});
