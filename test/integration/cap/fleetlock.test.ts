// FleetLock as its specification has it, and where that is silent as a client that is new, restarted or repeated needs it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fleetLockKinds } from "@/app/fleetlock/v1/fleet-lock-route";
import * as preReboot from "@/app/fleetlock/v1/pre-reboot/route";
import * as steadyState from "@/app/fleetlock/v1/steady-state/route";
import { pool } from "@/lib/platform/db";
import { callRoute } from "@/test/support/call-route";
import { addKey, type Cast, type CastKey, makeCast } from "@/test/support/cast";
import { changeRollout, closeRollCall, openRollCall, openSite, type Site } from "@/test/support/roll-call";

const hourMs = 3_600_000;
const names = ["ada", "bob", "cyd", "dan", "eve", "fay", "gus", "hal"];

let cast: Cast;
beforeAll(async () => {
  await openRollCall();
  cast = await makeCast();
});
afterAll(closeRollCall);

interface LockAnswer {
  status: number;
  headers: Headers;
  body: { kind?: string; value?: string; [more: string]: unknown };
}

type Handler = (request: Request) => Promise<Response>;

/** Sends a body as it is; the header of the protocol is there unless `headers` say otherwise. */
async function send(
  handler: Handler,
  body: unknown,
  headers: Record<string, string | undefined>,
  method = "POST",
): Promise<LockAnswer> {
  const given = Object.entries({ "fleet-lock-protocol": "true", ...headers });
  const response = await callRoute(handler, {
    method,
    path: "/fleetlock/v1/any",
    headers: Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined)),
    ...(method === "GET" ? {} : { body }),
  });
  expect(response.headers.get("content-type")).toBe("application/json");
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as LockAnswer["body"],
  };
}

/** A refusal in the protocol's shape, with a kind of the fixed list. */
function expectError(answer: LockAnswer, status: number, kind: string): void {
  expect({ status: answer.status, ...answer.body }).toEqual({
    status,
    kind,
    value: expect.stringMatching(/\S/),
  });
  expect(fleetLockKinds).toContain(kind);
}

interface LockSite {
  site: Site;
  rollout: number;
  agent: CastKey;
  params: (name: string) => { client_params: { id: string; group: string } };
  lock: (name: string) => Promise<LockAnswer>;
  unlock: (name: string) => Promise<LockAnswer>;
}

/** An appliance in control mode with a queue of clients. */
async function openLockSite(cap: number, options: { control?: boolean } = {}): Promise<LockSite> {
  const site = await openSite({ cap });
  const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
  const seen = `Offline since ${at(30 * hourMs)
    .slice(0, 19)
    .replace("T", " ")}`;
  await site.import(
    names.map((name) => ({ name, seen, type: "active" })),
    at(3 * hourMs),
  );
  const { rollout } = await site.release("24.1.1", at(hourMs));
  if (options.control !== false)
    expect(await changeRollout(rollout, { mode: "control" })).toMatchObject({ status: 200 });
  const agent = await addKey(`endpoints of ${site.mark}`, "agent", site.id);
  const params = (name: string) => ({
    client_params: { id: site.host(name), group: `${site.mark}.example.com` },
  });
  return {
    site,
    rollout,
    agent,
    params,
    lock: (name) => send(preReboot.POST, params(name), agent.headers),
    unlock: (name) => send(steadyState.POST, params(name), agent.headers),
  };
}

async function slots(site: Site) {
  const { rows } = await pool().query<{
    name: string;
    askedBy: string;
    outcome: string | null;
    kind: string;
  }>(
    `SELECT c.name, s.asked_by AS "askedBy", s.outcome, s.kind FROM slot s JOIN client c ON c.id = s.client_id
      WHERE s.appliance_id = $1 ORDER BY s.fence`,
    [site.id],
  );
  return rows;
}

describe("locking and unlocking", () => {
  it("may repeat, in any order and number", async () => {
    const { site, lock, unlock } = await openLockSite(1);
    expect(await unlock("ada")).toMatchObject({ status: 200, body: { released: false } });
    const first = await lock("ada");
    expect(first).toMatchObject({
      status: 200,
      body: { slotId: expect.any(Number), fence: expect.any(Number), leaseUntil: expect.any(String) },
    });
    expect(await lock("ada")).toMatchObject({ status: 200, body: first.body });
    const full = await lock("bob");
    expectError(full, 423, "slots_full");
    expect(Number(full.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await unlock("bob")).toMatchObject({ status: 200, body: { released: false } });
    expect(await slots(site)).toEqual([
      { name: "ada", askedBy: "fleetlock", outcome: null, kind: "jump_client" },
    ]);
    expect(await unlock("ada")).toMatchObject({ status: 200, body: { released: true } });
    expect(await unlock("ada")).toMatchObject({ status: 200, body: { released: false } });
    expect(await lock("bob")).toMatchObject({ status: 200 });
    expect((await slots(site)).map(({ name, outcome }) => [name, outcome])).toEqual([
      ["ada", "done"],
      ["bob", null],
    ]);
  });

  it("at once by more than there are slots grants the cap and no more", async () => {
    const { site, lock } = await openLockSite(3);
    const answers = await Promise.all([...names, ...names].map((name) => lock(name)));
    for (const answer of answers) expect([200, 423]).toContain(answer.status);
    const held = await slots(site);
    expect(held).toHaveLength(3);
    const granted = new Set(answers.flatMap(({ status, body }) => (status === 200 ? [body.slotId] : [])));
    expect(granted.size).toBe(3);
  });

  it("finds the client by host name in any case, with or without the dot at the end", async () => {
    const { site, agent, params } = await openLockSite(5);
    const { id, group } = params("ada").client_params;
    for (const other of [id.toUpperCase(), `${id}.`]) {
      const body = { client_params: { id: other, group: group.toUpperCase() } };
      expect(await send(preReboot.POST, body, agent.headers)).toMatchObject({ status: 200 });
    }
    expect(await slots(site)).toHaveLength(1);
  });

  it("means the Jump Client of a host that has several kinds", async () => {
    const { site, lock, unlock } = await openLockSite(5);
    await site.register({ kind: "console", name: "ada", hostname: site.host("ada") });
    expect(await lock("ada")).toMatchObject({ status: 200 });
    expect(await slots(site)).toEqual([
      { name: "ada", askedBy: "fleetlock", outcome: null, kind: "jump_client" },
    ]);
    expect(await unlock("ada")).toMatchObject({ status: 200, body: { released: true } });
  });
});

describe("200 is for granted, and everything else for refused", () => {
  it("in observe mode", async () => {
    const { lock } = await openLockSite(5, { control: false });
    expectError(await lock("ada"), 423, "observe_mode");
  });

  it("while the rollout is held, though who holds a slot keeps it", async () => {
    const { rollout, lock } = await openLockSite(5);
    expect(await lock("ada")).toMatchObject({ status: 200 });
    await changeRollout(rollout, { held: true, heldReason: "the uplink is down" });
    const held = await lock("bob");
    expectError(held, 423, "held");
    expect(Number(held.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await lock("ada")).toMatchObject({ status: 200 });
  });

  it("without a rollout, or for who does not need one", async () => {
    const { site, rollout, lock } = await openLockSite(5);
    await site.import(
      [{ name: "ada", seen: "Online" }, ...names.slice(1).map((name) => ({ name }))],
      new Date(Date.now() - 60_000).toISOString(),
    );
    expectError(await lock("ada"), 409, "already_checked_in");
    await site.exclude("bob", "it is the museum's");
    expectError(await lock("bob"), 409, "excluded");
    await changeRollout(rollout, { closed: { reason: "enough" } });
    const over = await lock("cyd");
    expectError(over, 409, "no_open_rollout");
    expect(over.headers.has("retry-after")).toBe(false);
  });
});

describe("who asks", () => {
  let place: LockSite;
  beforeAll(async () => {
    place = await openLockSite(50);
  });

  it("shows a key as Bearer, or as the password of Basic under any name", async () => {
    const basic = (user: string) => ({
      authorization: `Basic ${Buffer.from(`${user}:${place.agent.key}`).toString("base64")}`,
    });
    for (const headers of [place.agent.headers, basic("core"), basic(""), cast.adminKey.headers]) {
      expect(await send(preReboot.POST, place.params("ada"), headers)).toMatchObject({ status: 200 });
    }
  });

  it.each([preReboot.POST, steadyState.POST])(
    "is refused without one, a signed-in person too",
    async (handler) => {
      const body = place.params("bob");
      const before = await slots(place.site);
      for (const headers of [
        {},
        { authorization: "Bearer nonsense" },
        cast.admin.headers,
        cast.technician.headers,
      ]) {
        const answer = await send(handler, body, headers);
        expectError(answer, 401, "not_authenticated");
        expect(answer.headers.get("www-authenticate")).toMatch(/^Basic .*Bearer /);
      }
      const foreign = [cast.agent, cast.leadKey, await addKey("looks on", "viewer", place.site.id)];
      for (const { headers } of foreign) expectError(await send(handler, body, headers), 403, "forbidden");
      expect(await slots(place.site)).toEqual(before);
    },
  );
});

describe("a broken request", () => {
  let place: LockSite;
  let before: unknown;
  beforeAll(async () => {
    place = await openLockSite(50);
  });
  beforeEach(async () => {
    before = await slots(place.site);
  });

  it.each([preReboot.POST, steadyState.POST])(
    "has no header `fleet-lock-protocol: true`",
    async (handler) => {
      for (const value of [undefined, "", "false", "1", "true, true"]) {
        const headers = { ...place.agent.headers, "fleet-lock-protocol": value };
        expectError(await send(handler, place.params("ada"), headers), 400, "missing_header");
      }
      expect(await slots(place.site)).toEqual(before);
    },
  );

  it("is none for the case of the header's value, or for another content type", async () => {
    for (const more of [
      { "fleet-lock-protocol": "True" },
      { "content-type": "application/x-www-form-urlencoded" },
    ]) {
      const body = JSON.stringify(place.params("hal"));
      expect(await send(preReboot.POST, body, { ...place.agent.headers, ...more })).toMatchObject({
        status: 200,
      });
      before = await slots(place.site);
    }
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "client_params"],
    ["null", "null"],
    ["a list", "[]"],
    ["no parameters", "{}"],
    ["parameters that are no object", '{"client_params": "ada"}'],
    ["no id", '{"client_params": {"group": "GROUP"}}'],
    ["an empty id", '{"client_params": {"id": "", "group": "GROUP"}}'],
    ["a blank id", '{"client_params": {"id": " . ", "group": "GROUP"}}'],
    ["an id that is no text", '{"client_params": {"id": 7, "group": "GROUP"}}'],
    ["an id with a control character", '{"client_params": {"id": "ada\\u0000", "group": "GROUP"}}'],
    ["a very long id", `{"client_params": {"id": "${"a".repeat(256)}", "group": "GROUP"}}`],
    ["no group", '{"client_params": {"id": "ada"}}'],
    ["an empty group", '{"client_params": {"id": "ada", "group": ""}}'],
    ["a group outside its pattern", '{"client_params": {"id": "ada", "group": "a b"}}'],
    ["a group with a newline at its end", '{"client_params": {"id": "ada", "group": "GROUP\\n"}}'],
    ["a group with an underscore", '{"client_params": {"id": "ada", "group": "a_b"}}'],
  ])("has %s", async (_what, text) => {
    const body = text.replace("GROUP", `${place.site.mark}.example.com`);
    for (const handler of [preReboot.POST, steadyState.POST]) {
      expectError(await send(handler, body, place.agent.headers), 400, "invalid_request");
    }
    expect(await slots(place.site)).toEqual(before);
  });

  it("is too large", async () => {
    const body = JSON.stringify({ ...place.params("ada"), padding: "x".repeat(20_000) });
    expectError(await send(preReboot.POST, body, place.agent.headers), 413, "body_too_large");
    expect(await slots(place.site)).toEqual(before);
  });

  it("names a group that is no appliance", async () => {
    const body = { client_params: { id: "ada", group: "default" } };
    for (const handler of [preReboot.POST, steadyState.POST]) {
      expectError(await send(handler, body, place.agent.headers), 400, "unknown_group");
    }
  });

  it("names a client that nobody knows: no slot, but nothing to give back either", async () => {
    const body = place.params("nobody");
    expectError(await send(preReboot.POST, body, place.agent.headers), 404, "unknown_client");
    expect(await send(steadyState.POST, body, place.agent.headers)).toMatchObject({
      status: 200,
      body: { released: false },
    });
    expect(await slots(place.site)).toEqual(before);
  });

  it.each(["GET", "PUT", "PATCH", "DELETE", "OPTIONS"] as const)("is sent with %s", async (method) => {
    for (const module of [preReboot, steadyState]) {
      const answer = await send(module[method], place.params("ada"), place.agent.headers, method);
      expectError(answer, 405, "method_not_allowed");
      expect(answer.headers.get("allow")).toBe("POST");
    }
    expect(await slots(place.site)).toEqual(before);
  });
});
