import { afterAll, beforeAll, expect, test } from "vitest";
import { hour, minute } from "@/demo/fleet/durations";
import { openStandIn, type StandIn } from "@/demo/stand-in";

let standIn: StandIn;
const start = Date.parse("2026-11-02T00:00:00Z");

beforeAll(async () => {
  standIn = await openStandIn({ clients: 200, start, paused: true });
});
afterAll(() => standIn.close());

async function ask(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${standIn.url}/stand-in/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

test("time is set, stopped and moved", async () => {
  expect((await ask("POST", "clock", { jumpSeconds: 3_600 })).body).toMatchObject({
    now: "2026-11-02T01:00:00.000Z",
    paused: true,
  });
  expect((await ask("POST", "clock", { jumpTo: "2026-11-02T02:00:00Z", speed: 60 })).body).toMatchObject({
    now: "2026-11-02T02:00:00.000Z",
    speed: 60,
  });
  expect((await ask("POST", "clock", { paused: false })).body.paused).toBe(false);
  expect((await ask("POST", "clock", { paused: true })).body.paused).toBe(true);
  const refused = await ask("POST", "clock", { jumpTo: "2026-11-01T00:00:00Z" });
  expect(refused).toEqual({ status: 422, body: { message: "Simulated time does not go back." } });
});

test("state and truth are told", async () => {
  const state = (await ask("GET", "state")).body;
  expect(state).toMatchObject({
    up: true,
    serving: "A",
    kinds: { jump_client: { clients: standIn.fleet.jumpClients.length } },
  });
  expect(state.releases).toHaveLength(3);
  const told = (await ask("GET", "truth?kind=console")).body;
  expect(told.clients.every(({ kind }: { kind: string }) => kind === "console")).toBe(true);
  expect((await ask("GET", "truth")).body.clients).toHaveLength(200);
});

test("faults are switched on and off", async () => {
  expect((await ask("POST", "faults", { name: "tooMany", value: 9, times: 3, path: "/api" })).body).toEqual({
    tooMany: { value: 9, times: 3, path: "/api" },
  });
  expect((await ask("POST", "faults", { name: "tooMany", on: false })).body).toEqual({});
  expect((await ask("POST", "faults", { name: "gremlins" })).status).toBe(422);
  await ask("POST", "faults", { name: "slow", value: 1 });
  expect((await ask("DELETE", "faults")).body).toEqual({});
  expect((await ask("POST", "faults", [])).status).toBe(422);
});

test("a release is installed on demand, and the pair swaps", async () => {
  const { now } = standIn.fleet;
  expect((await ask("POST", "upgrade", {})).status).toBe(422);
  expect((await ask("POST", "upgrade", { version: "26.1.9", minutes: 10 })).status).toBe(200);
  expect((await ask("GET", "state")).body.up).toBe(false);
  expect((await ask("POST", "swap", {})).status).toBe(422);
  standIn.jumpTo(now + 20 * minute);
  expect((await ask("GET", "state")).body).toMatchObject({ up: true, units: { A: { version: "26.1.9" } } });
  standIn.jumpTo(now + 6 * hour);
  expect((await ask("POST", "swap", {})).body).toMatchObject({
    serving: "B",
    units: { B: { version: "26.1.9" } },
  });
});

test("requests are recorded, those of the control page are not", async () => {
  const before = standIn.requests.count;
  await fetch(`${standIn.url}/check_health`);
  const told = (await ask("GET", `requests?after=${before}`)).body;
  expect(told.items).toEqual([
    expect.objectContaining({ method: "GET", path: "/check_health", status: 200 }),
  ]);
});

test("the control page is one document with a box for each fault", async () => {
  for (const path of ["/", "/stand-in", "/stand-in/"]) {
    const page = await (await fetch(standIn.url + path)).text();
    expect(page).toContain('data-fault="entityBomb"');
    expect(page).not.toMatch(/(src|href)=/);
  }
  expect((await ask("GET", "nothing")).status).toBe(404);
});
