// The daily digest and the hand-over: what they tell, to whom, once a day.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as handoverRoute from "@/app/api/v1/handover/route";
import * as digestRoute from "@/app/api/v1/people/me/digest/route";
import { runJob } from "@/jobs/run";
import { makeDueDigests } from "@/lib/alerts/digest/make-digests";
import { setMail } from "@/lib/alerts/mail/set-mail";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { callRoute } from "@/test/support/call-route";
import { addKey, addPerson, castPassword, signedInHeaders } from "@/test/support/cast";
import { type MailSink, openMailSink } from "@/test/support/mail-sink";
import {
  changeRollout,
  closeRollCall,
  openRollCall,
  openSite,
  type Site,
  setClock,
  sweep,
} from "@/test/support/roll-call";

let site: Site;
let mails: MailSink;
let email = "";
let personId = "";
let headers: Record<string, string> = {};
let rollout = 0;

beforeAll(async () => {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  await openRollCall();
  setClock("2026-03-04T06:00:00Z");
  site = await openSite({ name: "Support" } as never);
  await openSite();
  await site.import(
    [
      { name: "pc-1", seen: "Offline since 2026-03-01 10:00:00", type: "active" },
      { name: "pc-2", seen: "Offline since 2026-03-01 10:00:00", type: "active" },
      { name: "pc-3", seen: "Offline since 2026-03-01 10:00:00", type: "active" },
    ],
    "2026-03-02T00:00:00Z",
  );
  await pool().query("UPDATE client SET site = 'Lisbon' WHERE appliance_id = $1 AND name <> 'pc-3'", [
    site.id,
  ]);
  const person = await addPerson("Dora Digest", "lead", [site.id]);
  email = person.email;
  personId = person.id;
  headers = await signedInHeaders(email, castPassword);
  mails = await openMailSink();
  const server = {
    host: "127.0.0.1",
    port: mails.port,
    security: "none",
    from: "rollcall@example.org",
  } as const;
  await setMail(await openContext(system), { ...server, user: null, caPem: null });
});
afterAll(async () => {
  await mails.close();
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
  forgetEnv();
  await closeRollCall();
});

async function askOnce(
  module: Record<string, unknown>,
  method: string,
  path: string,
  body: unknown,
  own: Record<string, string>,
) {
  const answer = await callRoute(module[method] as never, {
    method,
    path: `/api/v1${path}`,
    headers: own,
    ...(body ? { body } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
}

/** As the person, who signs in again where the clock has moved too far. */
async function ask(module: Record<string, unknown>, method: string, path: string, body?: unknown) {
  const answer = await askOnce(module, method, path, body, headers);
  if (answer.status !== 401) return answer;
  headers = await signedInHeaders(email, castPassword);
  return askOnce(module, method, path, body, headers);
}

const choose = (parts: Record<string, unknown> = {}) =>
  ask(digestRoute, "PUT", "/people/me/digest", {
    enabled: true,
    hour: 7,
    weekdays: [1, 2, 3, 4, 5],
    timeZone: "Europe/Berlin",
    ...parts,
  });

/** Makes what is due and has it sent. */
async function work(): Promise<void> {
  await runJob("digest.due", {});
  const { rows } = await pool().query<{ id: number }>("SELECT id FROM delivery WHERE status = 'pending'");
  for (const { id } of rows) await runJob("delivery.send", { deliveryId: id });
}

const textOf = (at: number) => (mails.received[at]?.raw ?? "").replace(/=\r\n/g, "").replaceAll("\r\n", "\n");

describe("the digest", () => {
  it("is off until somebody wants it", async () => {
    expect((await ask(digestRoute, "GET", "/people/me/digest")).body).toMatchObject({
      enabled: false,
      nextAt: null,
    });
    await work();
    expect(mails.received).toEqual([]);
  });

  it("comes at the hour of the person's own clock, with what moved, who is behind where, and what waits for whom", async () => {
    const chosen = await choose();
    expect(chosen).toMatchObject({
      status: 200,
      body: { enabled: true, nextAt: "2026-03-05T06:00:00.000Z" },
    });
    setClock("2026-03-04T06:30:00Z");
    rollout = (await site.release("26.1.1", "2026-03-04T06:00:00Z")).rollout;
    setClock("2026-03-04T20:00:00Z");
    await site.import(
      [
        { name: "pc-1", seen: "Offline since 2026-03-01 10:00:00", type: "active" },
        { name: "pc-2", seen: "Online since 2026-03-04 10:00:00", type: "active" },
        { name: "pc-3", seen: "Offline since 2026-03-01 10:00:00", type: "active" },
      ],
      "2026-03-04T19:00:00Z",
    );
    await sweep();
    setClock("2026-03-05T05:59:00Z");
    await work();
    expect(mails.received).toEqual([]);
    setClock("2026-03-05T06:01:00Z");
    await work();
    expect(mails.received).toMatchObject([{ to: [email] }]);
    expect(mails.received[0]?.headers.subject).toBe("Rollcall: 2 clients are behind");
    const text = textOf(0);
    expect(text).toContain("26.1.1, going on: 1 of 3 have checked in (33 %).");
    expect(text).toContain("Changed: Checked in 1 (+1), Overdue 2 (+2).");
    expect(text).toContain("0 have to be redeployed, 2 are overdue, 0 are still to come.");
    expect(text).toContain("Whose move it is: End user 2.");
    expect(text).toContain("Behind by site: Lisbon 1, no site 1.");
    expect(text).toContain("was recorded by");
    expect(text).toContain("/handover");
  });

  it("comes once a day, whoever makes it how often", async () => {
    await work();
    setClock("2026-03-06T06:01:00Z");
    const ctx = await openContext(system);
    await Promise.all(Array.from({ length: 6 }, () => makeDueDigests(ctx)));
    await work();
    expect(mails.received).toHaveLength(2);
    // Two were overdue and still are: that is worth saying, though nothing moved.
    expect(textOf(1)).toContain("Nothing moved.");
    await choose({ hour: 9 });
    setClock("2026-03-06T08:01:00Z");
    await work();
    expect(mails.received).toHaveLength(2);
  });

  it("is made whole or not at all: what breaks off is made by the next run", async () => {
    setClock("2026-03-09T08:01:00Z");
    await pool().query("ALTER TABLE delivery ADD CONSTRAINT broken CHECK (message <> 'digest') NOT VALID");
    const quiet = { ...(await openContext(system)) };
    await makeDueDigests({ ...quiet, log: { ...quiet.log, error: () => undefined } as never });
    await pool().query("ALTER TABLE delivery DROP CONSTRAINT broken");
    const { rows } = await pool().query<{ due: boolean }>(
      "SELECT next_at <= '2026-03-09T08:01:00Z' AS due FROM person_digest WHERE person_id = $1",
      [personId],
    );
    expect(rows).toEqual([{ due: true }]);
    await work();
    expect(mails.received).toHaveLength(3);
  });

  it("does not come where there is nothing to say, unless that is wanted", async () => {
    setClock("2026-03-09T09:00:00Z");
    await changeRollout(rollout, { closed: { reason: "they are gone" } });
    setClock("2026-03-10T08:01:00Z");
    await work();
    expect(textOf(3)).toContain("26.1.1, closed");
    setClock("2026-03-11T08:01:00Z");
    await work();
    expect(mails.received).toHaveLength(4);
    await choose({ hour: 9, evenIfQuiet: true });
    setClock("2026-03-12T08:01:00Z");
    await work();
    expect(mails.received).toHaveLength(5);
    expect(textOf(4)).toContain("nothing needs anybody");
  });

  it("is refused for a zone that is none, and for a key", async () => {
    expect((await choose({ timeZone: "Mars/Olympus" })).status).toBe(422);
    const { headers: key } = await addKey("script", "lead", site.id);
    const body = { enabled: false, hour: 7, weekdays: [1], timeZone: "UTC" };
    expect((await askOnce(digestRoute, "PUT", "/people/me/digest", body, key)).status).toBe(422);
  });
});

describe("the hand-over", () => {
  it("tells what changed since it was marked as read, of one's own appliances", async () => {
    setClock("2026-03-13T08:00:00Z");
    const first = await ask(handoverRoute, "GET", "/handover");
    expect(first.body).toMatchObject({
      isFirst: true,
      since: expect.stringMatching(/^2026-03-12T08:00:0/),
      appliances: [{ id: site.id }],
    });
    expect((await ask(handoverRoute, "POST", "/handover", { until: first.body.until })).status).toBe(204);
    setClock("2026-03-13T09:00:00Z");
    await site.release("26.2.2", "2026-03-13T08:30:00Z");
    const second = await ask(handoverRoute, "GET", "/handover");
    expect(second.body).toMatchObject({
      isFirst: false,
      since: first.body.until,
      appliances: [
        {
          releases: [{ kind: "site", version: "26.2.2" }],
          rollouts: [
            { version: "26.2.2", now: { waiting: 1, needs_redeployment: 2 }, movers: { technician: 2 } },
          ],
        },
      ],
    });
    expect(second.body.text).toContain("26.2.2, going on: 0 of 3 have checked in (0 %).");
    // Marking an older page as read takes nothing back.
    await ask(handoverRoute, "POST", "/handover", { until: second.body.until });
    await ask(handoverRoute, "POST", "/handover", { until: first.body.until });
    expect((await ask(handoverRoute, "GET", "/handover")).body.since).toBe(second.body.until);
  });
});
