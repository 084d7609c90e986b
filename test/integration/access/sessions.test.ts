// How long a session lives, and what its person sees of it and can end.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actorOf } from "@/app/_web/who";
import { POST as signInDoor } from "@/app/api/door/sign-in/route";
import * as ownSession from "@/app/api/v1/people/me/sessions/[id]/route";
import * as ownSessions from "@/app/api/v1/people/me/sessions/route";
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
  cast = await makeCast();
});
afterAll(async () => {
  await closeDatabase();
  await database.drop();
});

const signedIn = (browser: TestBrowser) => actorOf(new Headers({ cookie: browser.cookies() }));

async function signIn(email: string, address: string): Promise<TestBrowser> {
  const browser = openTestBrowser(address);
  expect((await browser.knock(signInDoor, { email, password: castPassword })).status).toBe(200);
  return browser;
}

async function age(personId: string, hours: number): Promise<void> {
  await pool().query(
    "UPDATE person_session SET last_seen_at = now() - make_interval(mins => $2) WHERE person_id = $1",
    [personId, Math.round(hours * 60)],
  );
}

type Listed = {
  items: { id: string; device: string; address: string; current: boolean; lastSeenAt: string }[];
};

async function list(headers: Record<string, string>): Promise<Listed> {
  const response = await callRoute(ownSessions.GET, { path: "/x", headers });
  expect(response.status).toBe(200);
  return (await response.json()) as Listed;
}

const end = (id: string, headers: Record<string, string>) =>
  callRoute(ownSession.DELETE, { method: "DELETE", path: "/x", params: { id }, headers });

describe("a session", () => {
  it("ends when it stands idle for twelve hours, and coming by begins them anew", async () => {
    const { id, email } = await addPerson("Idle", "viewer", "all");
    const browser = await signIn(email, "192.0.2.1");
    await age(id, 11.9);
    expect(await signedIn(browser)).not.toBeNull();
    const { rows } = await pool().query(
      "SELECT extract(epoch FROM now() - last_seen_at) < 60 AS fresh FROM person_session WHERE person_id = $1",
      [id],
    );
    expect(rows).toEqual([{ fresh: true }]);
    await age(id, 12.1);
    expect(await signedIn(browser)).toBeNull();
    expect((await pool().query("SELECT 1 FROM person_session WHERE person_id = $1", [id])).rows).toEqual([]);
  });

  it("is not kept alive by a stream that stays open", async () => {
    const { id, email } = await addPerson("Streamer", "viewer", "all");
    const browser = await signIn(email, "192.0.2.1");
    await age(id, 2);
    const headers = new Headers({ cookie: browser.cookies(), accept: "text/event-stream" });
    expect(await actorOf(headers)).toMatchObject({ name: "Streamer" });
    const { rows } = await pool().query(
      "SELECT last_seen_at < now() - interval '1 hour' AS old FROM person_session WHERE person_id = $1",
      [id],
    );
    expect(rows).toEqual([{ old: true }]);
  });

  it("stands idle as long as the setting says", async () => {
    const { id, email } = await addPerson("Idler", "viewer", "all");
    const browser = await signIn(email, "192.0.2.1");
    process.env.ROLLCALL_SESSION_IDLE_HOURS = "1";
    forgetEnv();
    try {
      await age(id, 0.9);
      expect(await signedIn(browser)).not.toBeNull();
      await age(id, 1.1);
      expect(await signedIn(browser)).toBeNull();
    } finally {
      delete process.env.ROLLCALL_SESSION_IDLE_HOURS;
      forgetEnv();
    }
  });

  it("ends after seven days however busy it is", async () => {
    const { id, email } = await addPerson("Weekly", "viewer", "all");
    const browser = await signIn(email, "192.0.2.1");
    const { rows } = await pool().query(
      "SELECT round(extract(epoch FROM expires_at - now()) / 3600) AS hours FROM person_session WHERE person_id = $1",
      [id],
    );
    expect(Number(rows[0].hours)).toBe(7 * 24);
    await pool().query(
      "UPDATE person_session SET expires_at = now() - interval '1 second' WHERE person_id = $1",
      [id],
    );
    expect(await signedIn(browser)).toBeNull();
  });
});

describe("one's own sessions", () => {
  it("are listed with device, address and times, the present one marked; none that is over", async () => {
    const { id, email } = await addPerson("Lister", "viewer", "all");
    await signIn(email, "192.0.2.3");
    await age(id, 13);
    const there = await signIn(email, "2001:db8::1");
    const here = await signIn(email, "::ffff:192.0.2.2");
    const { items } = await list(here.headers());
    expect(items).toHaveLength(2);
    expect(items.find((item) => item.current)).toMatchObject({
      address: "192.0.2.2",
      device: expect.stringContaining("Firefox/140.0"),
    });
    expect(items.find((item) => !item.current)).toMatchObject({ address: "2001:db8::1" });
    expect(JSON.stringify(items)).not.toContain(decodeURIComponent(there.cookies()).split(/[=.]/)[2]);
  });

  it("can be ended one by one and all others at once; nobody else's can", async () => {
    const { id, email } = await addPerson("Ender", "viewer", "all");
    const other = await addPerson("Bystander", "viewer", "all");
    const here = await signIn(email, "192.0.2.1");
    const there = await signIn(email, "192.0.2.2");
    const bystander = await signIn(other.email, "192.0.2.3");
    const [theirs] = (await list(bystander.headers())).items;
    expect((await end(theirs?.id ?? "", here.headers())).status).toBe(404);
    const foreign = { ...here.headers(), origin: "https://evil.example" };
    const [thereListed] = (await list(here.headers())).items.filter((item) => !item.current);
    expect((await end(thereListed?.id ?? "", foreign)).status).toBe(403);
    expect((await end(thereListed?.id ?? "", here.headers())).status).toBe(204);
    expect([await signedIn(there), (await signedIn(here))?.name]).toEqual([null, "Ender"]);

    const more = [await signIn(email, "192.0.2.4"), await signIn(email, "192.0.2.5")];
    const ended = await callRoute(ownSessions.DELETE, {
      method: "DELETE",
      path: "/x",
      headers: here.headers(),
    });
    expect(await ended.json()).toEqual({ ended: 2 });
    expect(
      await Promise.all([...more, here, bystander].map(async (one) => (await signedIn(one))?.name)),
    ).toEqual([undefined, undefined, "Ender", "Bystander"]);
    const { rows } = await pool().query(
      "SELECT before FROM audit WHERE deed = 'person.endSession' AND subject_id = $1 ORDER BY id",
      [id],
    );
    expect(rows.map(({ before }) => before)).toEqual([
      { address: "192.0.2.2", since: expect.any(String) },
      { others: 2 },
    ]);
  });

  it("are nothing that a key has", async () => {
    expect(await list(cast.adminKey.headers)).toEqual({ items: [] });
    const headers = { ...cast.admin.headers, ...cast.adminKey.headers };
    const ended = await callRoute(ownSessions.DELETE, { method: "DELETE", path: "/x", headers });
    expect(await ended.json()).toEqual({ ended: 0 });
    expect(await actorOf(new Headers(cast.admin.headers))).not.toBeNull();
    expect(await outcomeOf(await end("x", cast.adminKey.headers))).toBe("404 not_found");
  });
});
