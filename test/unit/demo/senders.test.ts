import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { advance } from "@/demo/fleet/advance";
import { day, hour, minute } from "@/demo/fleet/durations";
import type { Happening, SessionNews, SignIn } from "@/demo/fleet/happenings";
import { makeFleet } from "@/demo/fleet/make-fleet";
import { agentEvents } from "@/demo/senders/agents";
import { outboundForms } from "@/demo/senders/outbound";
import { lineStyles, syslogLines } from "@/demo/senders/syslog-lines";
import { openSyslogSender } from "@/demo/senders/syslog-sender";
import { openStandIn } from "@/demo/stand-in";
import { openSink } from "../../support/http-sink";

const start = Date.parse("2026-11-02T00:00:00Z");
const login: SignIn = {
  what: "login",
  at: Date.parse("2026-11-02T07:04:05Z"),
  target: "rep_client",
  user: "ada.hollin7",
  displayName: "Ada Hollin; nights = yes",
  provider: "HQ Directory",
  ip: "198.51.100.10",
  success: true,
};

test.each([
  ["plain", "Nov  2 07:04:05 support BG: 1427:01:01:"],
  ["pid", "<166>Nov  2 07:04:05 support BG["],
  ["priority", "<133>Nov  2 07:04:05 support BG["],
  ["rfc5424", "<133>1 2026-11-02T07:04:05+00:00 support.harbourline.example BG "],
] as const)("a login in the shape %s", (style, begins) => {
  const [line = "", ...more] = syslogLines(login, "support.harbourline.example", style);
  expect(more).toEqual([]);
  expect(line.startsWith(begins)).toBe(true);
  expect(line).toContain(
    ":01:01:site=support.harbourline.example;when=1793603045;who=Ada Hollin\\; nights \\= yes (ada.hollin7) using HQ Directory;" +
      "who_ip=198.51.100.10;event=login;target=rep_client;status=success",
  );
  expect(line.includes("] 1427")).toBe(style === "priority" || style === "rfc5424");
});

test("API accounts, failures, the appliance itself", () => {
  const [ofApi] = syslogLines(
    { ...login, target: "web/api", provider: null, success: false, user: "1".repeat(40) },
    "a.b",
  );
  expect(ofApi).toContain(`who=API User (${"1".repeat(40)});`);
  expect(ofApi).toContain("status=failure");
  const deed: Happening = {
    ...{ what: "deed", of: "appliance", event: "certificate_export", fields: { common_name: "a.b" } },
    ...{ at: start, user: "u", displayName: "U", ip: "198.51.100.1" },
  };
  expect(syslogLines(deed, "a.b")[0]).toMatch(
    / 0927:01:01:site=a\.b\/appliance;.*;event=certificate_export;common_name=a\.b$/,
  );
});

test("long records are cut at 900 characters and numbered", () => {
  const fields = Object.fromEntries(
    Array.from({ length: 80 }, (_, number) => [`permission_${number}`, "a;b"]),
  );
  const deed: Happening = {
    ...{ what: "deed", of: "site", event: "group_policy_added", fields },
    ...{ at: start, user: "u", displayName: "U", ip: "198.51.100.1" },
  };
  const parts = syslogLines(deed, "a.b").map(
    (line) => /: 1427:(\d\d):(\d\d):(.*)$/s.exec(line)?.slice(1) ?? [],
  );
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.map(([number]) => Number(number))).toEqual(parts.map((_, place) => place + 1));
  expect(parts.every(([, count]) => Number(count) === parts.length)).toBe(true);
  expect(parts.slice(0, -1).every(([, , payload]) => payload?.length === 900)).toBe(true);
  expect(parts.map(([, , payload]) => payload).join("")).toContain(
    "event=group_policy_added;permission_0=a\\;b;",
  );
});

test("a fortnight of syslog has logins by providers and passwords, failures, the appliance and segments", () => {
  const fleet = makeFleet({ clients: 1_200, start });
  const lines = advance(fleet, start + 14 * day).flatMap((happening) => syslogLines(happening, fleet.host));
  const has = (pattern: RegExp) => lines.some((line) => pattern.test(line));
  for (const pattern of [
    /using HQ Directory;.*target=rep_client;status=success/,
    /using password;.*target=rep_client;status=success/,
    /event=logout;target=rep_client/,
    /target=rep_client;status=failure/,
    /API User \(\d{40}\).*target=web\/api;status=success/,
    / 0927:01:01:site=support\.harbourline\.example\/appliance/,
    / 1427:01:03:/,
  ])
    expect([pattern.source, has(pattern)]).toEqual([pattern.source, true]);
});

test("providers whose connection agents are away sign nobody in", () => {
  const fleet = makeFleet({ clients: 1_200, start });
  advance(fleet, start + 3 * day);
  expect(fleet.agents.some(({ online }) => online)).toBe(false);
  const logins = advance(fleet, start + 3 * day + 12 * hour).filter(
    (happening): happening is SignIn => happening.what === "login" && happening.target === "rep_client",
  );
  const away = fleet.agents.filter(({ online }) => !online).map(({ provider }) => provider);
  expect(logins.length).toBeGreaterThan(20);
  expect(logins.filter(({ provider, success }) => success && away.includes(provider))).toEqual([]);
});

test("sessions are outbound events: begin, member, end, and no syslog", () => {
  const fleet = makeFleet({ clients: 1_200, start });
  const sessions = advance(fleet, start + day).filter(
    (happening): happening is SessionNews =>
      happening.what === "session_begins" || happening.what === "session_ends",
  );
  expect(sessions.length).toBeGreaterThan(20);
  expect(sessions.flatMap((happening) => syslogLines(happening, fleet.host))).toEqual([]);
  const forms = sessions.flatMap((news) => outboundForms(news, "guid"));
  const events = new Set(forms.map((form) => form.get("event")));
  expect(events).toEqual(
    new Set(["support_conference_begin", "support_conference_member_added", "support_conference_end"]),
  );
  expect(forms.every((form) => /^[0-9a-f]{32}$/.test(form.get("lsid") ?? ""))).toBe(true);
  const ended = forms
    .filter((form) => form.get("event") === "support_conference_end")
    .map((form) => form.get("lsid"));
  expect(new Set(ended).size).toBe(ended.length);
});

test("outbound events come in order and again until they are answered by 200", async () => {
  const sink = await openSink();
  sink.answerWith(500, 202, 200);
  const standIn = await openStandIn({
    clients: 300,
    start,
    paused: true,
    outbound: { url: sink.url, retryMs: 5 },
  });
  try {
    standIn.jumpTo(start + 12 * hour);
    await standIn.settled();
    const bodies = sink.received.map(({ body }) => body);
    expect(sink.received[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(bodies.length).toBeGreaterThan(6);
    expect(new Set(bodies.slice(0, 3)).size).toBe(1);
    expect(new Set(bodies).size).toBe(bodies.length - 2);
    const times = bodies.map((body) => Number(new URLSearchParams(body).get("timestamp")));
    expect(times).toEqual([...times].sort((one, other) => one - other));
  } finally {
    await standIn.close();
    await sink.close();
  }
});

test("a management tool posts what it sees, once for each connection", async () => {
  const sink = await openSink();
  const standIn = await openStandIn({
    clients: 300,
    start: start + 10 * hour,
    paused: true,
    agents: { url: sink.url, key: "k" },
  });
  try {
    standIn.tick();
    await standIn.settled();
    const first = sink.received.map(({ body }) => body).join("");
    standIn.jumpTo(standIn.fleet.now + 20 * minute);
    await standIn.settled();
    const events = sink.received.flatMap(({ body }) =>
      body
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    );
    expect(sink.received[0]?.headers).toMatchObject({
      authorization: "Bearer k",
      "content-type": "application/x-ndjson",
    });
    expect(first.split("\n").length).toBeGreaterThan(30);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
    expect(
      events.every(({ hostname, vendorId }) => (hostname === undefined) !== (vendorId === undefined)),
    ).toBe(true);
    expect(events.every(({ seenAt }) => Date.parse(seenAt) <= standIn.fleet.now)).toBe(true);
  } finally {
    await standIn.close();
    await sink.close();
  }
});

test("what the tool tells is true", () => {
  const fleet = makeFleet({ clients: 600, start });
  advance(fleet, start + 3.5 * day);
  const events = agentEvents(fleet, 0);
  expect(events.some(({ needsUpdate }) => needsUpdate)).toBe(true);
  for (const { kind, vendorId, hostname, version, needsUpdate } of events) {
    const real = fleet.clients.find(
      (client) =>
        client.kind === kind &&
        (vendorId === undefined ? client.hostname === hostname : String(client.vendorId) === vendorId),
    );
    expect(real).toMatchObject({ online: true, version });
    expect(needsUpdate).toBe(version !== "26.2.1");
  }
});

const wanted = lineStyles.length;
const logins = Array.from({ length: wanted }, (_, number) => ({ ...login, at: login.at + number * minute }));

test("syslog over UDP", async () => {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const lines: string[] = [];
  const all = new Promise<void>((arrived) =>
    socket.on("message", (message) => {
      if (lines.push(message.toString()) === wanted) arrived();
    }),
  );
  const sender = openSyslogSender({ to: `udp://127.0.0.1:${socket.address().port}` }, "a.b");
  sender.take(logins);
  await sender.settled();
  await all;
  await sender.close();
  socket.close();
  expect(lines.every((line) => line.includes("target=rep_client"))).toBe(true);
});

test("syslog over TCP waits for who listens, and sends in order", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  const sender = openSyslogSender({ to: `tcp://127.0.0.1:${port}`, style: "plain" }, "a.b");
  sender.take(logins);
  let text = "";
  const sockets: Socket[] = [];
  const all = new Promise<void>((arrived) => {
    server.on("connection", (socket) => {
      sockets.push(socket);
      socket.on("data", (part) => {
        text += part;
        if (text.split("\n").length > wanted) arrived();
      });
    });
  });
  server.listen(port, "127.0.0.1");
  await all;
  await sender.settled();
  await sender.close();
  for (const socket of sockets) socket.destroy();
  server.close();
  expect(text).toBe(
    logins
      .flatMap((each) => syslogLines(each, "a.b", "plain"))
      .map((line) => `${line}\n`)
      .join(""),
  );
});

test("syslog to a URL, with its key", async () => {
  const sink = await openSink();
  const sender = openSyslogSender({ to: sink.url, key: "agent-key" }, "a.b");
  sender.take(logins);
  await sender.settled();
  await sender.close();
  await sink.close();
  expect(
    sink.received.map(({ headers, body }) => [headers.authorization, body.split("\n").length - 1]),
  ).toEqual([["Bearer agent-key", wanted]]);
});
