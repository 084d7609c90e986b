/** A file that a feed brings: the import says which one, the feed says which import, and both outlive each other in words. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PATCH as changeFeed, DELETE as deleteFeed, GET as getFeed } from "@/app/api/v1/feeds/[id]/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { GET as getImport } from "@/app/api/v1/imports/[id]/route";
import { GET as listImports } from "@/app/api/v1/imports/route";
import { runJob } from "@/jobs/run";
import { importDetail } from "@/lib/intake/queries";
import { openContext, system } from "@/lib/platform/context";
import { forgetEnv } from "@/lib/platform/env";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  runDueJobs,
  type Site,
  setClock,
} from "../../support/roll-call";

const folder = mkdtempSync(join(tmpdir(), "rollcall-feed-"));
let site: Site;
let feedId: number;

beforeAll(async () => {
  process.env.ROLLCALL_FEED_FOLDER = folder;
  forgetEnv();
  await openRollCall();
  setClock("2026-03-02T12:00:00Z");
  site = await openSite();
  const made = await ask<{ id: number }>(createFeed, "/api/v1/feeds", {
    method: "POST",
    body: { applianceId: site.id, type: "folder", name: "Drops", settings: { path: ".", timeZone: "UTC" } },
  });
  expect(made).toMatchObject({ status: 201 });
  feedId = made.body.id;
});
afterAll(async () => {
  await closeRollCall();
  rmSync(folder, { recursive: true });
  delete process.env.ROLLCALL_FEED_FOLDER;
  forgetEnv();
});

/** A file is read when it has stood still from one look to the next. */
async function lookTwice(): Promise<void> {
  for (const minute of ["01", "59"]) {
    setClock(`2026-03-02T13:${minute}:00Z`);
    await ask(changeFeed, `/api/v1/feeds/${feedId}`, {
      method: "PATCH",
      id: feedId,
      body: { enabled: true },
    });
    await runJob("feed.poll", { feedId });
  }
  await runDueJobs();
}

it("each names the other", async () => {
  writeFileSync(
    join(folder, "list.csv"),
    "Name,Status Details\r\nPC-1,Offline since 2026-03-01 11:00:00\r\n",
  );
  await lookTwice();
  const feed = await ask<{ status: string; lastImport: { id: number; status: string } }>(
    getFeed,
    `/api/v1/feeds/${feedId}`,
    { id: feedId },
  );
  expect(feed.body).toMatchObject({
    status: "ok",
    silence: null,
    progress: null,
    lastImport: { id: expect.any(Number), status: "done" },
    counts: { files: 1 },
  });
  const { id } = feed.body.lastImport;
  expect((await ask(getImport, `/api/v1/imports/${id}`, { id })).body).toMatchObject({
    feedId,
    feedName: "Drops",
    feedRemoved: false,
  });
  const ctx = await openContext(system);
  expect(await importDetail(ctx, id)).toMatchObject({
    feedId,
    feedName: "Drops",
    feedRemoved: false,
    cameBy: "folder",
  });
});

it("what somebody uploads names none, and an import outlives its feed", async () => {
  await site.import([{ name: "PC-1", seen: "2026-03-01 12:00" }], "2026-03-01T13:00:00Z");
  const listed = await ask<{ items: { id: number; feedId: number | null }[] }>(
    listImports,
    `/api/v1/imports?applianceId=${site.id}`,
  );
  expect(listed.body.items.map((each) => each.feedId)).toEqual([null, feedId]);
  await ask(deleteFeed, `/api/v1/feeds/${feedId}`, { method: "DELETE", id: feedId });
  const ctx = await openContext(system);
  expect(await importDetail(ctx, listed.body.items[1]?.id ?? 0)).toMatchObject({
    feedName: "Drops",
    feedRemoved: true,
    cameBy: "folder",
    feedId,
  });
  const told = await ask(getImport, `/api/v1/imports/${listed.body.items[1]?.id}`, {
    id: listed.body.items[1]?.id ?? 0,
  });
  expect(told.body).toMatchObject({ feedId, feedName: "Drops", feedRemoved: true });
});
