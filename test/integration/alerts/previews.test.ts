// What a rule would have done: made of what is kept, and plain about what is not.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as previewRoute from "@/app/api/v1/alert-rules/preview/route";
import * as windowsRoute from "@/app/api/v1/appliances/[id]/upgrade-windows/route";
import { previewRule } from "@/lib/alerts/rules/preview-rule";
import { createRuleInput } from "@/lib/alerts/schema";
import { isAboutRollcall, type RuleKind, ruleKinds } from "@/lib/core/alerts/rule";
import { recordAudit } from "@/lib/platform/audit";
import { openContext, system } from "@/lib/platform/context";
import { databaseNow, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { addChannel, openIncident, tell } from "@/test/support/alert-site";
import {
  ask,
  changeRollout,
  closeRollCall,
  openRollCall,
  openSite,
  type Site,
  setClock,
  sweep,
} from "@/test/support/roll-call";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterAll(closeRollCall);

interface Answer {
  known: boolean;
  note: string;
  scopes: number;
  scopesLeftOut: number;
  incidents: {
    appliance: string | null;
    part: string | null;
    openedAt: string;
    resolvedAt: string | null;
    peak: number;
  }[];
}

async function preview(kind: RuleKind, site: Site | null, more: object = {}): Promise<Answer> {
  const body = {
    name: "Mine",
    severity: "warning",
    when: { kind },
    scope: site && !isAboutRollcall(kind) ? { applianceIds: [site.id] } : {},
    ...more,
  };
  const answer = await ask<Answer>(previewRoute.POST, "/api/v1/alert-rules/preview", {
    method: "POST",
    body,
  });
  expect(answer.status).toBe(200);
  return answer.body;
}

const hour = (text: string | null) => text?.slice(5, 13) ?? null;
const spells = ({ incidents }: Answer) =>
  incidents.map(({ part, openedAt, resolvedAt, peak }) => [part, hour(openedAt), hour(resolvedAt), peak]);

const notKept: RuleKind[] = [
  "site_silent",
  "feed_quiet",
  "export_old",
  "import_waiting",
  "channel_failing",
  "mail_problem",
  "sweep_late",
];

describe("of each kind of rule", () => {
  it.each(ruleKinds)("%s: it is known or it is said why not", async (kind) => {
    const site = await openSite();
    const { known, note } = await preview(kind, site);
    expect(known).toBe(!notKept.includes(kind));
    expect(note).toMatch(known ? /^From / : /cannot be shown|is not kept|is not worked out/);
  });

  it("of one about tags it is said that tags are not kept", async () => {
    const site = await openSite();
    const scope = { applianceIds: [site.id], tags: ["till"] };
    expect(await preview("stragglers", site, { scope })).toMatchObject({
      known: false,
      note: expect.stringContaining("not by tag"),
    });
  });
});

describe("rollouts in which nothing moves", () => {
  it("count those who could still come, from a day after the last check-in until the next", async () => {
    const site = await openSite();
    const list = (...online: string[]) =>
      ["pc1", "pc2", "pc3"].map((name) => ({
        name,
        seen: online.includes(name)
          ? "Online since 2026-03-02 02:30:00"
          : "Offline since 2026-03-01 20:00:00",
      }));
    await site.import(list(), "2026-03-02T01:00:00Z");
    await site.release("24.1.1", "2026-03-02T02:00:00Z");
    setClock("2026-03-02T06:00:00Z");
    await site.import(list("pc1"), "2026-03-02T05:00:00Z");
    setClock("2026-03-03T12:00:00Z");
    const seen = () => preview("no_progress", site, { when: { kind: "no_progress", minPercent: 5 } });
    expect(spells(await seen())).toEqual([[null, "03-03T02", null, 2]]);
    const late = list("pc1").map((row) =>
      row.name === "pc2" ? { ...row, seen: "Online since 2026-03-03 10:00:00" } : row,
    );
    await site.import(late, "2026-03-03T11:00:00Z");
    expect(spells(await seen())).toEqual([[null, "03-03T02", "03-03T10", 2]]);
    setClock("2026-03-05T00:00:00Z");
    expect(spells(await seen()).map((spell) => spell.slice(1))).toEqual([
      ["03-04T10", null, 1],
      ["03-03T02", "03-03T10", 2],
    ]);
    expect(
      (await preview("no_progress", site, { when: { kind: "no_progress", minCount: 3 } })).incidents,
    ).toEqual([]);
  });
});

describe("what is kept of single events", () => {
  it("imports that failed, until one of their kind was read", async () => {
    const site = await openSite();
    await site.send("\u0000\u0001 not a list", { exportedAt: "2026-03-02T02:00:00Z" });
    setClock("2026-03-02T09:00:00Z");
    await site.import([{ name: "pc", seen: "Online since 2026-03-02 08:00:00" }], "2026-03-02T08:30:00Z");
    setClock("2026-03-03T00:00:00Z");
    await site.send("\u0000\u0001 not one either", { exportedAt: "2026-03-02T12:00:00Z" });
    setClock("2026-03-12T09:00:00Z");
    const [second, first] = spells(await preview("import_failed", site));
    expect(first?.slice(1)).toEqual(["03-02T03", "03-02T09", 1]);
    expect(second?.slice(1)).toEqual(["03-03T00", "03-10T00", 1]);
  });

  it("site releases that followed too early", async () => {
    const site = await openSite();
    await site.release("24.1.1", "2026-03-01T10:00:00Z");
    await site.release("24.1.2", "2026-03-02T02:00:00Z");
    setClock("2026-03-04T03:00:00Z");
    expect(spells(await preview("released_too_early", site))).toEqual([
      ["24.1.2", "03-02T03", "03-03T02", 1],
    ]);
  });

  it("rollouts that Rollcall held, until somebody resumed them", async () => {
    const site = await openSite();
    await site.import([{ name: "pc", seen: "Offline since 2026-03-01 20:00:00" }], "2026-03-02T01:00:00Z");
    const { rollout } = await site.release("24.1.1", "2026-03-02T02:00:00Z");
    await pool().query(
      `UPDATE rollout SET status = 'held', held_at = now(), halt = '{"code": "failed_attempts", "inputs": {}}' WHERE id = $1`,
      [rollout],
    );
    await recordAudit(pool(), await openContext(system), {
      deed: "rollout.halt",
      applianceId: site.id,
      subjectType: "rollout",
      subjectId: rollout,
      after: {},
    });
    setClock("2026-03-02T05:00:00Z");
    expect(spells(await preview("halted", site))).toEqual([["24.1.1", "03-02T03", null, 1]]);
    await changeRollout(rollout, { held: false });
    setClock("2026-03-02T09:00:00Z");
    expect(spells(await preview("halted", site))).toEqual([["24.1.1", "03-02T03", "03-02T05", 1]]);
  });

  it("lists with many new duplicates, as far as the threshold lets them", async () => {
    const site = await openSite();
    const seen = "Offline since 2026-03-01 20:00:00";
    await site.import(
      [
        { name: "pc1", seen },
        { name: "pc2", seen },
      ],
      "2026-03-02T01:00:00Z",
    );
    await pool().query(`UPDATE import SET diff = diff || '{"duplicates": 12}' WHERE appliance_id = $1`, [
      site.id,
    ]);
    setClock("2026-03-03T03:00:00Z");
    await site.import(
      [
        { name: "pc1", seen },
        { name: "pc2", seen },
      ],
      "2026-03-03T01:00:00Z",
    );
    setClock("2026-03-03T09:00:00Z");
    const rule = (minCount: number) => ({ when: { kind: "duplicates", minCount } });
    expect(spells(await preview("duplicates", site, rule(10))).map(([, ...rest]) => rest)).toEqual([
      ["03-02T03", "03-03T03", 12],
    ]);
    expect((await preview("duplicates", site, rule(13))).incidents).toEqual([]);
  });

  it("announced upgrades of which nobody said what became of them", async () => {
    const site = await openSite();
    const announced = await ask(windowsRoute.POST, `/api/v1/appliances/${site.id}/upgrade-windows`, {
      method: "POST",
      id: site.id,
      body: { startsAt: "2026-03-02T04:00:00Z", endsAt: "2026-03-02T06:00:00Z", version: "24.1.1" },
    });
    expect(announced.status).toBe(201);
    setClock("2026-03-02T10:00:00Z");
    await site.release("24.1.1", "2026-03-02T05:00:00Z");
    setClock("2026-03-02T12:00:00Z");
    expect(spells(await preview("window_ended", site))).toEqual([["24.1.1", "03-02T06", "03-02T10", 1]]);
  });

  it("messages that were given up, for a day, as one incident of their channel", async () => {
    const { id } = await addChannel({ type: "email", to: ["ada@example.com"] });
    const incident = await openIncident();
    const [one, two] = [await tell(incident, [id]), await tell(incident, [id])].flat();
    const now = await databaseNow(pool());
    for (const [delivery, hours] of [
      [one, 30],
      [two, 20],
    ] as const)
      await pool().query(
        "UPDATE delivery SET status = 'dead', ended_at = $2::timestamptz - make_interval(hours => $3) WHERE id = $1",
        [delivery, new Date(now).toISOString(), hours],
      );
    const { incidents } = await preview("delivery_dead", null);
    expect(incidents).toMatchObject([
      { appliance: null, part: expect.stringMatching(/^channel /), peak: 2, resolvedAt: null },
    ]);
  });
});

it("says how many groups were not looked at", async () => {
  const site = await openSite();
  process.env.ROLLCALL_PREVIEW_SCOPES = "4";
  forgetEnv();
  const groups = 7;
  const gone = Array.from({ length: groups + 1 }, (_, at) => ({
    name: `pc${at}`,
    type: "active",
    seen: "Offline since 2026-03-01 20:00:00",
    // The first group has two.
    group: `Group ${Math.max(0, at - 1)}`,
  }));
  await site.import(gone, "2026-03-02T01:00:00Z");
  await site.release("24.1.1", "2026-03-02T02:00:00Z");
  setClock("2026-03-02T05:00:00Z");
  await site.import(gone, "2026-03-02T04:30:00Z");
  await sweep();
  const rule = createRuleInput.parse({
    name: "Each",
    severity: "warning",
    when: { kind: "stragglers", per: "group" },
    scope: { applianceIds: [site.id] },
  });
  const shown = await previewRule(await openContext(system), rule);
  expect(shown).toMatchObject({ scopes: groups, scopesLeftOut: 3 });
  expect(shown.incidents).toHaveLength(4);
  expect(shown.incidents.map(({ part }) => part)).toContain("Group 0");
  delete process.env.ROLLCALL_PREVIEW_SCOPES;
  forgetEnv();
});
