import { expect, test } from "vitest";
import { Rates, vendorRates } from "@/demo/appliance/rates";
import { RequestRecord } from "@/demo/appliance/request-record";
import { Tokens } from "@/demo/appliance/tokens";
import { openStandIn } from "@/demo/stand-in";
import { openStandInCaller } from "../../support/stand-in-caller";

test("a token is good for an hour, and of an account's tokens the oldest goes after thirty", () => {
  const real = { now: 0 };
  const tokens = new Tokens(() => real.now);
  const first = tokens.issue();
  expect(first).toMatchObject({ token_type: "Bearer", expires_in: 3_600 });
  const others = Array.from({ length: 29 }, () => tokens.issue());
  expect(tokens.use(first.access_token)).toBe(true);
  tokens.issue();
  expect(tokens.use(first.access_token)).toBe(false);
  expect(tokens.use(others[0]?.access_token ?? "")).toBe(true);
  real.now = 3_600_000;
  expect(tokens.use(others[0]?.access_token ?? "")).toBe(false);
});

test("twenty requests a second and 15,000 an hour", () => {
  const real = { now: 3_600_000 };
  const rates = new Rates(vendorRates, () => real.now);
  for (let count = 1; count <= 20; count++)
    expect(rates.count("a")).toMatchObject({ allowed: true, remaining: 15_000 - count });
  expect(rates.count("a")).toMatchObject({ allowed: false, remaining: 14_980, retryAfterSeconds: 1 });
  expect(rates.count("b").allowed).toBe(true);
  for (let second = 1; second < 750; second++) {
    real.now += 1_000;
    for (let count = 0; count < 20; count++) expect(rates.count("a").allowed).toBe(true);
  }
  real.now += 1_000;
  expect(rates.count("a")).toMatchObject({ allowed: false, remaining: 0, retryAfterSeconds: 3_600 - 750 });
  real.now = 2 * 3_600_000;
  expect(rates.count("a").allowed).toBe(true);
});

test("who asks too fast is told when to come again", async () => {
  const standIn = await openStandIn({
    clients: 100,
    start: Date.parse("2026-11-02T00:00:00Z"),
    paused: true,
  });
  try {
    const caller = await openStandInCaller(standIn);
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => caller.get("/api/config/v1/jump-group")),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
    expect(refused[0]?.headers.get("x-ratelimit-limit")).toBe("15000");
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(20);
  } finally {
    await standIn.close();
  }
});

test.each([
  [
    "another secret",
    { authorization: `Basic ${btoa("rollcall-demo-account:no")}` },
    "client_credentials",
    401,
    "invalid_client",
  ],
  ["no header", {}, "client_credentials", 401, "invalid_client"],
  ["another grant", null, "password", 400, "unsupported_grant_type"],
])("no token for %s", async (_, headers, grant, status, error) => {
  const standIn = await openStandIn({ clients: 60, start: 0, paused: true });
  try {
    const { clientId, clientSecret } = standIn.credentials;
    const good = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
    const body = new URLSearchParams({ grant_type: grant });
    const answer = await fetch(`${standIn.url}/oauth2/token`, {
      method: "POST",
      headers: headers ?? good,
      body,
    });
    expect([answer.status, (await answer.json()).error]).toEqual([status, error]);
  } finally {
    await standIn.close();
  }
});

test("the record of requests keeps nothing secret, and not everything for ever", () => {
  const record = new RequestRecord();
  record.note({ at: "", method: "GET", path: "/api/command.ns?username=a&password=b&action=c", status: 200 });
  expect(record.after()[0]?.path).toBe("/api/command.ns?username=a&password=***&action=c");
  for (let count = 0; count < 12_000; count++) record.note({ at: "", method: "GET", path: "/", status: 200 });
  expect([record.count, record.after().length, record.after(12_000).length]).toEqual([12_001, 5_000, 1]);
});
