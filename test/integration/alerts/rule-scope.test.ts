// Which appliances a rule is about: who may say so, what it finds, and what is left of it when one of them is deleted.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as ruleRoute from "@/app/api/v1/alert-rules/[id]/route";
import * as previewRoute from "@/app/api/v1/alert-rules/preview/route";
import * as rulesRoute from "@/app/api/v1/alert-rules/route";
import { findConditions } from "@/lib/alerts/conditions/find-conditions";
import { loadRule } from "@/lib/alerts/rules/rule-store";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { deleteAppliance } from "@/lib/rollout/delete-appliance";
import { addPerson, signedInHeaders } from "@/test/support/cast";
import { ask, closeRollCall, openRollCall, openSite, type Site, setClock } from "@/test/support/roll-call";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterAll(closeRollCall);
afterEach(() => pool().query("DELETE FROM alert_rule WHERE name = 'Scoped'"));

type Headers = Record<string, string>;

const body = (scope: object, more: object = {}) => ({
  name: "Scoped",
  severity: "warning",
  when: { kind: "import_failed" },
  scope,
  ...more,
});
const add = (scope: object, headers?: Headers) =>
  ask<{ id: number }>(rulesRoute.POST, "/api/v1/alert-rules", {
    method: "POST",
    body: body(scope),
    ...(headers ? { headers } : {}),
  });
const change = (id: number, given: object, headers?: Headers) =>
  ask(ruleRoute.PATCH, `/api/v1/alert-rules/${id}`, {
    method: "PATCH",
    id,
    body: given,
    ...(headers ? { headers } : {}),
  });
const read = (id: number, headers?: Headers) =>
  ask<{ scope: { applianceIds?: number[] } }>(ruleRoute.GET, `/api/v1/alert-rules/${id}`, {
    id,
    ...(headers ? { headers } : {}),
  });

async function three(): Promise<[Site, Site, Site]> {
  return [await openSite(), await openSite(), await openSite()];
}

async function remove(site: Site): Promise<void> {
  const { rows } = await pool().query<{ name: string }>("SELECT name FROM appliance WHERE id = $1", [
    site.id,
  ]);
  const ctx = { ...(await openContext(system)), enqueue: async () => undefined };
  await deleteAppliance(ctx, site.id, rows[0]?.name ?? "");
}

async function somebodyWaits(): Promise<void> {
  for (let turn = 0; turn < 400; turn++) {
    const { rows } = await pool().query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rows.length > 0) return;
    await new Promise((next) => setTimeout(next, 25));
  }
  throw new Error("nobody waits");
}

describe("who may", () => {
  it("names appliances of which each is theirs, and no other", async () => {
    const [one, two, foreign] = await three();
    const lead = await signedInHeaders((await addPerson("Lea Both", "lead", [one.id, two.id])).email);
    const made = await add({ applianceIds: [two.id, one.id, two.id] }, lead);
    expect(made.status).toBe(201);
    const { id } = made.body;
    expect((await read(id, lead)).body.scope.applianceIds).toEqual([one.id, two.id].sort((a, b) => a - b));

    for (const scope of [{ applianceIds: [one.id, foreign.id] }, { applianceIds: null }, {}]) {
      expect((await add(scope, lead)).status).toBe(403);
      expect((await change(id, { scope }, lead)).status).toBe(403);
      const previewed = { method: "POST", body: body(scope), headers: lead } as const;
      expect((await ask(previewRoute.POST, "/api/v1/alert-rules/preview", previewed)).status).toBe(403);
    }
    expect((await change(id, { scope: { applianceIds: [two.id] } }, lead)).status).toBe(200);
    expect((await read(id, lead)).body.scope.applianceIds).toEqual([two.id]);
  });

  it("sees, changes and removes no rule that names a foreign one as well", async () => {
    const [one, two] = await three();
    const { id } = (await add({ applianceIds: [one.id, two.id] })).body;
    const lead = await signedInHeaders((await addPerson("Lea One", "lead", [one.id])).email);
    expect((await read(id, lead)).status).toBe(404);
    const list = await ask<{ items: { id: number }[] }>(rulesRoute.GET, "/api/v1/alert-rules?limit=500", {
      headers: lead,
    });
    expect(list.body.items.some((rule) => rule.id === id)).toBe(false);
    // Not by taking it over either.
    for (const given of [{ enabled: false }, { scope: { applianceIds: [one.id] } }]) {
      expect((await change(id, given, lead)).status).toBe(403);
    }
    const gone = { method: "DELETE", id, headers: lead } as const;
    expect((await ask(ruleRoute.DELETE, `/api/v1/alert-rules/${id}`, gone)).status).toBe(403);
    expect((await read(id)).body).toMatchObject({ enabled: true, scope: { applianceIds: [one.id, two.id] } });
  });

  it("is told of one that is not there, and of a list that says nothing or two things", async () => {
    const [one, two] = await three();
    expect((await add({ applianceIds: [one.id, 2_147_483_647] })).status).toBe(404);
    expect((await add({ applianceIds: [] })).status).toBe(422);
    expect((await add({ applianceId: one.id, applianceIds: [one.id, two.id] })).status).toBe(422);
    expect((await add({ applianceId: one.id, applianceIds: null })).status).toBe(422);
  });

  it("may name a single one as the release before did", async () => {
    const [one] = await three();
    const { id } = (await add({ applianceId: one.id })).body;
    const { scope } = (await read(id)).body;
    expect(scope).toEqual({ applianceIds: [one.id], applianceId: one.id });
    // What was read can be sent back.
    expect((await change(id, { scope })).status).toBe(200);
  });
});

describe("what it finds", () => {
  it("is of those appliances alone, now and in the preview", async () => {
    const [one, two, other] = await three();
    for (const site of [one, two, other]) {
      await site.send("\u0000\u0001 not a list", { exportedAt: "2026-03-02T02:00:00Z" });
    }
    const scope = { applianceIds: [one.id, two.id] };
    const ctx = await openContext(system);
    const found = await findConditions({ db: ctx.db, when: { kind: "import_failed" }, scope, now: ctx.now });
    expect(found.map(({ applianceId }) => applianceId).sort()).toEqual([one.id, two.id].sort());

    setClock("2026-03-02T09:00:00Z");
    const preview = await ask<{ scopes: number }>(previewRoute.POST, "/api/v1/alert-rules/preview", {
      method: "POST",
      body: body(scope),
    });
    expect(preview.body.scopes).toBe(2);
  });
});

describe("an appliance that is deleted", () => {
  it("leaves the rule to the others, and takes it along as the last; it never becomes one about all", async () => {
    const [one, two, other] = await three();
    const { id } = (await add({ applianceIds: [one.id, two.id] })).body;
    const { id: untouched } = (await add({ applianceIds: [other.id] })).body;
    await remove(one);
    expect((await loadRule(pool(), id))?.scope).toEqual({ applianceIds: [two.id] });
    await remove(two);
    expect(await loadRule(pool(), id)).toBeNull();
    expect((await loadRule(pool(), untouched))?.scope).toEqual({ applianceIds: [other.id] });
  });

  it("takes the rule along where the others are just being deleted too", async () => {
    const [one, two] = await three();
    const { id } = (await add({ applianceIds: [one.id, two.id] })).body;
    const other = await pool().connect();
    try {
      await other.query("BEGIN");
      await other.query("UPDATE alert_rule SET appliance_ids = ARRAY[$2::int] WHERE id = $1", [id, two.id]);
      const removal = remove(two);
      await somebodyWaits();
      await other.query("COMMIT");
      await removal;
    } finally {
      other.release();
    }
    expect(await loadRule(pool(), id)).toBeNull();
  });

  it("is waited for by whoever names it meanwhile: the rule names none that is gone", async () => {
    const [one, two] = await three();
    const [deletion, made] = await Promise.allSettled([remove(one), add({ applianceIds: [one.id, two.id] })]);
    expect(deletion.status).toBe("fulfilled");
    const { rows } = await pool().query<{ ids: number[] }>(
      "SELECT appliance_ids AS ids FROM alert_rule WHERE name = 'Scoped'",
    );
    expect(made.status).toBe("fulfilled");
    const status = made.status === "fulfilled" ? made.value.status : 0;
    expect(rows).toEqual(status === 201 ? [{ ids: [two.id] }] : []);
    expect([201, 404]).toContain(status);
  });
});
