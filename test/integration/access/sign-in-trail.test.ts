// What log and audit keep of sign-ins: who, from where, and how it ended; of failures one audit row when a lock begins.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST as signOutDoor } from "@/app/(door)/sign-out/route";
import { POST as signInDoor } from "@/app/api/door/sign-in/route";
import { closeDatabase, pool } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { addPerson, castPassword } from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";
import { openTestBrowser } from "@/test/support/knock";

let database: TestDatabase;
let lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await closeDatabase();
  await database.drop();
});
beforeEach(() => {
  lines = [];
  for (const level of ["info", "warn"] as const) {
    vi.spyOn(log, level).mockImplementation(((fields: Record<string, unknown>, words: string) => {
      if (words === "sign-in") lines.push(fields);
    }) as typeof log.info);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function audit(subjectId: string) {
  const { rows } = await pool().query(
    `SELECT deed, actor_type AS actor, subject_type AS subject, after FROM audit WHERE subject_id = $1 ORDER BY id`,
    [subjectId],
  );
  return rows;
}

describe("the trail of sign-ins", () => {
  it("has signing in and out, with the address, in the log and in the audit log", async () => {
    const { id, email } = await addPerson("Tracy", "viewer", "all");
    const browser = openTestBrowser("::ffff:192.0.2.1");
    await browser.knock(signInDoor, { email, password: castPassword });
    await browser.knock(signOutDoor, {});
    const requestId = expect.any(String);
    expect(lines).toEqual([
      { person: id, outcome: "signed_in", address: "192.0.2.1", requestId },
      { person: id, outcome: "signed_out", address: "192.0.2.1", requestId },
    ]);
    expect(await audit(id)).toEqual([
      {
        deed: "person.signIn",
        actor: "person",
        subject: "person",
        after: { by: "password", address: "192.0.2.1" },
      },
      { deed: "person.signOut", actor: "person", subject: "person", after: null },
    ]);
  });

  it("has failures in the log, of who is unknown under a keyed hash, and never what was typed", async () => {
    const { id, email } = await addPerson("Ferdinand", "viewer", "all");
    const typed = "my-password-by-mistake@example.com";
    const browser = openTestBrowser("192.0.2.2");
    await browser.knock(signInDoor, { email, password: "a wrong password" });
    await browser.knock(signInDoor, { email: typed, password: "a wrong password" });
    await browser.knock(signInDoor, { email: typed.toUpperCase(), password: "a wrong password" });
    expect(lines).toEqual([
      expect.objectContaining({ person: id, outcome: "wrong_credentials", address: "192.0.2.2" }),
      expect.objectContaining({
        account: expect.stringMatching(/^[0-9a-f]{32}$/),
        outcome: "wrong_credentials",
      }),
      expect.objectContaining({ outcome: "wrong_credentials" }),
    ]);
    expect(lines[1]?.account).toBe(lines[2]?.account);
    expect(JSON.stringify(lines)).not.toMatch(/mistake|wrong password/i);
    expect(await audit(id)).toEqual([]);
  });

  it("has one audit row when a lock begins, however many are refused while it stands", async () => {
    const { id, email } = await addPerson("Luke", "viewer", "all");
    const browser = openTestBrowser("192.0.2.3");
    for (let index = 0; index < 10; index += 1) await browser.knock(signInDoor, { email, password: "wrong" });
    expect(await audit(id)).toEqual([]);
    await Promise.all(
      Array.from({ length: 8 }, () =>
        openTestBrowser("192.0.2.3").knock(signInDoor, { email, password: "wrong" }),
      ),
    );
    expect(await audit(id)).toEqual([
      {
        deed: "person.signInLocked",
        actor: "system",
        subject: "person",
        after: { scope: "pair", address: "192.0.2.3", waitSeconds: expect.any(Number) },
      },
    ]);
    const locked = lines.filter(({ outcome }) => outcome === "locked");
    expect(locked).toHaveLength(8);
    expect(locked.filter(({ begins }) => begins)).toHaveLength(1);
  });
});
