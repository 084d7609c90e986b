/** A unit that runs another version: proposed, shown on the overview, confirmed at a time that a person may correct, or dismissed. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DELETE as deleteFeed } from "@/app/api/v1/feeds/[id]/route";
import { POST as runFeed } from "@/app/api/v1/feeds/[id]/run/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { POST as decide } from "@/app/api/v1/release-proposals/[id]/route";
import { GET as listProposals } from "@/app/api/v1/release-proposals/route";
import { openStandIn, type StandIn } from "@/demo/stand-in";
import { runJob } from "@/jobs/run";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { overview } from "@/lib/rollout/overview/overview-queries";
import {
  listConfirmedProposals,
  listDismissedProposals,
  listOpenProposals,
  type ReleaseProposal,
} from "@/lib/rollout/releases/proposal-queries";
import { listReleases } from "@/lib/rollout/releases/release-queries";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  runDueJobs,
  type Site,
  setClock,
  withdrawRelease,
} from "../../support/roll-call";
import { noRates } from "../../support/stand-in-caller";

const hour = 3_600_000;
const start = Date.parse("2026-03-02T00:00:00Z");

let standIn: StandIn;

beforeAll(async () => {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  await openRollCall();
});
afterAll(async () => {
  await closeRollCall();
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
});

let site: Site;
let feedId: number;
let release: { version: string; installedAt: number };
let before: string;

/** Lets time come to an instant on both sides, and has the feed read. */
async function comeTo(instant: number): Promise<void> {
  standIn.jumpTo(instant);
  setClock(new Date(instant).toISOString());
  await ask(runFeed, `/api/v1/feeds/${feedId}/run`, { method: "POST", id: feedId });
  await runJob("feed.poll", { feedId });
  await runDueJobs();
}

async function needs() {
  delete (globalThis as { rollcallReadings?: unknown }).rollcallReadings;
  const [glance] = await overview(await openContext(system), site.id);
  return glance?.attention.needs.filter(({ code }) => code === "release_noticed") ?? [];
}

async function open(): Promise<ReleaseProposal[]> {
  return listOpenProposals(await openContext(system), site.id);
}

/** The one that is open. */
async function noticed(): Promise<ReleaseProposal> {
  const [found, ...others] = await open();
  if (!found) throw new Error("nothing was noticed");
  expect(others).toEqual([]);
  return found;
}

const settle = (id: number, body: Record<string, unknown>) =>
  ask<Record<string, unknown>>(decide, `/api/v1/release-proposals/${id}`, { method: "POST", id, body });

async function releases() {
  return listReleases(await openContext(system), site.id);
}

describe("a version that changes on a unit", () => {
  beforeEach(async () => {
    standIn = await openStandIn({ clients: 60, seed: 7, start, paused: true, rates: noRates });
    setClock(new Date(start).toISOString());
    site = await openSite();
    const { clientId, clientSecret } = standIn.credentials;
    const created = await ask<{ id: number }>(createFeed, "/api/v1/feeds", {
      method: "POST",
      body: { applianceId: site.id, type: "command_api", baseUrl: standIn.url, clientId, clientSecret },
    });
    feedId = created.body.id;
    const next = standIn.fleet.releases.find(({ installedAt }) => installedAt > start);
    if (!next) throw new Error("there is no release to come");
    release = next;
    before = standIn.fleet.units[standIn.fleet.serving].version;
    await comeTo(release.installedAt - hour);
    expect(await open()).toEqual([]);
    await comeTo(release.installedAt + 10 * 60_000);
    return () => standIn.close();
  });

  it("is proposed once, between the two readings, and the overview calls for somebody", async () => {
    const proposal = await noticed();
    expect(proposal).toMatchObject({
      version: release.version,
      beforeVersion: before,
      unit: expect.any(String),
      feedId,
      feedName: "Command API",
      standingReleaseId: null,
    });
    const { notBefore, notAfter } = proposal;
    expect(notBefore).toBeLessThan(release.installedAt);
    expect(notAfter).toBeGreaterThanOrEqual(release.installedAt);
    expect(await needs()).toEqual([
      { code: "release_noticed", proposalId: proposal.id, version: release.version },
    ]);
    await comeTo(release.installedAt + 20 * 60_000);
    expect(await open()).toEqual([proposal]);
    expect(await releases()).toEqual([]);
  });

  it("is recorded by a click at the first reading that showed it, and opens the rollout", async () => {
    const { id, notAfter } = await noticed();
    const answer = await settle(id, { decision: "record" });
    expect(answer).toMatchObject({
      status: 200,
      body: { status: "confirmed", decidedBy: expect.any(String) },
    });
    const [recorded] = await releases();
    expect(recorded).toMatchObject({
      version: release.version,
      installedAt: notAfter,
      rolloutId: expect.any(Number),
    });
    expect(answer.body.releaseId).toBe(recorded?.id);
    expect(await needs()).toEqual([]);
    const told = await listConfirmedProposals(await openContext(system), site.id);
    expect(told.get(recorded?.id ?? 0)).toMatchObject({ id, feedName: "Command API" });
    expect(await settle(id, { decision: "dismiss" })).toMatchObject({
      status: 409,
      body: { code: "already_decided" },
    });
  });

  it("takes the time and the unit that a person gives; the same on the other unit is a second installation", async () => {
    const { id } = await noticed();
    const installedAt = new Date(release.installedAt).toISOString();
    expect(await settle(id, { decision: "record", installedAt, unit: "A" })).toMatchObject({ status: 200 });
    expect(await releases()).toMatchObject([
      { installedAt: release.installedAt, installations: [{ unit: "A", installedAt: release.installedAt }] },
    ]);
    const peerAt = release.installedAt + 4 * hour;
    await pool().query(
      `INSERT INTO release_proposal (appliance_id, feed_id, version, unit, not_after) VALUES ($1, $2, $3, 'peer', to_timestamp($4))`,
      [site.id, feedId, release.version, peerAt / 1_000],
    );
    setClock(new Date(peerAt + hour).toISOString());
    const peer = await noticed();
    expect(await needs()).toEqual([]);
    expect(await settle(peer.id, { decision: "record", unit: "B" })).toMatchObject({ status: 200 });
    expect(await releases()).toMatchObject([
      {
        installedAt: release.installedAt,
        installations: [
          { unit: "A", installedAt: release.installedAt },
          { unit: "B", installedAt: peerAt },
        ],
      },
    ]);
  });

  it("is refused at a time to come, and stays open", async () => {
    const { id } = await noticed();
    const installedAt = new Date(release.installedAt + 2 * hour).toISOString();
    expect(await settle(id, { decision: "record", installedAt })).toMatchObject({
      status: 422,
      body: { code: "installed_in_future" },
    });
    expect((await noticed()).id).toBe(id);
  });

  it("is put away by a click and not proposed again; nothing is recorded", async () => {
    const { id } = await noticed();
    expect(await settle(id, { decision: "dismiss" })).toMatchObject({ body: { status: "dismissed" } });
    await comeTo(release.installedAt + hour);
    expect(await open()).toEqual([]);
    expect(await needs()).toEqual([]);
    expect(await releases()).toEqual([]);
  });

  it("that was dismissed is opened again, once, and then recorded; the audit log tells of it", async () => {
    const { id } = await noticed();
    expect(await settle(id, { decision: "reopen" })).toMatchObject({
      status: 409,
      body: { code: "not_dismissed" },
    });
    await settle(id, { decision: "dismiss" });
    const list = await listDismissedProposals(await openContext(system), site.id);
    expect(list).toMatchObject([{ id, decidedBy: expect.any(String), decidedAt: expect.any(Number) }]);
    const answers = await Promise.all([
      settle(id, { decision: "reopen" }),
      settle(id, { decision: "reopen" }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({
      status: "open",
      decidedBy: null,
      decidedAt: null,
    });
    expect(await needs()).toMatchObject([{ code: "release_noticed", proposalId: id }]);
    expect(await listDismissedProposals(await openContext(system), site.id)).toEqual([]);
    const { rows } = await pool().query<{ after: unknown; before: unknown }>(
      "SELECT before, after FROM audit WHERE subject_type = 'release_proposal' AND subject_id = $1 ORDER BY id",
      [String(id)],
    );
    expect(rows.map(({ after }) => after)).toMatchObject([{ decision: "dismiss" }, { decision: "reopen" }]);
    expect(rows[1]?.before).toMatchObject({ decision: "dismiss", decidedBy: expect.any(String) });
    expect(await settle(id, { decision: "record" })).toMatchObject({ body: { status: "confirmed" } });
    expect(await settle(id, { decision: "reopen" })).toMatchObject({ status: 409 });
  });

  it("is not opened again beside the same that was noticed since", async () => {
    const { id, unit } = await noticed();
    await settle(id, { decision: "dismiss" });
    await pool().query(
      "INSERT INTO release_proposal (appliance_id, feed_id, version, unit, not_after) VALUES ($1, $2, $3, $4, now())",
      [site.id, feedId, release.version, unit],
    );
    expect(await settle(id, { decision: "reopen" })).toMatchObject({
      status: 409,
      body: { code: "noticed_again" },
    });
  });

  it("is told of under the name of its feed, also once that is removed", async () => {
    const { id } = await noticed();
    await ask(deleteFeed, `/api/v1/feeds/${feedId}`, { method: "DELETE", id: feedId });
    expect(await noticed()).toMatchObject({ id, feedId, feedName: "Command API", feedRemoved: true });
  });

  it("calls for nobody once somebody has recorded the release by hand, and again when that is withdrawn", async () => {
    const { id } = await noticed();
    const byHand = await site.release(release.version, new Date(release.installedAt).toISOString());
    expect(await needs()).toEqual([]);
    expect(await noticed()).toMatchObject({ id, standingReleaseId: byHand.id });
    expect(await withdrawRelease(byHand.id)).toBe(204);
    expect(await needs()).toMatchObject([{ code: "release_noticed", proposalId: id }]);
  });

  it("is decided once where two click at the same time", async () => {
    const { id } = await noticed();
    const answers = await Promise.all([
      settle(id, { decision: "dismiss" }),
      settle(id, { decision: "dismiss" }),
      settle(id, { decision: "dismiss" }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const list = await ask<{ items: { status: string }[] }>(
      listProposals,
      `/api/v1/release-proposals?applianceId=${site.id}`,
    );
    expect(list.body.items.map(({ status }) => status)).toEqual(["dismissed"]);
  });
});
