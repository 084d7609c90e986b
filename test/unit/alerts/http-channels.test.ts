// What the channels that speak HTTP put on the wire, and what they make of the answers. Everything goes to a sink on this machine.
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ChannelTypeName, typeOf } from "@/lib/alerts/channels/channel-types";
import type { Sent } from "@/lib/alerts/channels/sending";
import type { Message } from "@/lib/alerts/message";
import { forgetEnv } from "@/lib/platform/env";
import { newWebhookSecret } from "@/lib/rollout/cap/post-signed";
import { alertMessage, hostileTexts, messageAt } from "@/test/support/alert-message";
import { type HttpSink, openSink, type SinkAnswer } from "@/test/support/http-sink";

const key = "6a0e4c0e-0000-4000-8000-000000000001";
const secret = newWebhookSecret();
let sink: HttpSink;

beforeAll(async () => {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  forgetEnv();
  sink = await openSink();
});
afterAll(async () => {
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
  forgetEnv();
  await sink.close();
});
beforeEach(() => {
  sink.received.length = 0;
  sink.answerWith(200);
});

type HttpType = Exclude<ChannelTypeName, "email">;
const types: readonly HttpType[] = ["webhook", "slack", "teams", "pagerduty", "ntfy", "apprise"];

function fieldsOf(type: HttpType): Record<string, unknown> {
  const { url } = sink;
  if (type === "pagerduty") return { url, routingKey: "R0UT1NG" };
  return type === "ntfy" ? { url, topic: "alerts", token: "tk_1" } : { url, tag: "ops" };
}

const noMail = () => {
  throw new Error("no channel that speaks HTTP sends mail");
};

function send(type: HttpType, message: Message, { again = false, timeoutMs = 2_000 } = {}): Promise<Sent> {
  const signingSecret = type === "webhook" ? secret : null;
  const sending = { fields: fieldsOf(type), message, key, again, signingSecret, timeoutMs, now: messageAt };
  return typeOf(type).send(sending, noMail);
}

/** What arrived, as JSON. */
const bodies = () => sink.received.map(({ body }) => JSON.parse(body));

const rich = (heading: string) => [
  { type: "rich_text_section", elements: [{ type: "text", text: heading, style: { bold: true } }] },
  { type: "rich_text_section", elements: [{ type: "text", text: "Since 2 hours ago." }] },
  { type: "rich_text_section", elements: [{ type: "text", text: "A technician's move." }] },
  {
    type: "rich_text_list",
    style: "bullet",
    elements: [
      [1, "PC-1 (pc-1.example.com): It was here and did not upgrade."],
      [2, "PC-2: It has not been here."],
    ].map(([id, text]) => ({
      type: "rich_text_section",
      elements: [{ type: "link", url: `https://rollcall.example.com/clients/${id}`, text }],
    })),
  },
  { type: "rich_text_section", elements: [{ type: "text", text: "and 12 more" }] },
  {
    type: "rich_text_section",
    elements: [{ type: "link", url: "https://rollcall.example.com/alerts/7", text: "Open in Rollcall" }],
  },
];

const headings = {
  opened: "Critical: 14 Jump Clients overdue on Support",
  updated: "Critical, more of it: 14 Jump Clients overdue on Support",
  resolved: "Over: 14 Jump Clients overdue on Support",
} as const;
type Kind = keyof typeof headings;
const kinds = Object.keys(headings) as Kind[];
const text = `Since 2 hours ago.
A technician's move.

- PC-1 (pc-1.example.com): It was here and did not upgrade.
- PC-2: It has not been here.
and 12 more`;
const link = "https://rollcall.example.com/alerts/7";

const wanted: Record<HttpType, (kind: Kind) => unknown> = {
  webhook: (kind) => ({
    type: `incident.${kind}`,
    timestamp: "2026-11-27T09:00:00.000Z",
    data: { incident: { id: 7, count: 14 }, clients: [{ id: 1 }, { id: 2 }] },
  }),
  slack: (kind) => ({
    text: headings[kind],
    blocks: [{ type: "rich_text", elements: rich(headings[kind]) }],
    unfurl_links: false,
    unfurl_media: false,
  }),
  teams: (kind) => ({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          msteams: { width: "Full" },
          body: [
            {
              type: "RichTextBlock",
              inlines: [{ type: "TextRun", text: headings[kind], weight: "Bolder", size: "Medium" }],
            },
            { type: "RichTextBlock", inlines: [{ type: "TextRun", text: "Since 2 hours ago." }] },
            { type: "RichTextBlock", inlines: [{ type: "TextRun", text: "A technician's move." }] },
            ...[
              [1, "PC-1 (pc-1.example.com): It was here and did not upgrade."],
              [2, "PC-2: It has not been here."],
            ].map(([id, words]) => ({
              type: "RichTextBlock",
              inlines: [
                { type: "TextRun", text: "• " },
                {
                  type: "TextRun",
                  text: words,
                  selectAction: { type: "Action.OpenUrl", url: `https://rollcall.example.com/clients/${id}` },
                },
              ],
            })),
            { type: "RichTextBlock", inlines: [{ type: "TextRun", text: "and 12 more" }] },
          ],
          actions: [{ type: "Action.OpenUrl", url: link, title: "Open in Rollcall" }],
        },
      },
    ],
  }),
  pagerduty: (kind) =>
    kind === "resolved"
      ? { routing_key: "R0UT1NG", event_action: "resolve", dedup_key: "incident-7" }
      : {
          routing_key: "R0UT1NG",
          event_action: "trigger",
          dedup_key: "incident-7",
          client: "Rollcall",
          client_url: link,
          links: [{ href: link, text: "Open in Rollcall" }],
          payload: {
            summary: headings[kind],
            source: "Rollcall",
            severity: "critical",
            timestamp: "2026-11-27T09:00:00.000Z",
            custom_details: { text: `${text}\n\n${link}` },
          },
        },
  ntfy: (kind) => ({
    topic: "alerts",
    title: headings[kind],
    message: text,
    priority: kind === "resolved" ? 3 : 5,
    tags: [kind === "resolved" ? "white_check_mark" : "rotating_light"],
    click: link,
  }),
  apprise: (kind) => ({
    title: headings[kind],
    body: `${text}\n\n${link}`,
    type: kind === "resolved" ? "success" : "failure",
    format: "text",
    tag: "ops",
  }),
};

describe.each(types)("%s", (type) => {
  it.each(kinds)("says that an incident %s", async (kind) => {
    expect(await send(type, alertMessage({ kind }))).toMatchObject({ outcome: "sent", answer: "HTTP 200" });
    expect(sink.received).toMatchObject([
      { method: "POST", path: "/hook", headers: { "content-type": "application/json" } },
    ]);
    expect(bodies()).toEqual([wanted[type](kind)]);
  });

  it.each(hostileTexts)("makes %s harmless", async (_what, given, asLine) => {
    const [client] = alertMessage().clients;
    if (!client) throw new Error("there is no client");
    const hostile = alertMessage({
      title: given,
      lines: [given],
      clients: [{ ...client, name: given, hostname: null, sentence: given }],
      data: { name: given },
    });
    expect(await send(type, hostile)).toMatchObject({ outcome: "sent" });
    const [body] = bodies();
    if (type === "webhook") {
      // JSON keeps what it is given; whoever reads it makes of it what they show. Half a character is no text anywhere.
      expect(body.data).toEqual({ name: /\p{Cs}/u.test(given) ? expect.any(String) : given });
      return;
    }
    const said = JSON.stringify(body);
    expect(said).toContain(JSON.stringify(asLine).slice(1, -1));
    expect(said).not.toMatch(/\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\\u00|\\ud8/u);
    // Only here is a text read for mentions: everywhere else nothing is read in it at all.
    if (type === "slack") expect(body.text).not.toMatch(/<|>|&(?!amp;|lt;|gt;)/);
  });

  it.each<[string, SinkAnswer[], Partial<Sent> & { answer: unknown }]>([
    [
      "refuses for good",
      [answered(400, "no_text")],
      { outcome: "failed", isPermanent: true, answer: "HTTP 400: no_text" },
    ],
    [
      "is overloaded",
      [answered(503, "")],
      { outcome: "failed", isPermanent: false, retryAfterMs: null, answer: "HTTP 503" },
    ],
    [
      "asks for patience",
      [answered(429, "slow down", { "retry-after": "120" })],
      { outcome: "failed", isPermanent: false, retryAfterMs: 120_000, answer: "HTTP 429: slow down" },
    ],
    [
      "asks for patience until an instant",
      [answered(503, "", { "retry-after": "Fri, 27 Nov 2026 09:10:00 GMT" })],
      { outcome: "failed", retryAfterMs: 600_000, answer: "HTTP 503" },
    ],
    [
      "leads elsewhere",
      [answered(302, "", { location: "http://127.0.0.1:1/else" })],
      {
        outcome: "failed",
        isPermanent: true,
        answer: expect.stringContaining("a redirect, which is not followed"),
      },
    ],
    [
      "answers without an end",
      [endless],
      { outcome: "sent", answer: expect.stringMatching(/^HTTP 200: x{990,}…$/) },
    ],
    [
      "never answers",
      [() => undefined],
      { outcome: "unknown", answer: expect.stringContaining("did not answer within") },
    ],
    [
      "hangs up",
      [(response) => response.socket?.destroy()],
      { outcome: "unknown", answer: expect.stringContaining("closed the connection") },
    ],
    ["breaks off", [breakOff], { outcome: "sent", answer: "HTTP 200: half" }],
    [
      "answers with what steers",
      [answered(500, "a\u001b[31m\r\nb\u202ec")],
      { outcome: "failed", answer: "HTTP 500: a [31m b c" },
    ],
  ])("is told the truth by one that %s", async (_what, answers, expected) => {
    sink.answerWith(...answers);
    expect(await send(type, alertMessage(), { timeoutMs: 700 })).toMatchObject(expected);
    expect(sink.received).toHaveLength(1);
  });

  it("does not speak to what only this machine can reach", async () => {
    process.env.ROLLCALL_OUTGOING_ALLOW = "";
    forgetEnv();
    const sent = await send(type, alertMessage());
    process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
    forgetEnv();
    expect(sent).toMatchObject({ outcome: "failed", isPermanent: true });
    expect(sent.answer).toContain("this machine itself");
    expect(sink.received).toEqual([]);
  });

  it("says that it may come twice where nothing else tells", async () => {
    await send(type, alertMessage(), { again: true });
    const isMarked = sink.received[0]?.body.includes("(sent again)");
    // PagerDuty and whoever listens to a webhook tell by the key.
    expect(isMarked).toBe(type !== "webhook" && type !== "pagerduty");
  });
});

function answered(status: number, body: string, headers: Record<string, string> = {}): SinkAnswer {
  return (response) => void response.writeHead(status, headers).end(body);
}

function endless(response: Parameters<Exclude<SinkAnswer, number>>[0]): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write("x".repeat(1_000)), 1);
  response.on("close", () => clearInterval(timer));
}

function breakOff(response: Parameters<Exclude<SinkAnswer, number>>[0]): void {
  response.writeHead(200, { "content-length": "100" });
  response.write("half", () => response.socket?.destroy());
}

describe("a webhook", () => {
  it("is signed as the standard has it, with the delivery's own key", async () => {
    await send("webhook", alertMessage());
    const [arrived] = sink.received;
    const { headers, body } = arrived ?? { headers: {} as Record<string, string>, body: "" };
    expect(headers["webhook-id"]).toBe(key);
    expect(headers["webhook-signature"]).toMatch(/^v1,/);
    expect(new Webhook(secret).sign(key, new Date(messageAt), body)).toBe(headers["webhook-signature"]);
  });

  it.each([
    ["repeated", "incident.updated"],
    ["escalated", "incident.updated"],
    ["test", "webhook.test"],
  ] as const)("calls what is %s %s", async (kind, type) => {
    await send("webhook", alertMessage({ kind }));
    expect(bodies()).toMatchObject([{ type }]);
  });
});

it("ntfy is told the token, and nobody else", async () => {
  await send("ntfy", alertMessage());
  expect(sink.received[0]?.headers.authorization).toBe("Bearer tk_1");
});

it("a test of PagerDuty leaves nothing ringing", async () => {
  sink.answerWith(202);
  expect(await send("pagerduty", alertMessage({ kind: "test" }))).toMatchObject({ outcome: "sent" });
  expect(bodies().map(({ event_action }) => event_action)).toEqual(["trigger", "resolve"]);
});

it("an Apprise API that knows no such configuration has told nobody", async () => {
  sink.answerWith(204);
  expect(await send("apprise", alertMessage())).toMatchObject({ outcome: "failed", isPermanent: true });
});
