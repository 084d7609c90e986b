// The plan: which wave a client stands in, when a wave opens, and when its windows let it start.
import { describe, expect, it } from "vitest";
import { pool } from "@/lib/platform/db";
import { changeRollout, type Site, setClock } from "@/test/support/roll-call";
import {
  heldSlots,
  moveQueueOn,
  offline,
  openControlled,
  playSlotsAtThree,
  renew,
  someClients,
  takeNext,
  want,
} from "@/test/support/slot-calls";

playSlotsAtThree();

/** Which of these are told no, and why; undefined: granted. */
async function codes(site: Site, names: readonly string[]): Promise<(string | undefined)[]> {
  const answers = [];
  for (const name of names) answers.push((await want(site, name)).body.code);
  return answers;
}

async function seeOnline(
  site: Site,
  online: readonly string[],
  all: readonly string[],
  at: string,
): Promise<void> {
  await site.import(
    all.map((name) => ({
      name,
      type: "active",
      seen: online.includes(name) ? `Online since ${at.slice(0, 10)} 02:10:00` : offline,
    })),
    at,
  );
}

describe("filters", () => {
  it("put each client into the first wave it fits, and who fits none behind the last", async () => {
    const waves = [
      { name: "lab", filter: { groups: ["Lab"] } },
      { name: "consoles", filter: { kinds: ["console"] }, startsAt: "2026-03-02T05:00:00Z" },
      { name: "tagged", filter: { tags: ["early"] }, startsAt: "2026-03-02T06:00:00Z" },
    ];
    const { site, rollout } = await openControlled(
      [
        { name: "lab1", group: "Lab" },
        { name: "lab2", group: "Lab" },
        { name: "tagged1", group: "Office" },
        { name: "rest1", group: "Office" },
      ],
      9,
    );
    await site.setFacts("tagged1", { tags: ["early"] });
    await site.setFacts("lab2", { tags: ["early"] });
    await changeRollout(rollout, { waves });
    await moveQueueOn(site);
    expect(await codes(site, ["lab1", "lab2", "tagged1", "rest1"])).toEqual([
      undefined,
      undefined,
      "not_its_turn",
      "not_its_turn",
    ]);
    const tagged = await want(site, "tagged1");
    expect(tagged).toMatchObject({ status: 423, retryAfterSeconds: 3_600 });
    expect(tagged.body.detail).toContain("tagged");
    // Everybody else comes when all the waves have opened.
    expect((await want(site, "rest1")).body.detail).toContain("consoles");
    setClock("2026-03-02T06:00:01Z");
    expect(await codes(site, ["tagged1", "rest1"])).toEqual([undefined, undefined]);
  });

  it("take as many as the wave's limit, and leave the others to the next", async () => {
    const { site } = await openControlled(someClients(6), 9, {
      waves: [
        { name: "first two", memberLimit: 2 },
        { name: "the others", startsAt: "2026-03-02T04:00:00Z" },
      ],
    });
    const names = someClients(6).map(({ name }) => name);
    const answers = await codes(site, names);
    expect(answers.filter((code) => code === undefined)).toHaveLength(2);
    expect(answers.filter((code) => code === "not_its_turn")).toHaveLength(4);
    setClock("2026-03-02T04:00:01Z");
    expect(await codes(site, names)).toEqual(Array(6).fill(undefined));
  });

  it("fit by parts of the operating system's name", async () => {
    const { site, rollout } = await openControlled([{ name: "pc1" }, { name: "pc2" }], 9);
    const { id } = await site.client("pc1");
    await pool().query(
      `UPDATE client SET attributes = jsonb_set(attributes, '{operating_system}', '"Microsoft Windows 11 Pro"') WHERE id = $1`,
      [id],
    );
    await changeRollout(rollout, {
      waves: [
        { name: "eleven", filter: { operatingSystems: ["windows 11"] } },
        { name: "later", startsAt: "2026-03-02T09:00:00Z" },
      ],
    });
    await moveQueueOn(site);
    expect(await codes(site, ["pc1", "pc2"])).toEqual([undefined, "not_its_turn"]);
  });
});

describe("opening", () => {
  it("by a start, with Retry-After until then", async () => {
    const { site } = await openControlled(someClients(1), 2, {
      waves: [{ name: "night", startsAt: "2026-03-02T03:10:00Z" }],
    });
    const refused = await want(site, "pc1");
    expect(refused).toMatchObject({ status: 423, body: { code: "not_its_turn" } });
    expect(refused.retryAfterSeconds).toBeGreaterThan(590);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(600);
    setClock("2026-03-02T03:10:01Z");
    expect((await want(site, "pc1")).status).toBe(201);
  });

  it("by a share of the wave before, and what has opened stays open", async () => {
    const all = someClients(6, ["Lab", "Office"]);
    const names = all.map(({ name }) => name);
    const { site } = await openControlled(all, 9, {
      waves: [
        { name: "lab", filter: { groups: ["Lab"] } },
        { name: "office", afterSharePercent: 60 },
      ],
    });
    expect(await want(site, "pc2")).toMatchObject({
      status: 423,
      retryAfterSeconds: 60,
      body: { code: "not_its_turn", detail: "Wave office starts when 60 % of wave lab have checked in." },
    });
    setClock("2026-03-02T03:20:00Z");
    await seeOnline(site, ["pc1"], names, "2026-03-02T03:10:00Z");
    await moveQueueOn(site);
    expect((await want(site, "pc2")).body.code).toBe("not_its_turn");
    await seeOnline(site, ["pc1", "pc3"], names, "2026-03-02T03:15:00Z");
    await moveQueueOn(site);
    expect((await want(site, "pc2")).status).toBe(201);
    // A late client of the first wave takes the share below the line again.
    await site.register({ kind: "jump_client", name: "pc9", hostname: "pc9.example.com", group: "Lab" });
    await moveQueueOn(site);
    expect((await want(site, "pc4")).status).toBe(201);
  });

  it("does not wait for excluded members, nor for a wave of nobody", async () => {
    const { site } = await openControlled(someClients(3, ["Lab", "Office"]), 9, {
      waves: [
        { name: "nobody", filter: { groups: ["Nowhere"] } },
        { name: "lab", filter: { groups: ["Lab"] }, afterSharePercent: 100 },
        { name: "office", afterSharePercent: 100 },
      ],
    });
    expect(await codes(site, ["pc1", "pc2"])).toEqual([undefined, "not_its_turn"]);
    await site.exclude("pc1", "scrapped");
    await site.exclude("pc3", "scrapped");
    await moveQueueOn(site);
    expect((await want(site, "pc2")).status).toBe(201);
  });
});

describe("windows", () => {
  const nightly = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: "22:00", to: "04:00", timeZone: "Europe/Lisbon" };

  it("let in and keep out to the second, with Retry-After and the local time in the sentence", async () => {
    const { site } = await openControlled(someClients(3), 9, {
      waves: [{ name: "night", windows: [nightly] }],
    });
    setClock("2026-03-02T03:59:50Z");
    expect((await want(site, "pc1")).status).toBe(201);
    setClock("2026-03-02T04:00:01Z");
    const refused = await want(site, "pc2");
    expect(refused).toMatchObject({
      status: 423,
      retryAfterSeconds: 3_600,
      body: { code: "outside_window" },
    });
    expect(refused.body.detail).toMatch(/night.*22:00.*Europe\/Lisbon/);
    setClock("2026-03-02T21:59:00Z");
    const soon = await want(site, "pc2");
    expect(soon.retryAfterSeconds).toBeGreaterThanOrEqual(58);
    expect(soon.retryAfterSeconds).toBeLessThanOrEqual(61);
    setClock("2026-03-02T22:00:01Z");
    expect((await want(site, "pc2")).status).toBe(201);
  });

  it("follow daylight saving: the same local hour is another instant the day after", async () => {
    const { site } = await openControlled(someClients(4), 9, {
      waves: [{ name: "night", windows: [nightly] }],
    });
    // Lisbon goes to summer time on 2026-03-29: the night ends at 03:00 UTC and the next begins at 21:00 UTC.
    setClock("2026-03-28T21:30:00Z");
    expect((await want(site, "pc1")).body.code).toBe("outside_window");
    setClock("2026-03-29T02:59:00Z");
    expect((await want(site, "pc1")).status).toBe(201);
    setClock("2026-03-29T03:00:01Z");
    expect((await want(site, "pc2")).body.code).toBe("outside_window");
    setClock("2026-03-29T21:00:01Z");
    expect((await want(site, "pc2")).status).toBe(201);
  });

  it("stop a batch with the reason; whoever holds a slot may renew it after they have closed", async () => {
    const { site } = await openControlled(someClients(3), 9, {
      waves: [{ name: "night", windows: [nightly] }],
    });
    setClock("2026-03-02T03:50:00Z");
    const { body } = await want(site, "pc1");
    setClock("2026-03-02T04:10:00Z");
    expect(await takeNext(site, 2)).toMatchObject({ status: 423, body: { code: "outside_window" } });
    expect((await renew(body.id, body.fence)).status).toBe(200);
    expect(await heldSlots(site)).toHaveLength(1);
  });

  it("that never open are refused with the plan", async () => {
    const { rollout } = await openControlled(someClients(1), 2);
    for (const wrong of [{ weekdays: [] }, { from: "24:00" }, { timeZone: "Lisbon" }]) {
      const waves = [{ name: "never", windows: [{ ...nightly, ...wrong }] }];
      expect((await changeRollout(rollout, { waves })).status).toBe(422);
    }
  });
});

describe("a canary", () => {
  it("of one member goes first; the rest when it has checked in", async () => {
    const names = someClients(4).map(({ name }) => name);
    const { site } = await openControlled(someClients(4), 9, {
      waves: [
        { name: "canary", canary: true, memberLimit: 1 },
        { name: "all", afterSharePercent: 100 },
      ],
    });
    const answers = await codes(site, names);
    const canary = names[answers.indexOf(undefined)] ?? "";
    expect(answers.filter((code) => code === undefined)).toHaveLength(1);
    setClock("2026-03-02T03:20:00Z");
    await seeOnline(site, [canary], names, "2026-03-02T03:15:00Z");
    await moveQueueOn(site);
    const others = names.filter((name) => name !== canary);
    expect(await codes(site, others)).toEqual([undefined, undefined, undefined]);
  });
});
