// How often signing in may fail, from where it is counted, and that nobody can keep another out.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST as signInDoor } from "@/app/api/door/sign-in/route";
import * as person from "@/app/api/v1/people/[id]/route";
import { pauseSeconds } from "@/lib/access/limit-sign-in";
import { closeDatabase, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { callRoute } from "@/test/support/call-route";
import { addPerson, type Cast, castPassword, makeCast } from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";
import { openTestBrowser, outcomeOf, type TestBrowser } from "@/test/support/knock";

let database: TestDatabase;
let cast: Cast;

beforeAll(async () => {
  database = await createTestDatabase();
  // The tests are about counting: no try is refused for want of a place.
  process.env.ROLLCALL_SIGN_IN_QUEUE = "100";
  forgetEnv();
  cast = await makeCast();
});
afterAll(async () => {
  delete process.env.ROLLCALL_SIGN_IN_QUEUE;
  forgetEnv();
  await closeDatabase();
  await database.drop();
});
beforeEach(async () => {
  await pool().query("DELETE FROM sign_in_attempt");
  beAnotherProcess();
});

/** Forgets what this process remembers: another one counts on from the database. */
function beAnotherProcess(): void {
  delete (globalThis as { rollcallSignInCounting?: unknown }).rollcallSignInCounting;
}

function signIn(browser: TestBrowser, email: string, password = "not the password") {
  return browser.knock(signInDoor, { email, password });
}

/** As many wrong tries as outcomes come back, one after the other. */
async function fail(
  times: number,
  browserOf: (index: number) => TestBrowser,
  email: string,
): Promise<string[]> {
  const outcomes: string[] = [];
  for (let index = 0; index < times; index += 1)
    outcomes.push(await outcomeOf(await signIn(browserOf(index), email)));
  return outcomes;
}

/** As if so many tries had failed. */
async function countAsFailed(key: string, times: number): Promise<void> {
  const { rowCount } = await pool().query("UPDATE sign_in_attempt SET points = $2 WHERE key = $1", [
    key,
    times,
  ]);
  expect(rowCount).toBe(1);
}

/** Ten failures from ten addresses, and then as if there had been so many more that the pause is a minute. */
async function besiege(email: string): Promise<void> {
  const outcomes = await fail(10, (index) => openTestBrowser(`203.0.113.${index}`), email);
  expect(outcomes).toEqual(Array(10).fill(wrong));
  await pool().query("UPDATE sign_in_attempt SET points = 20 WHERE key LIKE 'account:%'");
}

const wrong = "401 wrong_credentials";
const locked = "429 too_many_attempts";

async function countedKeys(kind: string): Promise<string[]> {
  const { rows } = await pool().query<{ key: string }>(
    "SELECT key FROM sign_in_attempt WHERE key LIKE $1 ORDER BY key",
    [`${kind}:%`],
  );
  return rows.map(({ key }) => key.split(":").slice(1).join(":"));
}

describe("an account from one address", () => {
  it("may fail ten times in fifteen minutes, many at once and in many processes", async () => {
    const { email } = await addPerson("Paired", "viewer", "all");
    const here = openTestBrowser("198.51.100.1");
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => signIn(here, email).then(outcomeOf)));
    beAnotherProcess();
    outcomes.push(
      ...(await Promise.all(Array.from({ length: 6 }, () => signIn(here, email).then(outcomeOf)))),
    );
    expect(outcomes.sort()).toEqual([...Array(10).fill(wrong), locked, locked]);
    const right = await signIn(openTestBrowser("198.51.100.1"), email, castPassword);
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(800);
    expect(await right.json()).toMatchObject({
      code: "too_many_attempts",
      detail: "Too many attempts. Wait 15 minutes and try again.",
    });
  });

  it("begins anew when it succeeds, and successes do not count", async () => {
    const { email } = await addPerson("Often", "viewer", "all");
    for (let round = 0; round < 2; round += 1) {
      // A browser that keeps no cookies is never known.
      await fail(6, () => openTestBrowser("198.51.100.2"), email);
      const right = await signIn(openTestBrowser("198.51.100.2"), email, castPassword);
      await pool().query("DELETE FROM sign_in_attempt WHERE key LIKE 'account:%'");
      expect(right.status).toBe(200);
    }
    expect(await countedKeys("pair")).toEqual([]);
  });
});

describe("an account from many addresses", () => {
  it("is slowed down and never closed: after ten failures one try, then pauses that double to a minute", async () => {
    const { email } = await addPerson("Wanted", "viewer", "all");
    await besiege(email);
    expect(await fail(2, (index) => openTestBrowser(`203.0.113.${20 + index}`), email)).toEqual([
      wrong,
      locked,
    ]);
    expect([0, 1, 2, 5, 6, 100].map((beyond) => pauseSeconds(beyond, 60))).toEqual([1, 2, 4, 32, 60, 60]);
    // The pause is over: the right person gets in, from an address that nobody has seen.
    await pool().query("UPDATE sign_in_attempt SET expire = 0 WHERE key LIKE 'gate:%'");
    beAnotherProcess();
    const right = await signIn(openTestBrowser("192.0.2.77"), email, castPassword);
    expect(right.status).toBe(200);
  });

  it("lets one of many through at a time once there are pauses", async () => {
    const { email } = await addPerson("Stormed", "viewer", "all");
    await besiege(email);
    const storm = Array.from({ length: 20 }, (_, index) =>
      signIn(openTestBrowser(`203.0.113.${100 + index}`), email).then(outcomeOf),
    );
    const outcomes = await Promise.all(storm);
    expect(outcomes.sort()).toEqual([wrong, ...Array(19).fill(locked)]);
  });

  it("does not hold up a browser in which its person has signed in before", async () => {
    const { email } = await addPerson("Regular", "viewer", "all");
    const known = openTestBrowser("192.0.2.10");
    expect((await signIn(known, email, castPassword)).status).toBe(200);
    await besiege(email);
    // From the very address that is locked, too.
    await fail(10, () => openTestBrowser("192.0.2.10"), email);
    expect(await outcomeOf(await signIn(openTestBrowser("192.0.2.10"), email, castPassword))).toBe(locked);
    expect((await signIn(known, email, castPassword)).status).toBe(200);
    // It is counted by itself, and no more is opened with it than ten tries.
    const outcomes = await fail(11, () => known, email);
    expect(outcomes).toEqual([...Array(10).fill(wrong), locked]);
  });

  it("knows the device of no other account, and none that was made up", async () => {
    const mine = await addPerson("Mallory", "viewer", "all");
    const theirs = await addPerson("Alice", "viewer", "all");
    const known = openTestBrowser("192.0.2.20");
    await signIn(known, mine.email, castPassword);
    const [, value] = /device-\w+=([^;]+)/.exec(known.cookies()) ?? [];
    const alice = openTestBrowser("192.0.2.21");
    await signIn(alice, theirs.email, castPassword);
    const [name] = /[^ ;]*device-\w+/.exec(alice.cookies()) ?? [];
    await besiege(theirs.email);
    expect(await fail(1, () => openTestBrowser("203.0.113.99"), theirs.email)).toEqual([wrong]);
    for (const cookie of [`${name}=${value}`, `${name}=${value?.slice(0, -3)}AAA`, `${name}=x.y.z`]) {
      const forged = await openTestBrowser("192.0.2.22").knock(
        signInDoor,
        { email: theirs.email, password: castPassword },
        { cookie },
      );
      expect(await outcomeOf(forged)).toBe(locked);
    }
  });
});

describe("an address over many accounts", () => {
  it("may fail thirty times in fifteen minutes, and x-forwarded-for is not believed", async () => {
    const outcomes: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      if (index === 2) await countAsFailed("address:198.51.100.9", 28);
      const response = await openTestBrowser("198.51.100.9").knock(
        signInDoor,
        { email: `stranger${index}@example.com`, password: "not the password" },
        { "x-forwarded-for": `172.16.0.${index}` },
      );
      outcomes.push(await outcomeOf(response));
    }
    expect(outcomes).toEqual([...Array(4).fill(wrong), locked, locked]);
  });
});

describe("the address behind a proxy", () => {
  beforeAll(() => {
    process.env.ROLLCALL_TRUST_PROXY = "true";
    forgetEnv();
    return () => {
      delete process.env.ROLLCALL_TRUST_PROXY;
      forgetEnv();
    };
  });

  const from = (forwarded: string, index = 0) =>
    openTestBrowser("10.0.0.1").knock(
      signInDoor,
      { email: `spray${index}@example.com`, password: "not the password" },
      { "x-forwarded-for": forwarded },
    );

  it("is one however it is written: port, brackets, zeros, capitals, IPv4 in IPv6", async () => {
    const spellings = [
      "192.0.2.1",
      "192.0.2.1:4711",
      "::ffff:192.0.2.1",
      "[::ffff:192.0.2.1]:443",
      "::FFFF:c000:201",
      "8.8.8.8, 192.0.2.1",
    ];
    for (const [index, spelling] of spellings.entries()) await from(spelling, index);
    expect(await countedKeys("address")).toEqual(["192.0.2.1"]);
  });

  it("is the /64 of an IPv6 address", async () => {
    const spellings = ["2001:db8:1:2::1", "[2001:0db8:1:2::2]:443", "2001:DB8:1:2:ffff:ffff:ffff:ffff"];
    for (const [index, spelling] of spellings.entries()) await from(spelling, index);
    await from("2001:db8:1:3::1", 9);
    expect(await countedKeys("address")).toEqual(["2001:db8:1:2::/64", "2001:db8:1:3::/64"]);
    await countAsFailed("address:2001:db8:1:2::/64", 29);
    expect(await outcomeOf(await from("2001:db8:1:2::feed", 98))).toBe(wrong);
    expect(await outcomeOf(await from("2001:db8:1:2::beef", 99))).toBe(locked);
  });

  it("is the proxy's own where it is no address at all", async () => {
    for (const [index, garbage] of [
      "unknown",
      "_hidden",
      "1.2.3",
      "0x7f000001",
      "evil.example",
      "",
    ].entries())
      await from(garbage, index);
    expect(await countedKeys("address")).toEqual(["10.0.0.1"]);
  });
});

describe("locks", () => {
  it("are shown to admins with the person they are on", async () => {
    const someone = await addPerson("Besieged", "viewer", "all");
    await fail(11, () => openTestBrowser("2001:db8:7:7::1"), someone.email);
    await fail(1, () => openTestBrowser("203.0.113.1"), someone.email);
    const call = { path: "/x", params: { id: someone.id }, headers: cast.admin.headers };
    const shown = (await (await callRoute(person.GET, call)).json()) as { signInLocks: unknown };
    expect(shown.signInLocks).toEqual([
      expect.objectContaining({ scope: "account", address: null, failures: 11 }),
      expect.objectContaining({ scope: "pair", address: "2001:db8:7:7::/64", failures: 10 }),
    ]);
  });
});
