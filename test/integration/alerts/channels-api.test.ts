// Channels, mail and the heartbeat over the API: what is taken, what is never answered, what a test says, who may.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as channelRoute from "@/app/api/v1/channels/[id]/route";
import * as testRoute from "@/app/api/v1/channels/[id]/test/route";
import * as channelsRoute from "@/app/api/v1/channels/route";
import * as deliveriesRoute from "@/app/api/v1/deliveries/route";
import * as heartbeatRoute from "@/app/api/v1/settings/heartbeat/route";
import * as heartbeatTestRoute from "@/app/api/v1/settings/heartbeat/test/route";
import * as mailRoute from "@/app/api/v1/settings/mail/route";
import * as mailTestRoute from "@/app/api/v1/settings/mail/test/route";
import { pingHeartbeat } from "@/lib/alerts/heartbeat/ping-heartbeat";
import { mailProblem } from "@/lib/alerts/mail/mail-problem";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { openIncident, tell } from "@/test/support/alert-site";
import { callRoute } from "@/test/support/call-route";
import { type Cast, makeCast } from "@/test/support/cast";
import { type HttpSink, openSink } from "@/test/support/http-sink";
import { openMailSink } from "@/test/support/mail-sink";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";

let cast: Cast;
let sink: HttpSink;
beforeAll(async () => {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  await openRollCall();
  cast = await makeCast();
  sink = await openSink();
});
beforeEach(() => {
  sink.received.length = 0;
  sink.answerWith(200);
});
afterAll(async () => {
  await sink.close();
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
  forgetEnv();
  await closeRollCall();
});

type Handler = Parameters<typeof callRoute>[0];
type Module = Partial<Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE", Handler>>;

/** Asks as the admin, unless somebody else is named. */
async function ask(
  module: Module,
  method: keyof Module,
  path: string,
  body?: unknown,
  headers = cast.admin.headers,
) {
  const handler = module[method];
  if (!handler) throw new Error(`there is no ${method}`);
  const id = /\/channels\/(\d+)/.exec(path)?.[1];
  const answer = await callRoute(handler, {
    method,
    path: `/api/v1${path}`,
    headers,
    ...(id === undefined ? {} : { params: { id } }),
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return { status: answer.status, text, body: text === "" ? null : JSON.parse(text) };
}

const create = (body: unknown, headers = cast.admin.headers) =>
  ask(channelsRoute, "POST", "/channels", body, headers);

const given = () => ({
  email: { to: ["lead@example.com"] },
  webhook: { url: `${sink.url}/T0KENW` },
  slack: { url: `${sink.url}/T0KENS` },
  teams: { url: `${sink.url}?sig=T0KENT` },
  pagerduty: { url: sink.url, routingKey: "T0KENP" },
  ntfy: { url: sink.url, topic: "T0KENN", token: "tk_T0KENX" },
  apprise: { url: `${sink.url}/notify/T0KENA`, tag: "ops" },
});

describe("a channel", () => {
  it.each(["email", "webhook", "slack", "teams", "pagerduty", "ntfy", "apprise"] as const)(
    "of type %s is made, read, tried and removed, and its secrets are answered nowhere",
    async (type) => {
      const made = await create({ type, name: `Our ${type}`, ...given()[type] });
      expect(made).toMatchObject({ status: 201, body: { id: expect.any(Number) } });
      expect(made.body.secret).toEqual(type === "webhook" ? expect.stringMatching(/^whsec_/) : null);
      const { id } = made.body;
      sink.answerWith((response) => void response.writeHead(200).end("thank you"));
      const tried = await ask(testRoute, "POST", `/channels/${id}/test`);
      const answer = type === "email" ? expect.stringContaining("not set up") : "HTTP 200: thank you";
      expect(tried).toMatchObject({ status: 200, body: { ok: type !== "email", answer } });
      const read = await ask(channelRoute, "GET", `/channels/${id}`);
      expect(read.body).toMatchObject({
        type,
        name: `Our ${type}`,
        status: type === "email" ? "never_sent" : "ok",
        settings: type === "email" ? { to: ["lead@example.com"] } : { place: `127.0.0.1:${sink.port}` },
      });
      const deliveries = await ask(deliveriesRoute, "GET", `/deliveries?channelId=${id}`);
      expect(deliveries.body).toMatchObject({
        total: 1,
        items: [
          { message: "test", status: type === "email" ? "dead" : "sent", attempts: [{ number: 1, answer }] },
        ],
      });
      const listed = await ask(channelsRoute, "GET", "/channels");
      const { rows: audited } = await pool().query(
        "SELECT before, after FROM audit WHERE subject_type = 'channel'",
      );
      const { rows: stored } = await pool().query("SELECT name, settings, secrets FROM channel");
      const told = [
        read.text,
        deliveries.text,
        listed.text,
        JSON.stringify(audited),
        JSON.stringify(stored),
      ].join();
      expect(told).not.toContain("T0KEN");
      expect(told).not.toContain("whsec_");
      expect(await ask(channelRoute, "DELETE", `/channels/${id}`)).toMatchObject({ status: 204 });
      expect(await ask(channelRoute, "GET", `/channels/${id}`)).toMatchObject({ status: 404 });
    },
  );

  it.each([
    ["without what it needs", { type: "pagerduty", name: "x" }, 422, "invalid_request"],
    [
      "with what another type has",
      { type: "slack", name: "x", url: "https://192.0.2.1/", topic: "t" },
      422,
      "invalid_request",
    ],
    [
      "that leads to this machine",
      { type: "slack", name: "x", url: "https://[::1]/hook" },
      422,
      "channel_address_refused",
    ],
    [
      "without TLS",
      { type: "slack", name: "x", url: "http://10.0.0.1/hook" },
      422,
      "channel_address_refused",
    ],
    ["of no type", { type: "carrier_pigeon", name: "x" }, 422, "invalid_request"],
    ["for nobody", { type: "email", name: "x", to: [] }, 422, "invalid_request"],
    [
      "for no address",
      { type: "email", name: "x", to: ["a@example.com\r\nBcc: b@example.com"] },
      422,
      "invalid_request",
    ],
  ])("%s is refused", async (_what, body, status, code) => {
    expect(await create(body)).toMatchObject({ status, body: { code } });
  });

  it("keeps what is not changed, and gives no secret to another server", async () => {
    const { body } = await create({ type: "ntfy", name: "Phones", ...given().ntfy });
    const path = `/channels/${body.id}`;
    expect(await ask(channelRoute, "PATCH", path, { name: "Telephones", isDefault: true })).toMatchObject({
      status: 200,
      body: { name: "Telephones", isDefault: true, secret: null },
    });
    await ask(testRoute, "POST", `${path}/test`);
    expect(sink.received[0]?.headers.authorization).toBe("Bearer tk_T0KENX");
    const elsewhere = { url: "https://192.0.2.9/" };
    expect((await ask(channelRoute, "PATCH", path, elsewhere)).status).toBe(422);
    expect(await ask(channelRoute, "PATCH", path, { url: "http://127.0.0.1:9/" })).toMatchObject({
      status: 422,
      body: { code: "secret_needed" },
    });
    expect(
      await ask(channelRoute, "PATCH", path, { url: "http://127.0.0.1:9/", topic: "other", token: null }),
    ).toMatchObject({ status: 200, body: { settings: { place: "127.0.0.1:9" } } });
    expect(await ask(channelRoute, "PATCH", path, { routingKey: "x" })).toMatchObject({
      status: 422,
      body: { code: "channel_field_unknown" },
    });
    await ask(channelRoute, "DELETE", path);
  });

  it("has a name of its own", async () => {
    const { body } = await create({ type: "webhook", name: "Twice", ...given().webhook });
    expect(await create({ type: "slack", name: "twice", ...given().slack })).toMatchObject({
      status: 409,
      body: { code: "channel_name_taken" },
    });
    await ask(channelRoute, "DELETE", `/channels/${body.id}`);
  });

  it("of type webhook gets a new secret, which holds at once", async () => {
    const { body } = await create({ type: "webhook", name: "Signed", ...given().webhook });
    const path = `/channels/${body.id}`;
    const rotated = await ask(channelRoute, "PATCH", path, { rotateSecret: true });
    expect(rotated.body.secret).toMatch(/^whsec_/);
    expect(rotated.body.secret).not.toBe(body.secret);
    await ask(channelRoute, "DELETE", path);
  });

  it("is seen by leads, and by nobody below; only an admin of everything changes one", async () => {
    const { body } = await create({ type: "webhook", name: "Seen", ...given().webhook });
    const path = `/channels/${body.id}`;
    const as = async (headers: Record<string, string>) => [
      (await ask(channelRoute, "GET", path, undefined, headers)).status,
      (await ask(channelRoute, "PATCH", path, { name: "Seen" }, headers)).status,
      (await ask(testRoute, "POST", `${path}/test`, undefined, headers)).status,
    ];
    expect(await as(cast.lead.headers)).toEqual([200, 403, 403]);
    expect(await as(cast.technician.headers)).toEqual([403, 403, 403]);
    expect(await as(cast.agent.headers)).toEqual([403, 403, 403]);
    expect(await as(cast.adminKey.headers)).toEqual([200, 200, 200]);
    await ask(channelRoute, "DELETE", path);
  });
});

it("deliveries are paged, and of other people's appliances none is seen", async () => {
  const { body } = await create({ type: "webhook", name: "Paged", ...given().webhook });
  const own = await openIncident(cast.appliances[0]);
  const foreign = await openIncident(cast.appliances[1]);
  for (let count = 0; count < 3; count++) await tell(own, [body.id]);
  await tell(foreign, [body.id]);
  const page = (query: string, headers = cast.admin.headers) =>
    ask(deliveriesRoute, "GET", `/deliveries?channelId=${body.id}${query}`, undefined, headers);
  const first = await page("&limit=3");
  expect(first.body).toMatchObject({ total: 4, items: [{ incidentId: foreign }, { incidentId: own }, {}] });
  const second = await page(`&limit=3&cursor=${first.body.nextCursor}`);
  expect(second.body).toMatchObject({ items: [{ incidentId: own }], nextCursor: null });
  expect((await page("", cast.lead.headers)).body).toMatchObject({ total: 3 });
  expect((await page(`&incidentId=${foreign}`, cast.lead.headers)).body).toMatchObject({
    total: 0,
    items: [],
  });
  expect((await page("&status=sent")).body.total).toBe(0);
  await ask(channelRoute, "DELETE", `/channels/${body.id}`);
});

describe("mail", () => {
  const put = (body: unknown) => ask(mailRoute, "PUT", "/settings/mail", body);

  it("is set, tried and changed; its password is answered nowhere and taken to no other server", async () => {
    const mails = await openMailSink({ authOptional: true });
    expect(await ask(mailRoute, "GET", "/settings/mail")).toMatchObject({ status: 404 });
    const server = { host: "127.0.0.1", port: mails.port, security: "none", from: "rollcall@example.org" };
    expect(await put({ ...server, user: "rollcall" })).toMatchObject({
      status: 422,
      body: { code: "secret_needed" },
    });
    const set = await put({ ...server, user: "rollcall", password: "PA55WORD" });
    expect(set).toMatchObject({ status: 200, body: { ...server, user: "rollcall", hasPassword: true } });
    // The password stays where nothing but the sender changes.
    expect((await put({ ...server, user: "rollcall", from: "other@example.org" })).status).toBe(200);
    expect((await put({ ...server, user: "somebody" })).body.code).toBe("secret_needed");
    expect((await put({ ...server, port: 1, user: "rollcall" })).body.code).toBe("secret_needed");
    const { rows } = await pool().query("SELECT before, after FROM audit WHERE subject_id = 'mail'");
    expect(JSON.stringify(rows) + set.text).not.toContain("PA55WORD");

    expect((await put(server)).body).toMatchObject({ user: null, hasPassword: false });
    const tried = await ask(mailTestRoute, "POST", "/settings/mail/test", { to: "lead@example.com" });
    expect(tried.body).toMatchObject({ ok: true, answer: expect.stringContaining("250") });
    expect(mails.received).toMatchObject([{ to: ["lead@example.com"] }]);
    await mails.close();
  });

  it.each([
    ["this machine by another name", { host: "::1", security: "tls" }, "mail_server_refused"],
    [
      "a server without TLS that is not listed",
      { host: "10.0.0.1", security: "none" },
      "mail_server_refused",
    ],
    [
      "a certificate that is none",
      { host: "192.0.2.1", security: "tls", caPem: "no certificate" },
      "ca_unreadable",
    ],
    ["a host that is none", { host: "a b", security: "tls" }, "invalid_request"],
  ])("is not set to %s", async (_what, parts, code) => {
    expect(await put({ port: 587, from: "rollcall@example.org", ...parts })).toMatchObject({
      status: 422,
      body: { code },
    });
  });

  it("that is not set up, or fails, is a fact as long as somebody waits for mail", async () => {
    await ask(mailRoute, "DELETE", "/settings/mail");
    expect(await mailProblem(pool())).toBeNull();
    const { body } = await create({ type: "email", name: "Team", to: ["team@example.com"] });
    expect(await mailProblem(pool())).toMatchObject({ code: "not_set_up" });
    const mails = await openMailSink();
    const server = { host: "127.0.0.1", port: mails.port, security: "none", from: "rollcall@example.org" };
    await put(server);
    expect(await mailProblem(pool())).toBeNull();
    await put({ ...server, port: 1 });
    await ask(testRoute, "POST", `/channels/${body.id}/test`);
    expect(await mailProblem(pool())).toMatchObject({
      code: "failing",
      sentence: "127.0.0.1, port 1: nothing listens there.",
      since: expect.any(Number),
    });
    await put(server);
    expect((await ask(testRoute, "POST", `/channels/${body.id}/test`)).body.ok).toBe(true);
    expect(await mailProblem(pool())).toBeNull();
    await pool().query("UPDATE setting SET secrets = 'v1.other' WHERE name = 'mail'");
    expect(await mailProblem(pool())).toMatchObject({ code: "secret_unreadable" });
    await ask(mailRoute, "DELETE", "/settings/mail");
    await ask(channelRoute, "DELETE", `/channels/${body.id}`);
    await mails.close();
  });
});

describe("the heartbeat", () => {
  const ping = async () => pingHeartbeat(await openContext(system));
  const beat = (ago: string) =>
    pool().query(
      `INSERT INTO heartbeat (name, at) SELECT name, clock_timestamp() - $1::interval FROM unnest('{worker,sweep,slot_sweep}'::text[]) name
       ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
      [ago],
    );

  it("goes out while sweeps are on time, and stays away when they are late (healthchecks#363)", async () => {
    expect(await ping()).toBe("off");
    const url = `${sink.url}/T0KENH`;
    expect((await ask(heartbeatRoute, "PUT", "/settings/heartbeat", { everyMinutes: 5 })).body.code).toBe(
      "url_missing",
    );
    const set = await ask(heartbeatRoute, "PUT", "/settings/heartbeat", { url, everyMinutes: 1 });
    expect(set.body).toMatchObject({ place: `127.0.0.1:${sink.port}`, everyMinutes: 1, pingedAt: null });
    await beat("5 minutes");
    expect(await ping()).toBe("late");
    expect(sink.received).toEqual([]);
    await beat("1 second");
    expect((await Promise.all([ping(), ping(), ping()])).sort()).toEqual(["not_due", "not_due", "sent"]);
    expect(sink.received).toMatchObject([{ method: "GET", path: "/hook/T0KENH" }]);
    const read = await ask(heartbeatRoute, "GET", "/settings/heartbeat");
    expect(read.body).toMatchObject({ pingedAt: expect.any(String), problem: null });
    expect(read.text).not.toContain("T0KENH");
  });

  it("says what went wrong, and tries again after a minute", async () => {
    sink.answerWith(500);
    expect((await ask(heartbeatTestRoute, "POST", "/settings/heartbeat/test")).body).toEqual({
      ok: false,
      answer: "It answered 500; only 2xx takes it.",
    });
    expect(await ping()).toBe("not_due");
    await pool().query(
      "UPDATE setting SET value = value || jsonb_build_object('triedAt', (value->>'triedAt')::bigint - 61000) WHERE name = 'heartbeat_state'",
    );
    sink.answerWith(200);
    expect(await ping()).toBe("sent");
    expect((await ask(heartbeatRoute, "GET", "/settings/heartbeat")).body.problem).toBeNull();
    expect((await ask(heartbeatRoute, "DELETE", "/settings/heartbeat")).status).toBe(204);
    expect(await ping()).toBe("off");
  });
});
