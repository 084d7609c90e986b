// The walk on tables of what may happen to it: pages that cannot be right, clients that slip, problems, breaks.
import { describe, expect, it } from "vitest";
import type { ApiProblemCode } from "@/lib/feeds/appliance-api/api-problem";
import type { JsonAnswer } from "@/lib/feeds/appliance-api/ask-appliance";
import type { PassRules } from "@/lib/feeds/config-api/pass-state";
import { beginWalk, nextRequest, takeAnswer } from "@/lib/feeds/config-api/walk";
import type { Batch, Walk, WalkRequest } from "@/lib/feeds/config-api/walk-state";
import {
  answerOf,
  clientRecord,
  jumpointRecord,
  type ListedClient,
  type ListOrder,
  pageAnswer,
  siteUrl,
} from "@/test/support/listed-fleet";

const startAt = Date.UTC(2026, 10, 20, 13);
type Answered = Extract<JsonAnswer, { kind: "answered" }>;

function fleet(count: number): ListedClient[] {
  return Array.from({ length: count }, (_, at) => ({
    id: at + 1,
    name: `n${String(at + 1).padStart(3, "0")}`,
  }));
}

/** Walks to the end; `reply` may answer by itself, or change the fleet and leave the answer to it (null). */
function walkTo(
  clients: ListedClient[],
  reply: (request: WalkRequest, count: number, honest: () => Answered) => JsonAnswer | null,
  rules: Partial<PassRules> = {},
  order: ListOrder = "id",
) {
  const asked: string[] = [];
  const batches: Batch[] = [];
  let walk = beginWalk(siteUrl, startAt, { perPage: 5, ...rules });
  let now = startAt;
  for (let request = nextRequest(walk); request !== null; request = nextRequest(walk)) {
    if (asked.length > 500) throw new Error("the walk does not end");
    const due = request;
    now = Math.max(now + 100, request.notBefore ?? 0);
    asked.push(request.kind === "nodes" ? `nodes ${request.jumpointId}` : `${request.list} ${request.page}`);
    const honest = () => answerOf({ clients, jumpoints: [3, 8] }, due, order) as Answered;
    const answer = reply(request, asked.length, honest) ?? honest();
    const taken = takeAnswer(walk, request, answer, now);
    walk = taken.walk;
    if (taken.batch) batches.push(taken.batch);
  }
  return { walk, asked, batches, end: walk.ended["jump-client"] };
}

function problem(code: ApiProblemCode, retryAfterSeconds: number | null = null): JsonAnswer {
  return { kind: "problem", problem: { code, sentence: `It is ${code}.`, retryAfterSeconds } };
}

describe("a walk through a fleet that stays as it is", () => {
  it("asks for pages of 100 in the vendor's way, then Jumpoints, nodes and groups", () => {
    let walk: Walk = beginWalk(siteUrl, startAt);
    const paths: string[] = [];
    for (let request = nextRequest(walk); request !== null; request = nextRequest(walk)) {
      paths.push(request.path);
      walk = takeAnswer(
        walk,
        request,
        answerOf({ clients: fleet(150), jumpoints: [7] }, request),
        startAt,
      ).walk;
    }
    expect(paths).toEqual([
      "/api/config/v1/jump-client?per_page=100&current_page=1",
      "/api/config/v1/jump-client?per_page=100&current_page=2",
      "/api/config/v1/jump-client?per_page=100&current_page=1",
      "/api/config/v1/jump-client?per_page=100&current_page=2",
      "/api/config/v1/jumpoint?per_page=100&current_page=1",
      "/api/config/v1/jumpoint/7/node",
      "/api/config/v1/jump-group?per_page=100&current_page=1",
    ]);
    expect(walk.ended).toEqual({
      "jump-client": { complete: true, reason: null, count: 150, total: 150, passes: 2 },
      jumpoint: { complete: true, reason: null, count: 1, total: 1, passes: 1 },
      "jump-group": { complete: true, reason: null, count: 1, total: 1, passes: 1 },
    });
    expect(walk.groupNames).toEqual({ 1: "Tills" });
    expect(walk).toMatchObject({ finishedAt: startAt, requests: 7, failures: 0, going: null });
  });

  it("asks for each page of a long list once", () => {
    const { asked, end } = walkTo(fleet(105), () => null, { confirmPages: 20 });
    expect(asked.filter((each) => each.startsWith("jump-client"))).toHaveLength(21);
    expect(end).toMatchObject({ complete: true, count: 105, passes: 1 });
  });

  it("is complete with nobody at all", () => {
    expect(walkTo([], () => null).end).toEqual({
      complete: true,
      reason: null,
      count: 0,
      total: 0,
      passes: 1,
    });
  });

  it("takes the totals' last page where there are no links", () => {
    const { end, asked } = walkTo(
      fleet(12),
      (request, _, honest) => {
        const answer = honest();
        if (request.kind === "page") delete answer.headers.link;
        return answer;
      },
      { confirmPages: 0 },
    );
    expect(end).toMatchObject({ complete: true, count: 12 });
    expect(asked.filter((each) => each.startsWith("jump-client"))).toHaveLength(3);
  });
});

describe("a walk through a fleet that changes", () => {
  it("asks for the page before again where the total sank, and finds who slipped over the seam", () => {
    const clients = fleet(20);
    const { asked, batches, end } = walkTo(
      clients,
      (request, count) => {
        if (request.kind === "page" && count === 3) clients.splice(1, 1);
        return null;
      },
      { confirmPages: 0 },
    );
    expect(asked.slice(0, 6)).toEqual([1, 2, 3, 2, 3, 4].map((page) => `jump-client ${page}`));
    expect(end).toEqual({ complete: true, reason: null, count: 20, total: 19, passes: 1 });
    const read = batches.flatMap((batch) =>
      batch.list === "jump-client" ? batch.rows.map(({ id }) => id) : [],
    );
    expect(new Set(read)).toEqual(new Set(fleet(20).map(({ id }) => id)));
  });

  it("does not trust an order that can change once somebody was renamed and went", () => {
    const clients = fleet(30).map((client) => ({ ...client, name: fleet(32)[client.id ^ 1]?.name ?? "" }));
    const { end } = walkTo(
      clients,
      (_, count) => {
        const [first] = clients;
        // Client 6 slips from the second page to the first; who made it slip is gone before anybody sees it twice.
        if (count === 2 && first) clients[0] = { ...first, name: "z" };
        if (count === 4) clients.splice(0, 1);
        return null;
      },
      { confirmPages: 0, maxPasses: 1 },
      "name",
    );
    expect(end).toMatchObject({ complete: false, count: 29 });
  });

  it("does not take two equal readings for all where the total says more", () => {
    const clients = fleet(10);
    const rename = (name: string) => {
      const [first] = clients;
      if (first) clients[0] = { ...first, name };
    };
    const { end } = walkTo(
      clients,
      (_, count) => {
        // Before each second page client 1 goes to the end, before the next pass it is back: client 6 is never seen.
        if (count === 2 || count === 4) rename("z");
        if (count === 3) rename("a");
        return null;
      },
      { maxPasses: 2 },
      "name",
    );
    expect(end).toMatchObject({ complete: false, count: 9, total: 10, passes: 2 });
  });

  it("says after the last pass why it is not sure", () => {
    const clients = fleet(12);
    const { end } = walkTo(clients, (request) => {
      if (request.kind === "page" && request.page === 1)
        clients.push({ id: 100 + clients.length, name: "new" });
      return null;
    });
    expect(end).toMatchObject({ complete: false, passes: 4 });
    expect(end?.reason).toBe("The list of Jump Clients was not seen whole: two readings of it do not agree.");
  });

  it("ends although the list never does", () => {
    const { end, asked } = walkTo(
      fleet(12),
      (request) => {
        if (request.kind !== "page" || request.list !== "jump-client") return null;
        const records = Array.from({ length: 5 }, (_, at) =>
          clientRecord({ id: request.page * 10 + at, name: "x" }),
        );
        const answer = pageAnswer(
          [...records, ...records],
          `/api/config/v1/jump-client?per_page=5&current_page=1`,
        ) as Answered;
        answer.headers = { "x-bt-pagination-total": "12", "x-bt-pagination-last-page": "999999" };
        return answer;
      },
      { maxPasses: 2, confirmPages: 0 },
    );
    expect(asked.length).toBeLessThan(80);
    expect(end?.complete).toBe(false);
  });

  it("leaves out a Jumpoint that went before its nodes were asked for", () => {
    const { walk, batches } = walkTo(fleet(3), (request) =>
      request.kind === "nodes" && request.jumpointId === 3 ? problem("not_found") : null,
    );
    expect(walk.ended.jumpoint).toMatchObject({ complete: true });
    expect(batches).toContainEqual(expect.objectContaining({ list: "node", jumpointId: 3, isGone: true }));
  });
});

describe("a page that cannot be right", () => {
  const spoil =
    (change: (answer: Answered) => void) => (request: WalkRequest, _: number, honest: () => Answered) => {
      const answer = honest();
      if (request.kind === "page" && request.list === "jump-client" && request.page === 2) change(answer);
      return answer;
    };
  const set = (name: string, value: string) => (answer: Answered) => {
    answer.headers[name] = value;
  };

  it.each<[string, (answer: Answered) => void, RegExp]>([
    [
      "without a total",
      (answer) => delete answer.headers["x-bt-pagination-total"],
      /page 2 does not say how many/,
    ],
    ["that is another one", set("x-bt-pagination-current-page", "3"), /page 3 came for page 2/],
    ["of another size", set("x-bt-pagination-per-page", "4"), /holds 4 rows at most and not 5/],
    ["that is not full", (answer) => (answer.json as unknown[]).pop(), /not the last and not full/],
    [
      "with somebody twice",
      (answer) => (answer.json as unknown[]).splice(0, 1, (answer.json as unknown[])[1]),
      /lists somebody twice/,
    ],
    [
      "with a row about nobody",
      (answer) => (answer.json as unknown[]).splice(0, 1, { name: "x" }),
      /1 rows of page 2 do not say whom/,
    ],
    [
      "that leads back",
      (answer) =>
        set("link", answer.headers.link?.replace(/page=3>; rel="next"/, 'page=1>; rel="next"') ?? "")(answer),
      /followed by page 1/,
    ],
    [
      "without the link to the next",
      (answer) => set("link", answer.headers.link?.replace(/[^,]*rel="next",/, "") ?? "")(answer),
      /contradicts itself/,
    ],
    [
      "that repeats the one before",
      (answer) => {
        answer.json = fleet(5).map(clientRecord);
      },
      /repeats 5 of earlier pages|of 12 were listed/,
    ],
  ])("%s is told, and the list is not complete", (_what, change, sentence) => {
    const { end } = walkTo(fleet(12), spoil(change), { confirmPages: 0 });
    expect(end).toMatchObject({ complete: false, reason: expect.stringMatching(sentence) });
  });

  it.each<[string, unknown, RegExp]>([
    ["an object", { message: "no" }, /answered no list/],
    ["null", null, /answered no list/],
    ["too many rows", fleet(6).map(clientRecord), /6 rows where 5 were asked for/],
  ])("%s ends the walk", (_what, json, sentence) => {
    const { end, walk } = walkTo(
      fleet(12),
      spoil((answer) => {
        answer.json = json;
      }),
    );
    expect(end).toMatchObject({ complete: false, reason: expect.stringMatching(sentence) });
    expect(walk.ended.jumpoint).toMatchObject({ complete: false });
  });

  it("with a link to another host ends the walk with a sentence", () => {
    const { end } = walkTo(
      fleet(12),
      spoil((answer) =>
        set(
          "link",
          `<https://evil.example/api/config/v1/jump-client?per_page=5&current_page=3>; rel="next"`,
        )(answer),
      ),
    );
    expect(end?.reason).toContain("evil.example, not to the address that was asked");
  });
});

describe("a problem", () => {
  it("that may pass is waited for and asked again, longer each time", () => {
    let walk = beginWalk(siteUrl, startAt);
    const pauses: number[] = [];
    for (let now = startAt; pauses.length < 8; ) {
      const request = nextRequest(walk) as WalkRequest;
      walk = takeAnswer(walk, request, problem("unreachable"), now).walk;
      pauses.push(((walk.notBefore ?? 0) - now) / 1000);
      now = walk.notBefore ?? 0;
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300]);
    expect(walk.finishedAt).toBeNull();
  });

  it("with a time of its own is waited for that long", () => {
    const walk = beginWalk(siteUrl, startAt);
    const taken = takeAnswer(walk, nextRequest(walk) as WalkRequest, problem("rate_limited", 42), startAt);
    expect(taken.walk.notBefore).toBe(startAt + 42_000);
    expect(nextRequest(taken.walk)?.notBefore).toBe(startAt + 42_000);
  });

  it("in between changes nothing of what is read", () => {
    const { end, walk } = walkTo(fleet(12), (_, count) => (count % 3 === 0 ? problem("server_error") : null));
    expect(end).toMatchObject({ complete: true, count: 12 });
    expect(walk.failures).toBe(0);
  });

  it.each<[ApiProblemCode, number]>([
    ["base_url_refused", 1],
    ["tls", 1],
    ["wrong_credentials", 1],
    ["no_permission", 1],
    ["unknown_parameter", 1],
    ["not_found", 1],
    ["redirect", 1],
    ["too_large", 1],
    ["unexpected_status", 1],
    ["unreachable", 9],
    ["rate_limited", 9],
    ["server_error", 9],
    ["truncated", 9],
    ["not_json", 9],
  ])("%s ends the walk after %i times", (code, times) => {
    const { end, asked, walk } = walkTo(fleet(12), (_, count) => (count > 2 ? problem(code, 1) : null));
    expect(asked).toHaveLength(2 + times);
    expect(end).toEqual({
      complete: false,
      reason: `Reading was broken off: It is ${code}.`,
      count: 10,
      total: 12,
      passes: 1,
    });
    expect(Object.values(walk.ended).every(({ complete }) => !complete)).toBe(true);
  });

  it("while nodes are asked for leaves the Jumpoints incomplete and the Jump Clients as they are", () => {
    const { walk } = walkTo(fleet(3), (request) =>
      request.kind === "nodes" ? problem("no_permission") : null,
    );
    expect(walk.ended).toMatchObject({
      "jump-client": { complete: true },
      jumpoint: { complete: false, count: 2 },
      "jump-group": { complete: false },
    });
  });
});

describe("a walk", () => {
  it("takes no answer to another request than the one that is due", () => {
    const first = beginWalk(siteUrl, startAt, { perPage: 5 });
    const request = nextRequest(first) as WalkRequest;
    const { walk } = takeAnswer(first, request, answerOf({ clients: fleet(12) }, request), startAt);
    const late = answerOf({ clients: fleet(12) }, request);
    expect(takeAnswer(walk, request, late, startAt)).toEqual({ walk, batch: null });
    let second = walk;
    for (let due = nextRequest(second); due?.kind === "page" && due.pass === 1; due = nextRequest(second)) {
      second = takeAnswer(second, due, answerOf({ clients: fleet(12) }, due), startAt).walk;
    }
    expect(nextRequest(second)).toMatchObject({ pass: 2, path: request.path });
    expect(takeAnswer(second, request, late, startAt)).toEqual({ walk: second, batch: null });
  });

  it.each([
    ["stood still", 15 * 60_000 + 1, "Reading was broken off: reading stood still for more than 15 minutes."],
    [
      "took too long",
      2 * 3_600_000 + 1,
      "Reading was broken off: reading took longer than 120 minutes (ROLLCALL_FEED_WALK_MINUTES).",
    ],
  ])("that %s is no picture of one moment", (_what, later, reason) => {
    const walk = beginWalk(siteUrl, startAt);
    const request = nextRequest(walk) as WalkRequest;
    const taken = takeAnswer(walk, request, answerOf({ clients: fleet(3) }, request), startAt + later);
    expect(taken.walk.ended["jump-client"]).toMatchObject({ complete: false, reason });
  });

  it("knows by how much the appliance's clock is ahead", () => {
    let walk = beginWalk(siteUrl, startAt, { perPage: 5 });
    const clients = fleet(12).map(clientRecord);
    for (const [at, date] of [
      [0, "13:05:00"],
      [500, "13:05:01"],
    ] as const) {
      const request = nextRequest(walk) as WalkRequest;
      const answer = pageAnswer(clients, request.path, `Fri, 20 Nov 2026 ${date} GMT`);
      walk = takeAnswer(walk, request, answer, startAt + at).walk;
    }
    // By the first 300.0 to 301.02 s, by the second 300.5 to 301.52 s.
    expect(walk.skew).toEqual({ lowMs: 300_500, highMs: 301_020 });
  });

  it("counts the rows that have a deciding field which cannot be read, of the last pass", () => {
    const { walk } = walkTo(fleet(12), (request, _, honest) => {
      const answer = honest();
      if (request.kind !== "page" || request.list !== "jump-client") return answer;
      for (const record of answer.json as Record<string, unknown>[]) {
        if (record.id === 4) delete record.needs_update;
        record.is_lost = "no";
        record.operating_system = "unreadable";
      }
      return answer;
    });
    expect(walk.unreadable).toEqual({ "jump-client.needsUpdate": 1, "jump-client.isLost": 12 });
    expect(walk.ended["jump-client"]).toMatchObject({ complete: true, passes: 2 });
  });

  it("reads Jumpoints on several pages", () => {
    const records = Array.from({ length: 12 }, (_, at) => jumpointRecord(at + 1));
    const { walk, asked } = walkTo([], (request) =>
      request.kind === "page" && request.list === "jumpoint" ? pageAnswer(records, request.path) : null,
    );
    expect(walk.ended.jumpoint).toMatchObject({ complete: true, count: 12, passes: 2 });
    expect(asked.filter((each) => each.startsWith("nodes"))).toHaveLength(12);
  });
});
