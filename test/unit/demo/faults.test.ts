import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Faults, faultDefaults, isFaultName } from "@/demo/faults";
import { openStandIn, type StandIn } from "@/demo/stand-in";
import { noRates, openStandInCaller, type StandInCaller } from "../../support/stand-in-caller";

let standIn: StandIn;
let caller: StandInCaller;
const start = Date.parse("2026-11-03T10:00:00Z");
const list = "/api/config/v1/jump-client";

beforeAll(async () => {
  standIn = await openStandIn({ clients: 400, start, paused: true, rates: noRates });
  caller = await openStandInCaller(standIn);
});
afterEach(() => standIn.faults.clearAll());
afterAll(() => standIn.close());

test("429 with Retry-After, as often as it was told", async () => {
  standIn.faults.set("tooMany", { value: 7, times: 2 });
  const statuses = [];
  for (let count = 0; count < 3; count++) {
    const answer = await caller.get(list);
    statuses.push([answer.status, answer.headers.get("retry-after")]);
  }
  expect(statuses).toEqual([
    [429, "7"],
    [429, "7"],
    [200, null],
  ]);
});

test.each([
  ["unknownParameter", 401],
  ["serverError", 500],
  ["forbidden", 403],
  ["redirect", 302],
] as const)("%s is a %i", async (name, status) => {
  standIn.faults.set(name);
  const answer = await caller.get(list);
  expect(answer.status).toBe(status);
  if (name === "redirect") expect(answer.headers.get("location")).toBe(faultDefaults.redirect);
});

test("only where the path says so", async () => {
  standIn.faults.set("serverError", { path: "/jumpoint" });
  expect((await caller.get(list)).status).toBe(200);
  expect((await caller.get("/api/config/v1/jumpoint")).status).toBe(500);
});

test("slow answers take their time", async () => {
  standIn.faults.set("slow", { value: 120 });
  const began = performance.now();
  await caller.get(list);
  expect(performance.now() - began).toBeGreaterThan(110);
});

test("a truncated answer is no JSON and no XML any more", async () => {
  standIn.faults.set("truncated");
  const answer = await caller.get(list);
  expect(answer.status).toBe(200);
  await expect(answer.json()).rejects.toThrow();
  const xml = await caller.command({ action: "get_appliances" });
  expect(xml).not.toContain("</appliances>");
});

test("a token that runs out in the middle of a walk", async () => {
  await caller.signIn();
  standIn.faults.set("tokenExpiry", { value: 2 });
  await expect(caller.walk(list)).rejects.toThrow("answered 401");
  standIn.faults.clear("tokenExpiry");
  await caller.signIn();
  expect(await caller.walk(list)).toHaveLength(standIn.fleet.jumpClients.length);
});

test("pages that change under the walk: somebody who was there all the time is not seen", async () => {
  const before = new Set(standIn.fleet.jumpClients.map(({ vendorId }) => vendorId));
  standIn.faults.set("changingPages", { value: 4 });
  const seen = new Set((await caller.walk(`${list}?per_page=50`)).map(({ id }) => Number(id)));
  const stayed = standIn.fleet.jumpClients.filter(({ vendorId }) => before.has(vendorId));
  expect(stayed.filter(({ vendorId }) => !seen.has(vendorId)).length).toBeGreaterThan(0);
  expect([...seen].some((id) => !before.has(id))).toBe(true);
  expect(standIn.fleet.jumpClients).toHaveLength(before.size);
});

test("a clock five minutes ahead", async () => {
  const [before] = await caller.walk(list);
  standIn.faults.set("clockSkew");
  const answer = await caller.get(list);
  const [after] = await answer.json();
  const moved = Date.parse(after.last_connect_timestamp) - Date.parse(String(before?.last_connect_timestamp));
  expect(moved).toBe(300_000);
  expect(Date.parse(answer.headers.get("date") ?? "")).toBe(standIn.fleet.now + 300_000);
  expect(await caller.command({ action: "get_api_info" })).toContain(
    `<timestamp>${standIn.fleet.now / 1_000 + 300}<`,
  );
});

test("an appliance that is down closes the connection, and that is in the record", async () => {
  standIn.faults.set("down", { times: 1 });
  await expect(caller.get(list)).rejects.toThrow();
  expect(standIn.requests.after().at(-1)).toMatchObject({ status: 0, path: list });
  expect((await caller.get(list)).status).toBe(200);
});

test("rights that are lost show a tenth", async () => {
  standIn.faults.set("lostRights");
  const seen = await caller.walk(list);
  const share = seen.length / standIn.fleet.jumpClients.length;
  expect(share).toBeGreaterThan(0.08);
  expect(share).toBeLessThan(0.12);
  const hidden = standIn.fleet.jumpClients.find(({ vendorId }) => vendorId % 10 !== 0);
  expect((await caller.get(`${list}/${hidden?.vendorId}`)).status).toBe(404);
});

test("a huge body is as large as it was told, and still JSON", async () => {
  standIn.faults.set("hugeBody", { value: 3_000_000 });
  const text = await (await caller.get(`${list}?per_page=5`)).text();
  expect(text.length).toBeGreaterThan(3_000_000);
  expect(JSON.parse(text)).toHaveLength(5);
});

test("an entity bomb: ten entities, each ten times the one before", async () => {
  standIn.faults.set("entityBomb");
  const xml = await caller.command({ action: "check_health" });
  expect(xml.match(/<!ENTITY/g)).toHaveLength(10);
  for (let depth = 1; depth < 10; depth++)
    expect(xml).toContain(`<!ENTITY l${depth} "${`&l${depth - 1};`.repeat(10)}">`);
  expect(xml).toContain("<version>&l9;</version>");
  expect((await caller.get(list)).status).toBe(200);
});

test("faults are listed, mended, and take only what fits them", () => {
  const faults = new Faults();
  faults.set("slow", { value: 5, times: 2 });
  faults.set("down");
  expect(faults.list()).toEqual({
    slow: { value: 5, times: 2, path: "" },
    down: { value: 1, times: null, path: "" },
  });
  faults.clear("down");
  expect([
    faults.look("down", "/"),
    faults.take("slow", "/"),
    faults.take("slow", "/"),
    faults.take("slow", "/"),
  ]).toEqual([null, 5, 5, null]);
  expect(() => faults.set("slow", { value: "long" })).toThrow("is a number");
  expect([isFaultName("slow"), isFaultName("toString"), isFaultName(3)]).toEqual([true, false, false]);
});
