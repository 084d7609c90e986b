// What each rule opens, says and resolves, on a real database and a moved clock; and what stops it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as ruleRoute from "@/app/api/v1/alert-rules/[id]/route";
import * as previewRoute from "@/app/api/v1/alert-rules/preview/route";
import * as rulesRoute from "@/app/api/v1/alert-rules/route";
import * as windowsRoute from "@/app/api/v1/appliances/[id]/upgrade-windows/route";
import * as acknowledgeRoute from "@/app/api/v1/incidents/[id]/acknowledge/route";
import * as commentsRoute from "@/app/api/v1/incidents/[id]/comments/route";
import * as incidentRoute from "@/app/api/v1/incidents/[id]/route";
import * as snoozeRoute from "@/app/api/v1/incidents/[id]/snooze/route";
import * as incidentsRoute from "@/app/api/v1/incidents/route";
import * as answerRoute from "@/app/api/v1/upgrade-windows/[id]/answer/route";
import { messageOf } from "@/lib/alerts/incidents/message-of";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import {
  type AlertLine,
  beginRollout,
  endRollouts,
  expectSaid,
  goneBefore,
  listAt,
  listIncidents,
  type SeenIncident,
  sendAll,
} from "@/test/support/alert-line";
import { addKey, addPerson, signedInHeaders } from "@/test/support/cast";
import {
  ask,
  changeRollout,
  closeRollCall,
  type ListedClient,
  openRollCall,
  type Site,
} from "@/test/support/roll-call";

const start = "2026-03-02T03:00:00Z";
const hour = 60;
const day = 24 * hour;

type Incident = SeenIncident & { events: { event: string; by: string | null; note: string | null }[] };

let line: AlertLine;

beforeAll(openRollCall);
afterAll(closeRollCall);
afterEach(endRollouts);

const names = (count: number, prefix = "pc") =>
  Array.from({ length: count }, (_, at) => `${prefix}-${at + 1}`);
const listed = (seen: string, of: readonly string[], group = "Lisbon"): ListedClient[] =>
  of.map((name) => ({ name, type: "active", seen, group }));
const gone = (of: readonly string[], group?: string, type?: string) => goneBefore(start, of, group, type);

/** A release at minute 0, and a fleet that was last there before it; its due time is two hours later. */
async function begin(clients: readonly ListedClient[]): Promise<{ site: Site; rollout: number }> {
  const begun = await beginRollout(start, clients);
  line = begun.line;
  return begun;
}

const list = (site: Site, minute: number, clients: readonly ListedClient[]) =>
  listAt(line, site, minute, clients);
const incidents = listIncidents;
const read = async (id: number) =>
  (await ask<Incident>(incidentRoute.GET, `/api/v1/incidents/${id}`, { id })).body;
const online = "Online since 2026-03-02 04:30:00";

describe("stragglers", () => {
  it("make one incident that is said, grows, and is over", async () => {
    const all = names(12);
    const { site } = await begin(gone(all));
    await line.watchUntil(125, 5);
    expect(await line.said()).toEqual([]);

    await list(site, 130, [...gone(all.slice(0, 6)), ...listed(online, all.slice(6))]);
    await line.watchUntil(140);
    expectSaid(await line.said(), [["stragglers opened", 131, 132]]);
    const [incident] = await incidents();
    expect(incident).toMatchObject({ kind: "stragglers", status: "open", count: 6 });
    expect(incident?.sentence).toBe(`6 stragglers on Site ${site.mark} (50 % of 12)`);

    await sendAll();
    await list(site, 200, listed(online, all));
    await line.watchUntil(210);
    expectSaid(await line.said(), [["stragglers resolved", 201, 202]]);
    expect(await incidents()).toMatchObject([{ status: "resolved", count: 6 }]);
  });

  it("say who, why, since when and what would clear it, as it is when it is sent", async () => {
    const { site } = await begin(gone(names(12)));
    await list(site, 130, gone(names(12)));
    await line.watchUntil(135);
    const [incident] = await incidents();
    const message = await messageOf(await openContext(system), {
      incidentId: incident?.id ?? 0,
      message: "opened",
      at: Date.parse(start),
    });
    expect(message).toMatchObject({ title: `12 stragglers on Site ${site.mark} (100 % of 12)`, more: 2 });
    expect(message?.clients).toHaveLength(10);
    expect(message?.clients[0]?.sentence).toContain("last connected");
    expect(message?.lines.join(" ")).toMatch(
      /was installed 2 Mar 2026.*It is so since.*It ends when they check in/,
    );
    expect(message?.url).toMatch(/\/alerts\/\d+$/);
  });

  it("that came and went within the minute are never said, not even 5,000", async () => {
    const all = names(5_000);
    const { site } = await begin(gone(all));
    await list(site, 130, gone(all));
    await line.watchUntil(130);
    await list(site, 130, listed(online, all));
    await line.watchUntil(140);
    expect(await line.said()).toEqual([]);
    expect(await incidents("status=open")).toEqual([]);
  });

  it("of 5,000 that stay are said once", async () => {
    const all = names(5_000);
    const { site: other } = await begin(gone(all, "Porto"));
    await list(other, 130, gone(all, "Porto"));
    await line.watchUntil(300, 5);
    expectSaid(await line.said(), [["stragglers opened", 130, 140]]);
  });

  it("that need redeployment move to the next rollout, and nothing is said twice", async () => {
    const { site } = await begin([]);
    const agent = { kind: "connection_agent", name: "agent" } as const;
    await site.register(agent);
    await line.watchUntil(5);
    const [first] = await incidents("status=open").then((found) =>
      found.filter(({ kind }) => kind === "agents_waiting"),
    );
    await line.said();
    await sendAll();
    const { rollout } = await site.release("24.2.1", line.instant(0));
    await line.watchUntil(10);
    const moved = await read(first?.id ?? 0);
    expect(moved).toMatchObject({ status: "open", rolloutId: rollout });
    expect(moved.rolloutId).not.toBe(first?.rolloutId);
    expect((await line.said()).filter(({ rule }) => rule === "agents_waiting")).toEqual([]);
  });
});

describe("other rules", () => {
  it("tell of what does not come by itself: redeployment and connection agents", async () => {
    const { site } = await begin(gone(names(3)));
    await site.register({ kind: "connection_agent", name: "agent", securityProviders: ["LDAP Lisbon"] });
    await site.register({ kind: "integration_client", name: "archiver" });
    await line.watchUntil(10);
    const said = await line.said();
    expect(said.map(({ rule, what }) => `${rule} ${what}`).sort()).toEqual([
      "agents_waiting opened",
      "needs_redeployment opened",
    ]);
    expect(await incidents()).toHaveLength(2);
  });

  it("tell of a rollout that Rollcall held, until it is resumed", async () => {
    const { rollout } = await begin(gone(names(3)));
    await pool().query(
      `UPDATE rollout SET status = 'held', held_at = now(), held_reason = 'x', halt = '{"code": "failed_attempts", "inputs": {}}' WHERE id = $1`,
      [rollout],
    );
    await line.watchUntil(5);
    expectSaid(await line.said("halted"), [["halted opened", 1, 2]]);
    await sendAll();
    await changeRollout(rollout, { held: false });
    await line.watchUntil(10);
    expectSaid(await line.said("halted"), [["halted resolved", 5, 8]]);
  });

  it("tell of a second site release before the 24 hours were over, until they are", async () => {
    const { site } = await begin(gone(names(3)));
    await line.at(60, () => site.release("24.1.2", line.instant(60)));
    await line.watchUntil(65);
    expectSaid(await line.said("released_too_early"), [["released_too_early opened", 61, 62]]);
    await sendAll();
    await line.watchUntil(day + 130, 30);
    expectSaid(await line.said("released_too_early"), [
      ["released_too_early repeated", 780, 820],
      ["released_too_early resolved", day + 60, day + 125],
    ]);
  });

  it("tell of an import that waits for an answer, and of one that failed", async () => {
    const { site } = await begin(gone(names(40)));
    await site.change({ confirmChangePercent: 30 });
    const waiting = await site.send(site.list(gone(names(2))), { exportedAt: line.instant(0) });
    expect(waiting.status).toBe("needs_confirmation");
    const failed = await site.send("\u0000\u0001 not a list", { exportedAt: line.instant(0) });
    expect(failed.status).toBe("failed");
    await line.watchUntil(70, 2);
    const said = await line.said();
    expect(said.map(({ rule }) => rule).sort()).toEqual(["import_failed", "import_waiting"]);
    expect(said.find(({ rule }) => rule === "import_waiting")?.minute).toBeGreaterThanOrEqual(60);
  });

  it("tell of a feed that fails for an hour, and wait with what is about members while nothing answers", async () => {
    const all = names(8);
    const { site } = await begin(gone(all));
    await pool().query(
      `INSERT INTO feed (appliance_id, type, name, enabled, created_by, created_at, changed_at, failing_since, problem, next_run_at)
       VALUES ($1, 'config_api', 'Configuration API', true, 'test', now(), now(), $2, '{"code": "unreachable", "sentence": "It does not answer."}', $3)`,
      [site.id, line.instant(60), line.instant(10 * day)],
    );
    await list(site, 130, gone(all));
    await line.watchUntil(135);
    expectSaid(await line.said(), [["feed_quiet opened", 131, 132]]);
    await pool().query("UPDATE feed SET failing_since = NULL, problem = NULL");
    await line.watchUntil(140);
    expectSaid(await line.said("stragglers"), [["stragglers opened", 136, 138]]);
  });

  it("tell that what is known is old, and nothing about members until it is newer", async () => {
    const all = names(8);
    const { site } = await begin(gone(all));
    await list(site, 130, gone(all));
    await line.watchUntil(135);
    expectSaid(await line.said(), [["stragglers opened", 131, 132]]);
    await line.watchUntil(3 * day + 200, 60);
    const said = await line.said();
    expect(said.filter(({ rule }) => rule === "export_old")).toHaveLength(1);
    const [stragglers] = await incidents("status=open").then((open) =>
      open.filter(({ kind }) => kind === "stragglers"),
    );
    expect(stragglers?.inhibitedBy).toBe("data_old");
  });

  it("tell of a site whose clients fell silent together, once", async () => {
    const porto = names(10, "porto");
    const lisbon = names(10, "lisbon");
    const on = "Online since 2026-03-02 03:10:00";
    const { site } = await begin([...gone(porto, "Porto"), ...gone(lisbon)]);
    await list(site, 20, [...listed(on, porto, "Porto"), ...listed(on, lisbon)]);
    await list(site, 60, [
      ...listed("Offline since 2026-03-02 03:40:00", porto, "Porto"),
      ...listed(on, lisbon),
    ]);
    await line.watchUntil(90);
    expectSaid(await line.said("site_silent"), [["site_silent opened", 75, 78]]);
    expect((await incidents()).map(({ sentence }) => sentence)).toContain(
      `Porto fell silent: 10 clients of 10 on Site ${site.mark} at once`,
    );
  });

  it("tell that nobody comes any more while members wait", async () => {
    const all = names(10);
    const { site } = await begin(gone(all, "Lisbon", "passive"));
    await list(site, 2 * hour, [
      ...listed(online, all.slice(0, 2)),
      ...gone(all, "Lisbon", "passive").slice(2),
    ]);
    await line.watchUntil(day, hour);
    expect(await line.said("no_progress")).toEqual([]);
    await line.watchUntil(day + 4 * hour, 10);
    const [first] = await line.said("no_progress");
    expect(first).toMatchObject({ what: "opened" });
    expect(first?.minute).toBeGreaterThanOrEqual(day + 60);
  });
});

describe("people", () => {
  it("acknowledge it: what was on its way is cancelled at once, and it is said again when that runs out", async () => {
    const { site } = await begin(gone(names(8)));
    await list(site, 130, gone(names(8)));
    await line.watchUntil(132);
    const [incident] = await incidents();
    const id = incident?.id ?? 0;
    const path = `/api/v1/incidents/${id}/acknowledge`;
    const viewer = await addKey("viewer", "viewer", null);
    expect(
      await ask(acknowledgeRoute.POST, path, { method: "POST", id, body: {}, headers: viewer.headers }),
    ).toMatchObject({ status: 403 });
    const answer = await ask(acknowledgeRoute.POST, path, {
      method: "POST",
      id,
      body: { hours: 2, note: "on it" },
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { status: "acknowledged", acknowledgedBy: "roll call" },
    });
    expect((await line.said()).map(({ what, status }) => `${what} ${status}`)).toEqual(["opened cancelled"]);
    await line.watchUntil(240, 10);
    expect(await line.said()).toEqual([]);
    await line.watchUntil(260, 2);
    expectSaid(await line.said(), [["stragglers repeated", 250, 256]]);
    expect((await read(id)).events.map(({ event }) => event)).toContain("acknowledgement_ended");
  });

  it("see what they took on under Mine, by who they are and not by how they are called", async () => {
    const { site } = await begin(gone(names(8)));
    await list(site, 130, gone(names(8)));
    await line.watchUntil(132);
    const id = (await incidents())[0]?.id ?? 0;
    const [one, other] = [
      await addPerson("Kim", "technician", [site.id]),
      await addPerson("Kim", "lead", [site.id]),
    ];
    const [key, namesake] = [await addKey("Kim", "lead", null), await addKey("Kim", "lead", null)];
    const mineOf = async (headers: Record<string, string>) =>
      (await ask<{ total: number }>(incidentsRoute.GET, "/api/v1/incidents?mine=1", { headers })).body.total;
    const everybody = [
      await signedInHeaders(one.email),
      await signedInHeaders(other.email),
      key.headers,
      namesake.headers,
    ];
    const seen = () => Promise.all(everybody.map(mineOf));
    const path = `/api/v1/incidents/${id}/acknowledge`;
    for (const [place, headers] of everybody.entries()) {
      expect(await ask(acknowledgeRoute.POST, path, { method: "POST", id, body: {}, headers })).toMatchObject(
        {
          status: 200,
          body: { acknowledgedBy: "Kim" },
        },
      );
      expect(await seen()).toEqual(everybody.map((_, at) => (at === place ? 1 : 0)));
    }
    await ask(snoozeRoute.POST, `/api/v1/incidents/${id}/snooze`, {
      method: "POST",
      id,
      body: { growsBy: 5 },
    });
    expect(await seen()).toEqual([0, 0, 0, 0]);
  });

  it("snooze and comment on it; neither is possible for what does not exist or is over", async () => {
    const { site } = await begin(gone(names(8)));
    await list(site, 130, gone(names(8)));
    await line.watchUntil(132);
    const id = (await incidents())[0]?.id ?? 0;
    const call = (body: unknown) => ({ method: "POST", id, body });
    expect(
      await ask(snoozeRoute.POST, `/api/v1/incidents/${id}/snooze`, call({ until: line.instant(100) })),
    ).toMatchObject({ status: 422, body: { code: "snooze_over" } });
    expect(await ask(snoozeRoute.POST, `/api/v1/incidents/${id}/snooze`, call({}))).toMatchObject({
      status: 422,
    });
    expect(await ask(snoozeRoute.POST, `/api/v1/incidents/${id}/snooze`, call({ growsBy: 5 }))).toMatchObject(
      { status: 200, body: { status: "snoozed" } },
    );
    expect(
      await ask(commentsRoute.POST, `/api/v1/incidents/${id}/comments`, call({ note: "Porto has no power" })),
    ).toMatchObject({ status: 200 });
    expect((await read(id)).events.at(-1)).toMatchObject({ event: "commented", note: "Porto has no power" });
    await list(site, 140, listed(online, names(8)));
    await line.watchUntil(145);
    expect(await ask(snoozeRoute.POST, `/api/v1/incidents/${id}/snooze`, call({ growsBy: 5 }))).toMatchObject(
      { status: 409, body: { code: "incident_resolved" } },
    );
  });

  it("announce an upgrade: nothing is said while it lasts, and then they are asked what was installed", async () => {
    const { site } = await begin(gone(names(8)));
    const path = `/api/v1/appliances/${site.id}/upgrade-windows`;
    const call = (body: unknown) => ({ method: "POST", id: site.id, body });
    const window = { startsAt: line.instant(100), endsAt: line.instant(200), version: "24.2.1" };
    expect(await ask(windowsRoute.POST, path, call({ ...window, endsAt: line.instant(50) }))).toMatchObject({
      status: 422,
      body: { code: "window_unclear" },
    });
    const { body } = await ask<{ id: number }>(windowsRoute.POST, path, call(window));
    expect(await ask(windowsRoute.POST, path, call(window))).toMatchObject({
      status: 409,
      body: { code: "windows_overlap" },
    });
    await list(site, 130, gone(names(8)));
    await line.watchUntil(198, 2);
    expect(await line.said()).toEqual([]);
    await line.watchUntil(205);
    const said = (await line.said()).map(({ rule, what }) => `${rule} ${what}`);
    expect(said.sort()).toEqual(["stragglers opened", "window_ended opened"]);
    const { id } = body;
    await ask(answerRoute.POST, `/api/v1/upgrade-windows/${id}/answer`, {
      method: "POST",
      id,
      body: { answer: "not_installed" },
    });
    await sendAll();
    await line.watchUntil(210);
    expectSaid(await line.said("window_ended"), [["window_ended resolved", 205, 208]]);
  });

  it("make rules of their own, see what they would have done, and switch them off", async () => {
    const { site } = await begin([...gone(names(4)), ...gone(names(4, "porto"), "Porto")]);
    await list(site, 130, [...gone(names(4)), ...gone(names(4, "porto"), "Porto")]);
    const rule = {
      name: "Each site",
      when: { kind: "stragglers", minCount: 3, per: "group" },
      scope: { applianceIds: [site.id] },
      severity: "critical",
    };
    await line.at(200);
    const { body: preview } = await ask<{ known: boolean; incidents: { part: string; peak: number }[] }>(
      previewRoute.POST,
      "/api/v1/alert-rules/preview",
      { method: "POST", body: rule },
    );
    expect(preview.incidents.map(({ part, peak }) => `${part} ${peak}`).sort()).toEqual([
      "Lisbon 4",
      "Porto 4",
    ]);
    const { status, body } = await ask<{ id: number }>(rulesRoute.POST, "/api/v1/alert-rules", {
      method: "POST",
      body: rule,
    });
    expect(status).toBe(201);
    await line.watchUntil(205);
    const mine = (await incidents("status=open")).filter(({ rule: name }) => name === "Each site");
    expect(mine.map(({ sentence }) => sentence).sort()).toEqual([
      `4 stragglers on Site ${site.mark} in Lisbon (100 % of 4)`,
      `4 stragglers on Site ${site.mark} in Porto (100 % of 4)`,
    ]);
    const { id } = body;
    expect(
      await ask(ruleRoute.PATCH, `/api/v1/alert-rules/${id}`, {
        method: "PATCH",
        id,
        body: { enabled: false },
      }),
    ).toMatchObject({ status: 200, body: { enabled: false } });
    await line.watchUntil(206);
    expect((await incidents("status=open")).filter(({ rule: name }) => name === "Each site")).toEqual([]);
    expect(
      await ask(ruleRoute.PATCH, `/api/v1/alert-rules/${id}`, {
        method: "PATCH",
        id,
        body: { when: { kind: "sweep_late" } },
      }),
    ).toMatchObject({ status: 422, body: { code: "rule_unclear" } });
    await ask(ruleRoute.DELETE, `/api/v1/alert-rules/${id}`, { method: "DELETE", id });
  });
});
