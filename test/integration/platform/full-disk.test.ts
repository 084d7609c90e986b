// A full disk is told by a web process that never met it itself, stops nobody who only reads, and costs an import nothing.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { tellable } from "@/app/_web/problem";
import { POST as signInDoor } from "@/app/api/door/sign-in/route";
import * as appliances from "@/app/api/v1/appliances/route";
import * as importRoute from "@/app/api/v1/imports/[id]/route";
import * as readyz from "@/app/readyz/route";
import { personOfSession } from "@/lib/access/actor-of-session";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { instanceWarnings } from "@/lib/rollout/overview/instance-warnings";
import { callRoute } from "@/test/support/call-route";
import { addKey, addPerson, castPassword, signedInHeaders } from "@/test/support/cast";
import { openTestBrowser } from "@/test/support/knock";
import { closeRollCall, openRollCall, openSite, setClock, upload } from "@/test/support/roll-call";
import { killWorkerProcesses, startWorkerProcess, until } from "@/test/support/worker-process";

/** Lets the database refuse such writes as one whose disk is full does. */
async function refuse(event: "INSERT" | "UPDATE", table: string): Promise<void> {
  await pool().query(`
    CREATE OR REPLACE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER no_space BEFORE ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION no_space()`);
}

/** Gives space back, and lets the minute pass after which it counts as there. */
async function makeSpace(): Promise<void> {
  await pool().query("DROP FUNCTION IF EXISTS no_space CASCADE");
  await pool().query("UPDATE heartbeat SET at = at - interval '61 s' WHERE name = 'disk_full'");
  forgetWhatThisProcessMet();
}

function forgetWhatThisProcessMet(): void {
  delete (globalThis as { rollcallDiskFullMs?: number }).rollcallDiskFullMs;
}

let admin: Record<string, string>;
beforeAll(async () => {
  await openRollCall();
  setClock("2026-11-21T12:00:00Z");
  admin = (await addKey("watcher", "admin", null)).headers;
});
afterEach(killWorkerProcesses);
afterAll(closeRollCall);

const ready = async () => (await (await readyz.GET()).json()).database as string;
const warned = async () => (await instanceWarnings(await openContext(system))).map(({ code }) => code);
const standing = async (id: number) => {
  const path = `/api/v1/imports/${id}`;
  const answer = await callRoute(importRoute.GET, { path, headers: admin, params: { id: String(id) } });
  return (await answer.json()) as { status: string; waitsFor: string | null; problem: unknown };
};

describe("an import whose worker finds the disk full", () => {
  it("says what it waits for, as do readiness and the overview of a web process that met nothing, and goes on by itself", async () => {
    const site = await openSite();
    const list = site.list([{ name: "pc", seen: "Offline since 2026-11-20 10:00:00" }]);
    const { body } = await upload({ applianceId: String(site.id), exportedAt: "2026-11-21T09:00:00Z" }, list);
    await refuse("INSERT", "snapshot_block");
    const worker = await startWorkerProcess();
    await until("the worker's word", async () =>
      worker.output().includes("the disk of the database is full"),
    );
    expect(await standing(body.id)).toMatchObject({ waitsFor: "disk_space", problem: null });
    expect(await ready()).toBe("disk_full");
    expect(await warned()).toContain("disk_full");
    await until("the attempt taken back", async () => {
      const { rows } = await pool().query("SELECT 1 FROM import WHERE id = $1 AND attempts = 0", [body.id]);
      return rows.length === 1;
    });

    await makeSpace();
    await until("the import", async () => (await standing(body.id)).status === "done", 60);
    expect(await standing(body.id)).toMatchObject({ waitsFor: null });
    expect(await ready()).not.toBe("disk_full");
    expect(await warned()).not.toContain("disk_full");
  }, 120_000);
});

describe("who only reads while the disk is full", () => {
  afterEach(makeSpace);

  it("comes in with a key, though it cannot be noted that it was used", async () => {
    const { headers } = await addKey("reader", "viewer", null);
    await refuse("UPDATE", "api_key");
    const answer = await callRoute(appliances.GET, { path: "/api/v1/appliances", headers });
    expect(answer.status).toBe(200);
    expect(await ready()).toBe("disk_full");
  });

  it("stays signed in, though it cannot be noted that somebody was there", async () => {
    const { email } = await addPerson("Rita Reader", "viewer", "all");
    const headers = new Headers(await signedInHeaders(email));
    await pool().query("UPDATE person_session SET last_seen_at = last_seen_at - interval '5 min'");
    await refuse("UPDATE", "person_session");
    expect(await personOfSession(pool(), headers)).toMatchObject({ email });
    expect(await ready()).toBe("disk_full");
  });

  it("is told why nobody can come in", async () => {
    const { email } = await addPerson("Nina Newcomer", "viewer", "all");
    await refuse("INSERT", "person_session");
    const answer = await openTestBrowser("10.9.9.9").knock(signInDoor, { email, password: castPassword });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: "disk_full" });
  });

  it("is told also where not even the heartbeat can be written, by the process that met it", async () => {
    await pool().query(
      "INSERT INTO heartbeat (name, at) VALUES ('disk_full', '2026-01-01Z') ON CONFLICT DO NOTHING",
    );
    await refuse("UPDATE", "heartbeat");
    const refusal = Object.assign(new Error("No space left on device"), { code: "53100" });
    expect(tellable(refusal, "r1")).toMatchObject({ status: 503, code: "disk_full" });
    expect(await ready()).toBe("disk_full");
    expect(await warned()).toContain("disk_full");
  });
});
