/** Generic events: from the request to states, with repetitions, late ones and bad lines. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET as exportClients } from "@/app/api/v1/clients.csv/route";
import { POST as sendEvents } from "@/app/api/v1/feeds/[id]/events/route";
import { PATCH as changeFeed, DELETE as deleteFeed, GET as getFeed } from "@/app/api/v1/feeds/[id]/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { pool } from "@/lib/platform/db";
import { callRoute } from "../../support/call-route";
import { addKey } from "../../support/cast";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  readClient,
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
    ["PC-1", "PC-2", "PC-3"].map((name) => ({ name, seen: "2026-03-01 11:00" })),
    "2026-03-01T12:00:00Z",
  );
  await site.release("26.1.1", "2026-03-02T06:00:00Z");
  feedId = (await create({ type: "events" })).id;
});
afterAll(closeRollCall);

async function create(more: Record<string, unknown>): Promise<{ id: number; url: string | null }> {
  const answer = await ask<{ id: number; url: string | null }>(createFeed, "/api/v1/feeds", {
    method: "POST",
    body: { applianceId: site.id, ...more },
  });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

interface Taken {
  accepted: number;
  repeated: number;
  rejected: { line: number; problem: string }[];
}

async function send(
  lines: readonly unknown[],
  headers?: Record<string, string>,
): Promise<{ status: number; body: Taken }> {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const response = await callRoute(sendEvents, {
    method: "POST",
    path: `/api/v1/feeds/${feedId}/events`,
    params: { id: String(feedId) },
    headers: headers ?? (await addKey("sender", "agent", site.id)).headers,
    body: text,
  });
  return { status: response.status, body: (await response.json()) as Taken };
}

const seen = (name: string, at: string, more = {}) => ({
  kind: "jump_client",
  hostname: site.host(name),
  seenAt: at,
  ...more,
});

describe("events", () => {
  it("a client that was seen after the release has checked in, by the feed", async () => {
    const sent = await send([seen("PC-1", "2026-03-02T07:00:00Z")]);
    expect(sent).toEqual({ status: 200, body: { accepted: 1, repeated: 0, rejected: [], ignored: 0 } });
    await runDueJobs();
    const client = await site.client("PC-1");
    expect(client).toMatchObject({ state: "checked_in", lastSeenAt: "2026-03-02T07:00:00.000Z" });
    expect(client.reason?.sentence).toContain("from feed “Events”");
  });

  it("the same again is a repetition, in whatever order its names come", async () => {
    const { kind, hostname, seenAt } = seen("PC-1", "2026-03-02T07:00:00Z");
    expect((await send([{ seenAt, hostname, kind }])).body).toMatchObject({ accepted: 0, repeated: 1 });
    const named = seen("PC-1", "2026-03-02T07:10:00Z", { eventId: "e-1" });
    expect((await send([named, named])).body).toMatchObject({ accepted: 1, repeated: 1 });
    expect((await send([{ ...named, seenAt: "2026-03-02T07:20:00Z" }])).body).toMatchObject({ repeated: 1 });
    await runDueJobs();
    expect(await site.client("PC-1")).toMatchObject({ lastSeenAt: "2026-03-02T07:10:00.000Z" });
  });

  it("a late one never moves the last connection back, and an old one proves no check-in", async () => {
    await send([seen("PC-1", "2026-03-02T06:30:00Z"), seen("PC-2", "2026-03-01T20:00:00Z")]);
    await runDueJobs();
    expect(await site.client("PC-1")).toMatchObject({ lastSeenAt: "2026-03-02T07:10:00.000Z" });
    expect(await site.client("PC-2")).toMatchObject({
      state: "waiting",
      lastSeenAt: "2026-03-01T20:00:00.000Z",
    });
  });

  it("an older version is a need for the update, by whoever it is seen", async () => {
    await send([seen("PC-3", "2026-03-02T08:00:00Z", { version: "25.3.2 (build 9)", needsUpdate: false })]);
    await runDueJobs();
    expect(await site.client("PC-3")).toMatchObject({
      state: "waiting",
      reason: { code: "connected_but_old" },
    });
    await send([seen("PC-3", "2026-03-02T09:00:00Z", { version: "26.1.1" })]);
    await runDueJobs();
    expect(await site.client("PC-3")).toMatchObject({ state: "checked_in" });
  });

  it("who is not known is registered, once, by id or by host", async () => {
    await send([
      seen("NEW-1", "2026-03-02T09:00:00Z"),
      seen("NEW-1", "2026-03-02T09:05:00Z"),
      { kind: "button", vendorId: "b-77", seenAt: "2026-03-02T09:00:00Z" },
    ]);
    await runDueJobs();
    const clients = await site.clients();
    expect(clients.get(site.host("new-1"))).toMatchObject({ state: "checked_in", late: true });
    expect(clients.get("b-77")).toMatchObject({ kind: "button", vendorId: "b-77" });
    expect(clients.size).toBe(5);
  });

  it("one that says that the client is gone does not show it connected", async () => {
    await send([seen("PC-2", "2026-03-02T10:00:00Z", { connectionType: "uninstalled" })]);
    await runDueJobs();
    expect(await site.client("PC-2")).toMatchObject({
      state: "needs_redeployment",
      reason: { code: "uninstalled_at_endpoint" },
      lastSeenAt: "2026-03-01T20:00:00.000Z",
    });
  });

  it("what is wrong with a line is said, and the others are taken", async () => {
    const { body } = await send([
      "not json",
      { kind: "jump_client", seenAt: "2026-03-02T10:00:00Z" },
      seen("PC-1", "yesterday"),
      seen("PC-1", "2026-03-02T18:00:00Z"),
      seen("PC-1", "1999-03-02T18:00:00Z"),
      "",
      seen("PC-1", "2026-03-02T10:00:00Z", { colour: "red" }),
      "[]",
      `{"kind": "jump_client", "hostname": "x", "seenAt": "2026-03-02T10:00:00Z", "__proto__": {"a": 1}}`,
      seen("PC-1", "2026-03-02T10:30:00Z"),
    ]);
    expect(body).toMatchObject({ accepted: 1, repeated: 0 });
    expect(body.rejected.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 7, 8, 9]);
    for (const { problem } of body.rejected) expect(problem).toMatch(/^[`A-Z].{10,200}\.$/);
  });

  it("only its own appliance's keys may send; a paused feed and one of another type take nothing", async () => {
    const other = await openSite();
    const event = [seen("PC-1", "2026-03-02T11:00:00Z")];
    expect((await send(event, (await addKey("other", "agent", other.id)).headers)).status).toBe(403);
    expect((await send(event, (await addKey("viewer", "viewer", site.id)).headers)).status).toBe(403);
    const call = { method: "PATCH", id: feedId, body: { enabled: false } };
    expect(await ask(changeFeed, `/api/v1/feeds/${feedId}`, call)).toMatchObject({
      body: { status: "paused" },
    });
    expect((await send(event)).status).toBe(409);
    await ask(changeFeed, `/api/v1/feeds/${feedId}`, { ...call, body: { enabled: true } });
    expect((await send(event)).status).toBe(200);
    await runDueJobs();
  });

  it("a message that cannot be taken in is set aside, and those after it are taken", async () => {
    await send([seen("PC-1", "2026-03-02T11:10:00Z")]);
    await pool().query(
      `UPDATE feed_message SET content = jsonb_set(content::jsonb, '{observations,0,kind}', '"nonsense"') WHERE feed_id = $1`,
      [feedId],
    );
    await send([seen("PC-1", "2026-03-02T11:20:00Z")]);
    for (let attempt = 0; attempt < 8; attempt++) await runDueJobs().catch(() => undefined);
    expect(await site.client("PC-1")).toMatchObject({ lastSeenAt: "2026-03-02T11:20:00.000Z" });
    expect(await ask(getFeed, `/api/v1/feeds/${feedId}`, { id: feedId })).toMatchObject({
      body: { waiting: 1 },
    });
  });

  it("reasons, sources and history call it by its name, and by a new one from then on", async () => {
    const call = { method: "PATCH", id: feedId, body: { name: "Night agents" } };
    await ask(changeFeed, `/api/v1/feeds/${feedId}`, call);
    await expectNamed({ feedId, feedName: "Night agents", feedRemoved: false });
  });

  it("a feed that is removed leaves what it told, under its name", async () => {
    expect((await ask(deleteFeed, `/api/v1/feeds/${feedId}`, { method: "DELETE", id: feedId })).status).toBe(
      204,
    );
    expect(await site.client("PC-1")).toMatchObject({ state: "checked_in" });
    expect((await ask(getFeed, `/api/v1/feeds/${feedId}`, { id: feedId })).status).toBe(404);
    await expectNamed({ feedId, feedName: "Night agents", feedRemoved: true });
  });
});

/** Wherever the API tells that the feed is the source of something. */
async function expectNamed(feed: { feedId: number; feedName: string; feedRemoved: boolean }): Promise<void> {
  const { id } = await site.client("PC-1");
  const client = await readClient(id);
  expect(client.facts.lastConnected?.source).toMatchObject({ type: "feed", ...feed });
  expect(client.transitions[0]).toMatchObject({ cause: `feed ${feed.feedId}`, feed });
  const sentence = `from feed “${feed.feedName}”`;
  expect(client.reason?.sentence).toContain(sentence);
  expect(client.transitions[0]?.reason.sentence).toContain(sentence);
  const listed = (await site.client("PC-1")).reason?.sentence;
  expect(listed).toContain(sentence);
  const csv = await ask<string>(exportClients, `/api/v1/clients.csv?applianceId=${site.id}`);
  expect(csv.body.replaceAll('""', '"')).toContain(sentence);
}
