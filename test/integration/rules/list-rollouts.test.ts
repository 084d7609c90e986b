// The list of rollouts: whose, in which order, page by page, and each as its own address answers it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as rolloutRoute from "@/app/api/v1/rollouts/[id]/route";
import * as rolloutsRoute from "@/app/api/v1/rollouts/route";
import { addKey, type Cast, makeCast } from "@/test/support/cast";
import {
  type Answer,
  ask,
  changeRollout,
  closeRollCall,
  openRollCall,
  openSite,
  type Problem,
  type RolloutAnswer,
  type Site,
} from "@/test/support/roll-call";

interface Page {
  items: RolloutAnswer[];
  nextCursor: string | null;
  total: number;
}

let cast: Cast;
let site: Site;
let other: Site;
/** Oldest first: two superseded, one going, and a closed one elsewhere. */
let rollouts: number[];

beforeAll(async () => {
  await openRollCall();
  cast = await makeCast();
  site = await openSite({ cap: 5 });
  other = await openSite();
  await site.import(
    [{ name: "pc1", seen: "Online since 2026-01-05 10:00:00" }, { name: "pc2" }],
    "2026-01-05T12:00:00Z",
  );
  rollouts = [];
  for (const [version, installedAt] of [
    ["24.1.1", "2026-01-01T00:00:00Z"],
    ["24.1.2", "2026-01-03T00:00:00Z"],
    ["24.1.3", "2026-01-05T00:00:00Z"],
  ] as const)
    rollouts.push((await site.release(version, installedAt)).rollout);
  await changeRollout(rollouts[2] ?? 0, {
    mode: "control",
    waves: [{ name: "Canary", filter: { groups: ["Lab"] }, canary: true }],
  });
  const elsewhere = await other.release("24.1.1", "2026-01-01T00:00:00Z");
  await changeRollout(elsewhere.rollout, { closed: { reason: "a mistake" } });
  rollouts.push(elsewhere.rollout);
});
afterAll(closeRollCall);

function list(query = "", headers?: Record<string, string>): Promise<Answer<Page & Problem>> {
  return ask<Page & Problem>(rolloutsRoute.GET, `/api/v1/rollouts?${query}`, headers ? { headers } : {});
}
const idsOf = ({ body }: Answer<Page>) => body.items.map(({ id }) => id);

describe("GET /api/v1/rollouts", () => {
  it("lists all that one may see, the newest first, each as its own address answers it but for warnings", async () => {
    const answer = await list();
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual([...rollouts].reverse());
    expect(answer.body).toMatchObject({ total: 4, nextCursor: null });
    for (const item of answer.body.items) {
      const one = await ask<RolloutAnswer>(rolloutRoute.GET, `/api/v1/rollouts/${item.id}`, { id: item.id });
      const { warnings, ...rest } = one.body;
      expect(item).toEqual(rest);
      expect(warnings).toBeInstanceOf(Array);
    }
    expect(answer.body.items[1]).toMatchObject({
      mode: "control",
      cap: 5,
      cohort: 2,
      counts: { checked_in: 1, queued: 1 },
      waves: [{ name: "Canary" }],
    });
    expect(answer.body.items[0]).toMatchObject({ cohort: 0, waves: [], closed: { reason: "a mistake" } });
  });

  it("is narrowed by appliance and by status", async () => {
    expect(idsOf(await list(`applianceId=${other.id}`))).toEqual([rollouts[3]]);
    expect(idsOf(await list("status=superseded"))).toEqual([rollouts[1], rollouts[0]]);
    expect(idsOf(await list("status=open,closed"))).toEqual([rollouts[3], rollouts[2]]);
    expect(idsOf(await list(`applianceId=${site.id}&status=open&status=held`))).toEqual([rollouts[2]]);
    expect((await list(`applianceId=${site.id}&status=opening`)).body).toEqual({
      items: [],
      nextCursor: null,
      total: 0,
    });
    expect(idsOf(await list("applianceId=2147483647"))).toEqual([]);
  });

  it("goes page by page, and counts what is on all of them", async () => {
    const seen: number[] = [];
    let cursor = "";
    do {
      const { body } = await list(`applianceId=${site.id}&limit=1${cursor}`);
      expect(body.total).toBe(3);
      expect(body.items).toHaveLength(1);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor === null ? "" : `&cursor=${body.nextCursor}`;
    } while (cursor !== "");
    expect(seen).toEqual([rollouts[2], rollouts[1], rollouts[0]]);
    expect((await list("limit=500")).status).toBe(200);
  });

  it.each([
    ["limit=501", "invalid_request"],
    ["limit=0", "invalid_request"],
    ["status=finished", "invalid_request"],
    ["applianceId=first", "invalid_request"],
    ["page=2", "invalid_request"],
    ["cursor=nonsense", "invalid_cursor"],
  ])("refuses %s", async (query, code) => {
    const { status, body } = await list(query);
    expect([status, body.code]).toEqual([400, code]);
  });

  it("shows nothing of other appliances, and refuses who may see none", async () => {
    const viewer = await addKey("viewer of the other", "viewer", other.id);
    expect((await list("", viewer.headers)).body).toMatchObject({ total: 1, items: [{ id: rollouts[3] }] });
    expect((await list(`applianceId=${site.id}`, viewer.headers)).body).toMatchObject({
      total: 0,
      items: [],
    });
    for (const { headers } of [cast.nobody, cast.agent]) {
      const { status, body } = await list("", headers);
      expect([status, body.code]).toEqual([403, "forbidden"]);
    }
    expect((await list("", { authorization: "Bearer rc_unknown" })).status).toBe(401);
    const posted = await ask(rolloutsRoute.POST, "/api/v1/rollouts", { method: "POST", body: {} });
    expect([posted.status, posted.body.code]).toEqual([405, "method_not_allowed"]);
  });
});
