/** What a feed told before it stopped is shown as such: on the overview, on the page of the rollout, and as something for somebody to do. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { PATCH as changeFeed } from "@/app/api/v1/feeds/[id]/route";
import { POST as runFeed } from "@/app/api/v1/feeds/[id]/run/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { openStandIn, type StandIn } from "@/demo/stand-in";
import { runJob } from "@/jobs/run";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { overview } from "@/lib/rollout/overview/overview-queries";
import { rolloutPage } from "@/lib/rollout/queries";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  runDueJobs,
  type Site,
  setClock,
} from "../../support/roll-call";
import { noRates } from "../../support/stand-in-caller";

const minute = 60_000;
const start = Date.parse("2026-03-02T12:00:00Z");

let standIn: StandIn;
let site: Site;
let feedId: number;
let rolloutId: number;

beforeAll(async () => {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  await openRollCall();
  standIn = await openStandIn({ clients: 60, seed: 7, start, paused: true, rates: noRates, releases: [] });
  setClock(new Date(start).toISOString());
  site = await openSite({ confirmChangePercent: 100 });
  rolloutId = (await site.release("26.1.3", "2026-02-20T12:00:00Z")).rolloutId ?? 0;
  const { clientId, clientSecret } = standIn.credentials;
  const created = await ask<{ id: number }>(createFeed, "/api/v1/feeds", {
    method: "POST",
    body: { applianceId: site.id, type: "config_api", baseUrl: standIn.url, clientId, clientSecret },
  });
  feedId = created.body.id;
});
afterAll(async () => {
  await standIn.close();
  await closeRollCall();
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
});

async function readOnce(): Promise<void> {
  await ask(runFeed, `/api/v1/feeds/${feedId}/run`, { method: "POST", id: feedId });
  for (let turn = 0; turn < 20; turn++) {
    await runJob("feed.poll", { feedId });
    const { rows } = await pool().query("SELECT 1 FROM feed WHERE id = $1 AND run IS NOT NULL", [feedId]);
    if (rows.length === 0) break;
  }
  await runDueJobs();
}

/** A walk asks again by itself before it gives up: until it does. */
async function failToRead(): Promise<void> {
  await ask(runFeed, `/api/v1/feeds/${feedId}/run`, { method: "POST", id: feedId });
  for (let turn = 0; turn < 12; turn++) {
    await runJob("feed.poll", { feedId });
    const { rows } = await pool().query("SELECT 1 FROM feed WHERE id = $1 AND problem IS NOT NULL", [feedId]);
    if (rows.length > 0) return;
    await pool().query(
      "UPDATE feed SET next_run_at = now() - interval '30 years', run = jsonb_set(run, '{notBefore}', 'null') WHERE id = $1",
      [feedId],
    );
  }
}

/** The overview and the page of the rollout, read anew. */
async function look() {
  delete (globalThis as { rollcallReadings?: unknown }).rollcallReadings;
  const ctx = await openContext(system);
  const [glance] = await overview(ctx, site.id);
  const page = await rolloutPage(ctx, rolloutId, 10);
  const needs = glance?.attention.needs.filter(({ code }) => code === "feed_silent") ?? [];
  return { glance, page, needs };
}

it("what a feed lists stands with the feed and its age, and is the present", async () => {
  await readOnce();
  const { glance, page, needs } = await look();
  expect(glance?.sources.map(({ feedId: id }) => id)).toEqual([feedId, feedId]);
  expect(glance?.feeds).toMatchObject([{ id: feedId, stale: null, lastReadAt: expect.any(Number) }]);
  expect(page.feeds).toEqual(glance?.feeds);
  expect(needs).toEqual([]);
});

it("an appliance that does not answer makes it stale at once, and calls for somebody after a quarter of an hour", async () => {
  standIn.faults.set("down", {});
  setClock(new Date(start + 5 * minute).toISOString());
  await failToRead();
  const failing = await look();
  expect(failing.glance?.feeds).toMatchObject([{ id: feedId, stale: "failing" }]);
  expect(failing.page.feeds).toMatchObject([{ stale: "failing" }]);
  expect(failing.glance?.sources).toHaveLength(2);
  expect(failing.needs).toEqual([]);
  setClock(new Date(start + 21 * minute).toISOString());
  const { needs, glance } = await look();
  expect(needs).toMatchObject([{ code: "feed_silent", feedId, because: "failing" }]);
  expect(glance?.attention.verdict).toBeNull();
});

it("one that a person paused is greyed, and calls for nobody", async () => {
  await ask(changeFeed, `/api/v1/feeds/${feedId}`, { method: "PATCH", id: feedId, body: { enabled: false } });
  const { glance, needs } = await look();
  expect(glance?.feeds).toMatchObject([{ stale: "paused" }]);
  expect(needs).toEqual([]);
});

it("is the present again once it is read", async () => {
  standIn.faults.clearAll();
  await ask(changeFeed, `/api/v1/feeds/${feedId}`, { method: "PATCH", id: feedId, body: { enabled: true } });
  await readOnce();
  const { glance, needs } = await look();
  expect(glance?.feeds).toMatchObject([{ stale: null }]);
  expect(needs).toEqual([]);
});

it("one whose turn is long past although nothing fails calls for somebody as well", async () => {
  setClock(new Date(start + 300 * minute).toISOString());
  const { glance, needs } = await look();
  expect(glance?.feeds).toMatchObject([{ stale: "late" }]);
  expect(needs).toMatchObject([{ feedId, because: "late" }]);
});
