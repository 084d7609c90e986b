// The second step: set up, asked, required, lost, reset.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actorOf } from "@/app/_web/who";
import { POST as codeDoor } from "@/app/api/door/code/route";
import { POST as newPasswordDoor } from "@/app/api/door/new-password/route";
import { POST as beginDoor } from "@/app/api/door/second-step/begin/route";
import { POST as confirmDoor } from "@/app/api/door/second-step/confirm/route";
import { POST as recoveryDoor } from "@/app/api/door/second-step/recovery-codes/route";
import { POST as removeDoor } from "@/app/api/door/second-step/remove/route";
import { POST as signInDoor } from "@/app/api/door/sign-in/route";
import { POST as setUpDoor } from "@/app/api/door/sign-in-set-up/route";
import * as secondStep from "@/app/api/v1/people/[id]/second-step/route";
import { issuePasswordLink } from "@/lib/access/issue-password-link";
import { pendingEnrolment } from "@/lib/access/second-factor";
import { closeDatabase, databaseNow, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { codeOf } from "@/test/support/authenticator";
import { callRoute } from "@/test/support/call-route";
import { addPerson, type Cast, castPassword, contextOf, makeCast } from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";
import { openTestBrowser, outcomeOf, type TestBrowser } from "@/test/support/knock";

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

const now = () => databaseNow(pool());
const signedIn = (browser: TestBrowser) => actorOf(new Headers({ cookie: browser.cookies() }));

async function nextOf(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  return ((await response.json()) as { next: string }).next;
}

async function withPassword(email: string, next?: string): Promise<{ browser: TestBrowser; next: string }> {
  const browser = openTestBrowser("192.0.2.1");
  const response = await browser.knock(signInDoor, {
    email,
    password: castPassword,
    ...(next ? { next } : {}),
  });
  return { browser, next: await nextOf(response) };
}

/** A code that was not taken yet: each try goes 30 seconds on, within what is accepted, by forgetting the newest that was. */
async function freshCode(personId: string, secret: string): Promise<string> {
  await pool().query("UPDATE person_totp SET last_step = NULL WHERE person_id = $1", [personId]);
  return codeOf(secret, await now());
}

/** Somebody who has set the second step up in their own browser. */
async function withSecondStep(name: string, role: "admin" | "viewer" = "viewer") {
  const person = await addPerson(name, role, "all");
  const { browser } = await withPassword(person.email);
  const begun = await browser.knock(beginDoor, { password: castPassword });
  const { secret } = (await begun.json()) as { secret: string };
  const confirmed = await browser.knock(confirmDoor, { code: codeOf(secret, await now()) });
  const { recoveryCodes } = (await confirmed.json()) as { recoveryCodes: string[] };
  return { ...person, browser, secret, recoveryCodes };
}

describe("setting the second step up", () => {
  it("needs the password, then a first code; other sessions end, and nothing of it can be read in the database", async () => {
    const person = await addPerson("Setty", "viewer", "all");
    const here = (await withPassword(person.email)).browser;
    const there = (await withPassword(person.email)).browser;
    expect(await outcomeOf(await here.knock(beginDoor, { password: "not it" }))).toBe("422 wrong_password");
    expect(await outcomeOf(await here.knock(confirmDoor, { code: "123456" }))).toBe("409 nothing_to_confirm");
    const begun = await here.knock(beginDoor, { password: castPassword });
    const { secret, uri, qr } = (await begun.json()) as { secret: string; uri: string; qr: { path: string } };
    expect(uri).toMatch(/^otpauth:\/\/totp\/Rollcall%20\(localhost\):setty\..*secret=[A-Z2-7]{32}&/);
    expect(qr.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
    expect(await outcomeOf(await here.knock(confirmDoor, { code: codeOf(secret, await now(), 9) }))).toBe(
      "422 wrong_code",
    );
    // Not asked before it is confirmed.
    expect((await withPassword(person.email)).next).toBe("/");
    const confirmed = await here.knock(confirmDoor, { code: codeOf(secret, await now()) });
    const { recoveryCodes } = (await confirmed.json()) as { recoveryCodes: string[] };
    expect(new Set(recoveryCodes).size).toBe(10);
    expect([(await signedIn(here))?.name, await signedIn(there)]).toEqual(["Setty", null]);
    const { rows } = await pool().query(
      "SELECT row_to_json(t)::text AS row FROM person_totp t UNION ALL SELECT row_to_json(c)::text FROM person_recovery_code c",
    );
    const stored = rows.map(({ row }) => row).join("\n");
    for (const plain of [
      secret.replaceAll(" ", ""),
      ...recoveryCodes.flatMap((code) => [code, code.replaceAll("-", "")]),
    ])
      expect(stored).not.toContain(plain);
    const { rows: audited } = await pool().query(
      "SELECT 1 FROM audit WHERE deed = 'person.setUpSecondStep' AND subject_id = $1",
      [person.id],
    );
    expect(audited).toHaveLength(1);
  });

  it("on a new phone leaves the old one good until the new one is confirmed", async () => {
    const { id, email, browser, secret } = await withSecondStep("Switcher");
    const begun = await browser.knock(beginDoor, { password: castPassword });
    const { secret: renewed } = (await begun.json()) as { secret: string };
    const old = await withPassword(email);
    expect(await outcomeOf(await old.browser.knock(codeDoor, { code: await freshCode(id, secret) }))).toBe(
      "200",
    );
    expect(await outcomeOf(await browser.knock(confirmDoor, { code: codeOf(renewed, await now()) }))).toBe(
      "200",
    );
    const after = await withPassword(email);
    expect(await outcomeOf(await after.browser.knock(codeDoor, { code: await freshCode(id, secret) }))).toBe(
      "422 wrong_code",
    );
    expect(await outcomeOf(await after.browser.knock(codeDoor, { code: await freshCode(id, renewed) }))).toBe(
      "200",
    );
  });
});

describe("the second step at sign-in", () => {
  it("is asked after the password, and leads on to the page that was wanted", async () => {
    const { id, email, secret } = await withSecondStep("Coda");
    const { browser, next } = await withPassword(email, "/clients?state=overdue");
    expect(next).toBe("/sign-in/code?next=%2Fclients%3Fstate%3Doverdue");
    expect(await signedIn(browser)).toBeNull();
    const entered = await browser.knock(codeDoor, {
      code: await freshCode(id, secret),
      next: "/clients?state=overdue",
    });
    expect(await nextOf(entered)).toBe("/clients?state=overdue");
    expect(await signedIn(browser)).toMatchObject({ name: "Coda" });
    const { rows } = await pool().query(
      "SELECT after FROM audit WHERE deed = 'person.signIn' AND subject_id = $1 ORDER BY id DESC LIMIT 1",
      [id],
    );
    expect(rows[0].after).toMatchObject({ by: "password", secondStep: "code" });
  });

  it("takes each code once, also of two at the same moment, and the neighbours of the present one", async () => {
    const { id, email, secret } = await withSecondStep("Once");
    const one = (await withPassword(email)).browser;
    const two = (await withPassword(email)).browser;
    const code = await freshCode(id, secret);
    const both = await Promise.all([one.knock(codeDoor, { code }), two.knock(codeDoor, { code })]);
    expect((await Promise.all(both.map(outcomeOf))).sort()).toEqual(["200", "422 wrong_code"]);
    const third = (await withPassword(email)).browser;
    expect(await outcomeOf(await third.knock(codeDoor, { code: codeOf(secret, await now(), 1) }))).toBe(
      "200",
    );
    const fourth = (await withPassword(email)).browser;
    expect(await outcomeOf(await fourth.knock(codeDoor, { code: codeOf(secret, await now(), 3) }))).toBe(
      "422 wrong_code",
    );
  });

  it("takes a recovery code once, however it is typed", async () => {
    const { email, recoveryCodes } = await withSecondStep("Lost");
    const [first = "", second = ""] = recoveryCodes;
    const typed = ` ${first.toLowerCase().replaceAll("-", " ").replaceAll("1", "l").replaceAll("0", "o")} `;
    for (const [code, outcome] of [
      [typed, "200"],
      [first, "422 wrong_code"],
      [second, "200"],
    ]) {
      const { browser } = await withPassword(email);
      expect(await outcomeOf(await browser.knock(codeDoor, { code }))).toBe(outcome);
    }
  });

  it("is over after five wrong codes, in another browser, and once the password is changed", async () => {
    const { id, email, secret } = await withSecondStep("Fives");
    const { browser } = await withPassword(email);
    for (let index = 0; index < 5; index += 1)
      expect(await outcomeOf(await browser.knock(codeDoor, { code: "000000" }))).toBe("422 wrong_code");
    expect(await outcomeOf(await browser.knock(codeDoor, { code: await freshCode(id, secret) }))).toBe(
      "410 step_over",
    );
    const other = openTestBrowser("192.0.2.1");
    expect(await outcomeOf(await other.knock(codeDoor, { code: await freshCode(id, secret) }))).toBe(
      "410 step_over",
    );
    const again = (await withPassword(email)).browser;
    const { url } = await issuePasswordLink(await contextOf(cast.admin.actor), id);
    const body = { token: url.split("/").at(-1), password: "a few words in a row" };
    expect((await openTestBrowser("192.0.2.9").knock(newPasswordDoor, body)).status).toBe(200);
    expect(await outcomeOf(await again.knock(codeDoor, { code: await freshCode(id, secret) }))).toBe(
      "410 step_over",
    );
  });

  it("slows down who knows the password and guesses codes, and not the person's own browser", async () => {
    const { id, email, secret, browser: own } = await withSecondStep("Guessed");
    for (let round = 0; round < 2; round += 1) {
      const { browser } = await withPassword(email);
      for (let index = 0; index < 5; index += 1) await browser.knock(codeDoor, { code: "000000" });
    }
    await pool().query("UPDATE sign_in_attempt SET points = 30 WHERE key = $1", [`code:${id}`]);
    const stranger = (await withPassword(email)).browser;
    expect(await outcomeOf(await stranger.knock(codeDoor, { code: "000000" }))).toBe("422 wrong_code");
    const refused = await stranger.knock(codeDoor, { code: await freshCode(id, secret) });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(600);
    await own.knock(signInDoor, { email, password: castPassword });
    expect(await outcomeOf(await own.knock(codeDoor, { code: await freshCode(id, secret) }))).toBe("200");
  });

  it("is asked of who comes with a link to a new password, too", async () => {
    const { id, secret } = await withSecondStep("Linked");
    const { url } = await issuePasswordLink(await contextOf(cast.admin.actor), id);
    const browser = openTestBrowser("192.0.2.1");
    const opened = await browser.knock(newPasswordDoor, {
      token: url.split("/").at(-1),
      password: "a few words in a row",
    });
    expect(await nextOf(opened)).toBe("/sign-in/code");
    expect(await signedIn(browser)).toBeNull();
    expect(await outcomeOf(await browser.knock(codeDoor, { code: await freshCode(id, secret) }))).toBe("200");
  });
});

describe("ROLLCALL_REQUIRE_TOTP", () => {
  async function requiring<T>(whom: string, work: () => Promise<T>): Promise<T> {
    process.env.ROLLCALL_REQUIRE_TOTP = whom;
    forgetEnv();
    try {
      return await work();
    } finally {
      delete process.env.ROLLCALL_REQUIRE_TOTP;
      forgetEnv();
    }
  }

  it("has an admin set it up at the next sign-in, and nobody else; sessions that are open go on", async () => {
    const admin = await addPerson("Adamant", "admin", "all");
    const { browser: before } = await withPassword(admin.email);
    await requiring("admins", async () => {
      expect(await signedIn(before)).not.toBeNull();
      expect((await withPassword(cast.viewer.email)).next).toBe("/");
      const { browser, next } = await withPassword(admin.email, "/settings/people");
      expect(next).toBe("/sign-in/set-up?next=%2Fsettings%2Fpeople");
      expect(await signedIn(browser)).toBeNull();
      expect(await outcomeOf(await browser.knock(codeDoor, { code: "000000" }))).toBe("410 step_over");
      const waiting = await pendingEnrolment(pool(), await now(), admin);
      const code = codeOf(waiting?.secret ?? "", await now());
      const entered = await browser.knock(setUpDoor, { code, next: "/settings/people" });
      const answer = (await entered.json()) as { next: string; recoveryCodes: string[] };
      expect([answer.next, answer.recoveryCodes.length]).toEqual(["/settings/people", 10]);
      expect(await signedIn(browser)).toMatchObject({ name: "Adamant" });
      expect((await withPassword(admin.email)).next).toBe("/sign-in/code");
      const removed = await browser.knock(removeDoor, { password: castPassword, code: "000000" });
      expect(await outcomeOf(removed)).toBe("409 second_step_required");
    });
  });

  it("can be for all", async () => {
    await requiring("all", async () => {
      expect((await withPassword(cast.technician.email)).next).toBe("/sign-in/set-up");
    });
  });
});

describe("taking the second step away", () => {
  it("needs password and code from its person", async () => {
    const { id, email, browser, secret, recoveryCodes } = await withSecondStep("Remover");
    const remove = (password: string, code: string) => browser.knock(removeDoor, { password, code });
    expect(await outcomeOf(await remove("not it", await freshCode(id, secret)))).toBe("422 wrong_password");
    expect(await outcomeOf(await remove(castPassword, "000000"))).toBe("422 wrong_code");
    expect(await outcomeOf(await remove(castPassword, recoveryCodes[0] ?? ""))).toBe("200");
    expect((await withPassword(email)).next).toBe("/");
    expect(await outcomeOf(await browser.knock(recoveryDoor, { password: castPassword }))).toBe(
      "409 no_second_step",
    );
  });

  it("can be done by an admin for another, who is signed out, and by nobody for themselves", async () => {
    const someone = await withSecondStep("Phoneless");
    const reset = (id: string, headers: Record<string, string>) =>
      callRoute(secondStep.DELETE, { method: "DELETE", path: "/x", params: { id }, headers });
    expect((await reset(someone.id, cast.lead.headers)).status).toBe(403);
    expect(await outcomeOf(await reset(cast.admin.id, cast.admin.headers))).toBe("409 own_second_step");
    expect((await reset(someone.id, cast.admin.headers)).status).toBe(204);
    expect(await signedIn(someone.browser)).toBeNull();
    expect((await withPassword(someone.email)).next).toBe("/");
    expect(await outcomeOf(await reset(someone.id, cast.admin.headers))).toBe("409 no_second_step");
  });

  it("is not needed for new recovery codes, which make the old ones void", async () => {
    const { email, browser, recoveryCodes } = await withSecondStep("Renewer");
    const renewed = await browser.knock(recoveryDoor, { password: castPassword });
    const { recoveryCodes: fresh } = (await renewed.json()) as { recoveryCodes: string[] };
    for (const [code, outcome] of [
      [recoveryCodes[0], "422 wrong_code"],
      [fresh[0], "200"],
    ]) {
      const at = await withPassword(email);
      expect(await outcomeOf(await at.browser.knock(codeDoor, { code }))).toBe(outcome);
    }
  });
});
