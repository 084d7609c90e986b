// What a database of the release before holds of sign-ins is there after the update: people, passwords, sessions, counters.
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { hashPassword } from "better-auth/crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { actorOf } from "@/app/_web/who";
import { signedToken } from "@/lib/access/auth";
import { signIn } from "@/lib/access/sign-in";
import { closeDatabase, pool } from "@/lib/platform/db";
import { migrate } from "@/lib/platform/migrate";
import { castPassword } from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";
import { migrationsBefore } from "@/test/support/release-before";

let database: TestDatabase;
const folder = migrationsBefore("0008");

beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeDatabase();
  await database.drop();
});

it("is carried along", async () => {
  await migrate(database.url, { prismaFolder: folder });
  const db = pool();
  const id = randomUUID();
  const token = "a-session-of-the-release-before";
  await db.query(
    "INSERT INTO person (id, name, email, role, updated_at) VALUES ($1, 'Old Hand', 'old@example.com', 'viewer', now())",
    [id],
  );
  await db.query(
    `INSERT INTO person_account (id, account_id, provider_id, person_id, password, updated_at)
     VALUES ($1, $1, 'credential', $1, $2, now())`,
    [id, await hashPassword(castPassword)],
  );
  await db.query(
    `INSERT INTO person_session (id, token, person_id, expires_at, created_at, updated_at)
     VALUES ($1, $2, $1, now() + interval '3 days', now() - interval '4 days', now())`,
    [id, token],
  );
  // As the library that counts made it.
  await db.query(
    "CREATE TABLE sign_in_attempt (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)",
  );
  await db.query("INSERT INTO sign_in_attempt VALUES ('address:192.0.2.1', 4, 99999999999999)");

  expect(await migrate(database.url)).toContain("0008_sign_in");
  const cookie = `rollcall-3000.session_token=${encodeURIComponent(await signedToken(token))}`;
  expect(await actorOf(new Headers({ cookie }))).toMatchObject({ name: "Old Hand" });
  const from = { headers: new Headers(), address: "192.0.2.1" };
  const opened = await signIn(db, { email: "old@example.com", password: castPassword }, from);
  expect(opened).toMatchObject({ personId: id, step: null });
  const { rows } = await db.query("SELECT points FROM sign_in_attempt WHERE key = 'address:192.0.2.1'");
  expect(rows).toEqual([{ points: 4 }]);
});
