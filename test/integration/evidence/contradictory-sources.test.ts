/** Two sources that say different things of one client: both are answered, with the one that counts. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { GET as getClient } from "@/app/api/v1/clients/[id]/route";
import { POST as sendEvents } from "@/app/api/v1/feeds/[id]/events/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { openContext, system } from "@/lib/platform/context";
import { clientDetail } from "@/lib/rollout/clients/client-detail";
import { callRoute } from "../../support/call-route";
import { addKey } from "../../support/cast";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  runDueJobs,
  type Site,
  setClock,
} from "../../support/roll-call";

let site: Site;
let feedId: number;

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T12:00:00Z");
  site = await openSite();
  await site.import(
    [
      { name: "PC-1", seen: "Offline since 2026-03-02 04:00:00", needsUpdate: "true", type: "passive" },
      { name: "PC-2", seen: "Offline since 2026-03-02 04:00:00", needsUpdate: "false", type: "active" },
    ],
    "2026-03-02T10:00:00Z",
  );
  const created = await ask<{ id: number }>(createFeed, "/api/v1/feeds", {
    method: "POST",
    body: { applianceId: site.id, type: "events", name: "Night script" },
  });
  feedId = created.body.id;
  const seen = (hostname: string, more: Record<string, unknown>) =>
    JSON.stringify({ kind: "jump_client", hostname, seenAt: "2026-03-02T09:30:00Z", ...more });
  const answer = await callRoute(sendEvents, {
    method: "POST",
    path: `/api/v1/feeds/${feedId}/events`,
    params: { id: String(feedId) },
    headers: (await addKey("sender", "agent", site.id)).headers,
    body: [
      seen(site.host("PC-1"), { needsUpdate: false, connectionType: "active" }),
      seen(site.host("PC-2"), { needsUpdate: false }),
    ].join("\n"),
  });
  expect(answer.status).toBe(200);
  await runDueJobs();
});
afterAll(closeRollCall);

it("what the other source says stands beside what counts, with where and when", async () => {
  const { id } = await site.client("PC-1");
  const { body } = await ask<Record<string, unknown>>(getClient, `/api/v1/clients/${id}`, { id });
  expect(body).toMatchObject({
    facts: {
      lastConnected: { value: "2026-03-02T09:30:00.000Z", source: { type: "feed", feedId } },
      needsUpdate: { value: true, source: { type: "import" } },
      connectionType: { value: "passive" },
    },
    contradictions: [
      // The list looked later and found it offline since before the feed saw it.
      {
        fact: "lastConnected",
        value: "2026-03-02T04:00:00.000Z",
        observedAt: "2026-03-02T10:00:00.000Z",
        source: { type: "import" },
      },
      {
        fact: "needsUpdate",
        value: false,
        observedAt: "2026-03-02T09:30:00.000Z",
        source: { type: "feed", feedId },
      },
      { fact: "connectionType", value: "active", source: { type: "feed", feedId } },
    ],
  });
});

it("where they agree there is none", async () => {
  const { id } = await site.client("PC-2");
  const { contradictions } = await clientDetail(await openContext(system), id);
  expect(contradictions.map(({ fact }) => fact)).not.toContain("needsUpdate");
});

it("an observation of a feed stands under the name of that feed", async () => {
  const { id } = await site.client("PC-1");
  const { sightings } = await clientDetail(await openContext(system), id);
  expect(sightings.map(({ feedId: feed, feedName, importId }) => ({ feed, feedName, importId }))).toEqual([
    { feed: null, feedName: null, importId: expect.any(Number) },
    { feed: feedId, feedName: "Night script", importId: null },
  ]);
});
