/** Bodies that nobody honest sends: each is answered in a moment, none breaks anything, and what is good in them is taken. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as postOutbound } from "@/app/api/outbound-events/[secret]/route";
import { POST as sendEvents } from "@/app/api/v1/feeds/[id]/events/route";
import { POST as sendSyslog } from "@/app/api/v1/feeds/[id]/syslog/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { clientKinds } from "@/lib/core/client";
import { pool } from "@/lib/platform/db";
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

const at = "2026-03-02T10:00:00Z";
const when = Date.parse(at) / 1000;
/** So long a body may take on a machine that has other things to do; one in which time grows with the square takes minutes. */
const patienceMs = 30_000;

let site: Site;
let headers: Record<string, string>;
const feeds = { events: 0, syslog: 0 };
let secret = "";

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T12:00:00Z");
  site = await openSite();
  await site.release("26.1.1", "2026-03-02T06:00:00Z");
  const create = async (type: string) => {
    const body = { applianceId: site.id, type };
    return (
      await ask<{ id: number; url: string | null }>(createFeed, "/api/v1/feeds", { method: "POST", body })
    ).body;
  };
  feeds.events = (await create("events")).id;
  feeds.syslog = (await create("syslog")).id;
  secret = (await create("outbound_events")).url?.split("/").at(-1) ?? "";
  headers = (await addKey("sender", "agent", site.id)).headers;
});
afterAll(closeRollCall);

interface Sent {
  status: number;
  body: {
    accepted: number;
    repeated: number;
    rejected: { line: number; problem: string }[];
    ignored: number;
    code?: string;
  };
}

/** Sends bytes, has them taken in, and looks that neither took long. */
async function send(type: keyof typeof feeds, body: string | Uint8Array): Promise<Sent> {
  const began = performance.now();
  const request = new Request(`http://127.0.0.1/api/v1/feeds/${feeds[type]}/${type}`, {
    method: "POST",
    headers,
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  const params = Promise.resolve({ id: String(feeds[type]) });
  const response = await (type === "events" ? sendEvents : sendSyslog)(request, { params });
  const sent = { status: response.status, body: (await response.json()) as Sent["body"] };
  await runDueJobs();
  expect(performance.now() - began).toBeLessThan(patienceMs);
  expect(sent.status).toBeLessThan(500);
  return sent;
}

async function waiting(): Promise<number> {
  const { rows } = await pool().query<{ count: number }>("SELECT count(*) FROM feed_message");
  return rows[0]?.count ?? 0;
}

const event = (more: Record<string, unknown>) =>
  JSON.stringify({ kind: "jump_client", hostname: "good", seenAt: at, ...more });

describe("events", () => {
  it("NUL, halves of characters and marks in names are taken off, and name the same client", async () => {
    const odd = ["go\u0000od", "go\ud800od", "\u202egood", "go\u200bod\u2066", "\ufeffgood", "good\u0007"];
    const { status, body } = await send("events", odd.map((hostname) => event({ hostname })).join("\n"));
    expect(status).toBe(200);
    expect(body.accepted + body.repeated + body.rejected.length).toBe(odd.length);
    const { rows } = await pool().query<{ name: string }>("SELECT name FROM client WHERE appliance_id = $1", [
      site.id,
    ]);
    for (const { name } of rows)
      expect(name).not.toMatch(/\p{Cc}|\p{Surrogate}|[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/u);
    expect(await waiting()).toBe(0);
  });

  it("what is no UTF-8, too large or too many lines is refused whole", async () => {
    expect(await send("events", Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))).toMatchObject({
      status: 400,
      body: { code: "not_utf8" },
    });
    expect(await send("events", Buffer.alloc(16 * 1_048_576 + 1, 0x20))).toMatchObject({ status: 413 });
    expect(await send("events", "{}\n".repeat(100_000))).toMatchObject({
      status: 413,
      body: { code: "too_many_lines" },
    });
  });

  it("16 MiB on one line, and objects within objects without end, cost their line only", async () => {
    const deep = `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`;
    const lines = [
      "[".repeat(500_000),
      deep,
      `{"kind":"jump_client","hostname":${deep},"seenAt":"${at}"}`,
      event({ hostname: "x".repeat(900_000) }),
      event({ version: "9".repeat(900_000) }),
      event({ hostname: "after-the-depths" }),
    ];
    const { status, body } = await send("events", lines.join("\n"));
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 1 });
    expect(body.rejected.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
    for (const { problem } of body.rejected) expect(problem.length).toBeLessThan(500);
    const whole = await send("events", `{"kind":"${"y".repeat(16 * 1_048_576 - 30)}"}`);
    expect(whole.body).toMatchObject({ accepted: 0 });
  });

  it("names of JavaScript's own objects change nothing", async () => {
    const { body } = await send(
      "events",
      [
        `{"__proto__":{"admin":true},"kind":"jump_client","hostname":"proto","seenAt":"${at}"}`,
        `{"constructor":{"prototype":{"admin":true}},"kind":"jump_client","hostname":"proto","seenAt":"${at}"}`,
        event({ hostname: "__proto__" }),
        event({ hostname: "constructor", vendorId: "__proto__", eventId: "__proto__" }),
      ].join("\n"),
    );
    expect(body.rejected.map(({ line }) => line)).toEqual([1, 2]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
    expect(await waiting()).toBe(0);
  });

  it("as many lines as are allowed, about as many clients, are taken in", async () => {
    const lines = Array.from({ length: 10_000 }, (_, each) => event({ hostname: `many-${each}` }));
    expect(await send("events", lines.join("\n"))).toMatchObject({
      status: 200,
      body: { accepted: 10_000 },
    });
    expect(await waiting()).toBe(0);
  }, 120_000);

  it("thousands about one host, by thousands of ids, and the same again, take no time that grows with the square", async () => {
    const ids = Array.from({ length: 5_000 }, (_, each) =>
      event({ hostname: "crowd", vendorId: `c-${each}` }),
    );
    expect(await send("events", [...ids, ...ids].join("\n"))).toMatchObject({
      body: { accepted: 5_000, repeated: 5_000 },
    });
    const again = Array.from({ length: 5_000 }, (_, each) =>
      event({ hostname: "crowd", seenAt: new Date(Date.parse(at) + each * 1000).toISOString() }),
    );
    expect(await send("events", again.join("\n"))).toMatchObject({ body: { accepted: 5_000 } });
    expect(await waiting()).toBe(0);
  }, 120_000);

  it("one host of every kind is a client of each", async () => {
    await send("events", clientKinds.map((kind) => event({ kind, hostname: "all-kinds" })).join("\n"));
    const { rows } = await pool().query("SELECT 1 FROM client WHERE host_key = 'all-kinds'");
    expect(rows).toHaveLength(clientKinds.length);
  });
});

describe("syslog", () => {
  const line = (numbers: string, payload: string, pid = 1) =>
    `<166>Mar  2 10:00:00 support BG[${pid}]: 1427:${numbers}:${payload}`;
  const login = (user: string) =>
    `site=${site.mark}.example.com;when=${when};who=Somebody (${user}) using password;who_ip=192.0.2.1;event=login;target=rep_client;status=success`;
  const isKnown = async (user: string) =>
    (await pool().query("SELECT 1 FROM client WHERE vendor_id = $1", [user])).rows.length === 1;

  it("a flood of segments that are never whole crowds out its own kind, and a whole message passes", async () => {
    const flood = Array.from({ length: 9_990 }, (_, each) => line("01:99", "x".repeat(900), each + 10));
    const { body } = await send("syslog", [...flood, line("01:01", login("after-flood"))].join("\n"));
    expect(body.accepted).toBe(9_991);
    expect(await isKnown("after-flood")).toBe(true);
    const { rows } = await pool().query<{ bytes: number }>(
      "SELECT length(run::text) AS bytes FROM feed WHERE id = $1",
      [feeds.syslog],
    );
    expect(rows[0]?.bytes).toBeLessThan(2_000_000);
  }, 60_000);

  it("segments out of order, twice, contradicting each other and with numbers that cannot be harm nobody else's message", async () => {
    const whole = login("in-pieces");
    const pieces = [whole.slice(0, 30), whole.slice(30, 60), whole.slice(60)];
    const of = (place: number) => line(`0${place + 1}:03`, pieces[place] ?? "", 4);
    await send(
      "syslog",
      [
        of(2),
        line("00:00", "x", 5),
        line("07:02", "x", 5),
        line("99999:99999", "x", 5),
        of(0),
        of(0),
        line("01:03", "something else", 5),
        of(1),
      ].join("\n"),
    );
    expect(await isKnown("in-pieces")).toBe(true);
  });

  it("NUL, halves of characters, brackets without end and secrets are kept out of what is shown", async () => {
    const odd = [
      line("01:01", login("nul\u0000user")),
      line("01:01", `${login("pass-user")};password=hunter2-not-shown`),
      "{".repeat(8_000),
      `{"message":${"[".repeat(4_000)}`,
      `<166>1 ${'[a b="'.repeat(1_000)}`,
      line("01:01", "=;".repeat(4_000)),
      line("01:01", "\\".repeat(8_000)),
    ];
    const { status } = await send("syslog", odd.join("\n"));
    expect(status).toBe(200);
    const { rows } = await pool().query<{ text: string }>("SELECT descriptive::text AS text FROM sighting");
    for (const { text } of rows) expect(text).not.toContain("hunter2");
    expect(await isKnown("pass-user")).toBe(true);
    expect(await waiting()).toBe(0);
  });
});

describe("outbound events", () => {
  const post = async (body: string | Uint8Array, address = secret) => {
    const request = new Request("http://127.0.0.1/api/outbound-events/x", {
      method: "POST",
      body: typeof body === "string" ? body : new Uint8Array(body),
    });
    const response = await postOutbound(request, { params: Promise.resolve({ secret: address }) });
    await runDueJobs();
    return response;
  };

  it("whatever a form holds, it is answered with 200, so that the appliance goes on", async () => {
    const forms = [
      "",
      "event=support_conference_member_added&type=representative&username=%00%ED%A0%80&timestamp=9999999999999",
      "__proto__=x&constructor=y&event=support_conference_begin&start_method=button&hostname=%E2%80%AE",
      `${"a=b&".repeat(20_000)}event=support_conference_end`,
      `event=support_conference_begin&hostname=${"z".repeat(100_000)}&start_method=button`,
      "%",
      "event=%ff%fe&timestamp=-1",
    ];
    for (const form of forms) expect((await post(form)).status).toBe(200);
    expect((await post(Buffer.from([0xff, 0xfe, 0x00, 0x26]))).status).toBe(200);
    expect(await waiting()).toBe(0);
  });

  it("a body without end, and an address that is none, are refused without a word of the secret", async () => {
    expect((await post("x".repeat(300_000))).status).toBe(413);
    const wrong = await post("event=x", `${secret}x`);
    expect(wrong.status).toBe(404);
    expect(await wrong.text()).not.toContain(secret);
  });
});
