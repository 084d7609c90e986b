// The rules that are about one client that goes astray, about what is known, and about Rollcall itself; and how rules speak.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as ruleRoute from "@/app/api/v1/alert-rules/[id]/route";
import * as rulesRoute from "@/app/api/v1/alert-rules/route";
import * as incidentRoute from "@/app/api/v1/incidents/[id]/route";
import { watchAlerts } from "@/lib/alerts/incidents/watch-alerts";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import {
  type AlertLine,
  addChannel,
  beginRollout,
  endRollouts,
  expectSaid,
  goneBefore,
  listAt,
  listIncidents,
  sendAll,
} from "@/test/support/alert-line";
import { ask, closeRollCall, type ListedClient, openRollCall, type Site } from "@/test/support/roll-call";

const start = "2026-03-02T03:00:00Z";
const names = (count: number) => Array.from({ length: count }, (_, at) => `pc-${at + 1}`);

let line: AlertLine;
const made: number[] = [];

beforeAll(openRollCall);
afterAll(closeRollCall);
afterEach(async () => {
  for (const id of made.splice(0)) {
    await ask(ruleRoute.DELETE, `/api/v1/alert-rules/${id}`, { method: "DELETE", id });
  }
  await pool().query("DELETE FROM setting WHERE name = 'mail'");
  await endRollouts();
});

async function begin(clients: readonly ListedClient[]): Promise<Site> {
  const begun = await beginRollout(start, clients);
  line = begun.line;
  return begun.site;
}

async function addRule(rule: object): Promise<void> {
  const body = { name: "Mine", severity: "warning", ...rule };
  const answer = await ask<{ id: number }>(rulesRoute.POST, "/api/v1/alert-rules", { method: "POST", body });
  expect(answer.status).toBe(201);
  made.push(answer.body.id);
}

async function why(kind: string): Promise<string> {
  const [incident] = (await listIncidents("status=open")).filter((one) => one.kind === kind);
  const id = incident?.id ?? 0;
  return (await ask<{ why: string }>(incidentRoute.GET, `/api/v1/incidents/${id}`, { id })).body.why;
}

const row = (name: string, seen: string, needsUpdate: string): ListedClient => ({
  name,
  type: "active",
  group: "Lisbon",
  seen,
  needsUpdate,
});
const before = "Offline since 2026-03-02 01:00:00";

describe("clients that go astray", () => {
  it("that were here, had their time and did not upgrade", async () => {
    const site = await begin([row("pc", before, "true")]);
    await listAt(line, site, 30, [row("pc", "Online since 2026-03-02 03:20:00", "true")]);
    await line.watchUntil(120, 10);
    expect(await line.said("connected_but_old")).toEqual([]);
    await listAt(line, site, 300, [row("pc", "Online since 2026-03-02 03:20:00", "true")]);
    await line.watchUntil(320);
    expectSaid(await line.said("connected_but_old"), [["connected_but_old opened", 310, 314]]);
    await sendAll();
    await listAt(line, site, 400, [row("pc", "Online since 2026-03-02 09:20:00", "false")]);
    await line.watchUntil(405);
    expectSaid(await line.said("connected_but_old"), [["connected_but_old resolved", 400, 404]]);
  });

  it("that went back, and more than once: another tool puts the old version back", async () => {
    const site = await begin([row("pc", before, "true")]);
    const here = (minute: number) => `Online since ${line.instant(minute).slice(0, 16).replace("T", " ")}:00`;
    const reports = ["false", "true", "false", "true"];
    for (const [at, needs] of reports.entries()) {
      const minute = 30 * (at + 1);
      await listAt(line, site, minute, [row("pc", here(minute - 5), needs)]);
    }
    await line.watchUntil(125);
    expectSaid(await line.said("regressed"), [["regressed opened", 120, 124]]);
    expect(await why("regressed")).toContain("another tool may put the old version back");
  });

  it("among those that must not be late: by tag, from the first on", async () => {
    const site = await begin(goneBefore(start, names(3)));
    await site.setFacts("pc-2", { tags: ["till"] });
    await addRule({ when: { kind: "stragglers" }, scope: { applianceIds: [site.id], tags: ["till"] } });
    await listAt(line, site, 130, goneBefore(start, names(3)));
    await line.watchUntil(135);
    const [incident] = (await listIncidents("status=open")).filter(({ rule }) => rule === "Mine");
    expect(incident).toMatchObject({ kind: "stragglers", count: 1 });
  });

  it("by whose move it is", async () => {
    const site = await begin(goneBefore(start, names(3)));
    await site.register({ kind: "integration_client", name: "archiver" });
    const scope = (movers: string[]) => ({ applianceIds: [site.id], movers });
    await addRule({ name: "Hands", when: { kind: "needs_redeployment" }, scope: scope(["technician"]) });
    await addRule({ name: "Others", when: { kind: "needs_redeployment" }, scope: scope(["end_user"]) });
    await line.watchUntil(5);
    const rules = (await listIncidents("status=open")).map(({ rule }) => rule);
    expect(rules).toContain("Hands");
    expect(rules).not.toContain("Others");
  });
});

describe("what is known", () => {
  it("names the security providers that are down with an agent", async () => {
    const site = await begin([]);
    await site.register({ kind: "connection_agent", name: "agent", securityProviders: ["LDAP Lisbon"] });
    await line.watchUntil(5);
    expect(await why("agents_waiting")).toContain("LDAP Lisbon");
  });

  it("tells of many new duplicates in the newest list, until a list shows fewer", async () => {
    const site = await begin(goneBefore(start, names(40)));
    await pool().query(
      `UPDATE import SET diff = jsonb_set(diff, '{duplicates}', '15') WHERE appliance_id = $1`,
      [site.id],
    );
    await line.watchUntil(5);
    expectSaid(await line.said("duplicates"), [["duplicates opened", 0, 3]]);
    await sendAll();
    await listAt(line, site, 30, goneBefore(start, names(40)));
    await line.watchUntil(35);
    expectSaid(await line.said("duplicates"), [["duplicates resolved", 30, 33]]);
  });
});

describe("Rollcall itself", () => {
  it("tells of a channel that takes nothing on the other one, and of messages that nobody got", async () => {
    await begin([]);
    const broken = await addChannel("broken", true);
    await pool().query(
      "UPDATE channel SET failures = 9, failing_since = $2, paused_at = $2, last_problem = 'It does not answer.' WHERE id = $1",
      [broken, line.instant(-20)],
    );
    await line.watchUntil(5);
    const told = await line.said("channel_failing");
    expect(told.map(({ channel, what }) => `${channel} ${what}`)).toEqual(["desk opened"]);
    await pool().query("UPDATE delivery SET status = 'dead', ended_at = $1, problem = 'no answer'", [
      line.instant(5),
    ]);
    await line.watchUntil(10);
    expect((await line.said("delivery_dead")).map(({ what }) => what)).toContain("opened");
  });

  it("tells that mail is wanted and cannot be sent", async () => {
    await begin([]);
    const desk = await addChannel("mail", false);
    await pool().query("UPDATE channel SET type = 'email' WHERE id = $1", [desk]);
    await line.watchUntil(5);
    expectSaid(await line.said("mail_problem"), [["mail_problem opened", 0, 3]]);
  });

  it("tells that nobody judged members for two minutes", async () => {
    await begin([]);
    await pool().query(
      `INSERT INTO heartbeat (name, at) VALUES ('sweep', clock_timestamp() - interval '10 minutes')
       ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
    );
    await line.watchUntil(3);
    expectSaid(await line.said("sweep_late"), [["sweep_late opened", 0, 3]]);
    await pool().query("UPDATE heartbeat SET at = clock_timestamp() WHERE name = 'sweep'");
  });

  it("goes on with the other rules where one cannot be looked at", async () => {
    const site = await begin(goneBefore(start, names(8)));
    await addRule({ when: { kind: "stragglers" }, scope: { applianceIds: [site.id] } });
    await pool().query(`UPDATE alert_rule SET scope = '{"groups": "no list"}' WHERE id = $1`, [made[0]]);
    await listAt(line, site, 130, goneBefore(start, names(8)));
    const ctx = await openContext(system);
    const outcome = await watchAlerts({
      ...ctx,
      log: { ...ctx.log, error: () => undefined } as typeof ctx.log,
    });
    expect(outcome).toMatchObject({ failed: 1 });
    await pool().query(`UPDATE alert_rule SET scope = '{}' WHERE id = $1`, [made[0]]);
    expect((await listIncidents("status=open")).map(({ rule }) => rule)).toContain("Stragglers in a rollout");
  });

  it("leaves the looking to one process at a time", async () => {
    await begin([]);
    const ctx = await openContext(system);
    const both = await Promise.all([watchAlerts(ctx), watchAlerts(ctx)]);
    expect(both.filter((outcome) => outcome === null).length).toBeLessThanOrEqual(1);
  });
});

describe("how a rule speaks", () => {
  it("escalates to a second channel where nobody acknowledges, and tells both that it is over", async () => {
    const site = await begin(goneBefore(start, names(2)));
    const boss = await addChannel("boss", false);
    await addRule({
      when: { kind: "stragglers", minCount: 2 },
      scope: { applianceIds: [site.id] },
      escalation: { afterMinutes: 30, channelIds: [boss] },
    });
    await listAt(line, site, 130, goneBefore(start, names(2)));
    await line.watchUntil(170);
    const said = (await line.said("stragglers")).map(({ what, channel }) => `${what} ${channel}`);
    expect(said).toEqual(["opened desk", "escalated boss"]);
    await sendAll();
    await listAt(line, site, 180, [
      row("pc-1", "Online since 2026-03-02 04:30:00", "false"),
      row("pc-2", "Online since 2026-03-02 04:30:00", "false"),
    ]);
    await line.watchUntil(185);
    const over = (await line.said("stragglers")).map(({ what, channel }) => `${what} ${channel}`);
    expect(over.sort()).toEqual(["resolved boss", "resolved desk"]);
  });

  it("waits for its hours", async () => {
    const site = await begin(goneBefore(start, names(2)));
    await addRule({
      when: { kind: "stragglers", minCount: 2 },
      scope: { applianceIds: [site.id] },
      hours: { weekdays: [1, 2, 3, 4, 5], from: "08:00", to: "18:00", timeZone: "UTC" },
    });
    await listAt(line, site, 130, goneBefore(start, names(2)));
    await line.watchUntil(295, 5);
    expect(await line.said("stragglers")).toEqual([]);
    await line.watchUntil(305);
    // 08:00 is five hours after the line begins.
    expectSaid(await line.said("stragglers"), [["stragglers opened", 300, 301]]);
  });
});
