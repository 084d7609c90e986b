// What becomes of deliveries: claimed once, sent with their keys, tried again, given up, cancelled; channels that fail, and those that are slow.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeChannel } from "@/lib/alerts/channels/change-channel";
import { readChannel } from "@/lib/alerts/channels/queries";
import { testChannel } from "@/lib/alerts/channels/test-channel";
import { claimDelivery } from "@/lib/alerts/deliveries/claim-delivery";
import { deadDeliveries, failingChannels } from "@/lib/alerts/deliveries/delivery-facts";
import { findDueDeliveries } from "@/lib/alerts/deliveries/due-deliveries";
import { finishDelivery } from "@/lib/alerts/deliveries/finish-delivery";
import { cancelDeliveries } from "@/lib/alerts/deliveries/insert-deliveries";
import { type DeliveryOutcome, sendDelivery } from "@/lib/alerts/deliveries/send-delivery";
import { retain } from "@/lib/intake/retain";
import { type Ctx, openContext, system } from "@/lib/platform/context";
import { databaseNow, inTransaction, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { addChannel, makeTestMessage, openIncident, readDelivery, tell } from "@/test/support/alert-site";
import { type HttpSink, openSink } from "@/test/support/http-sink";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";

const minute = 60;
const hour = 60 * minute;
let offset = 0;
let sink: HttpSink;

function set(name: string, value: string | number): void {
  process.env[name] = String(value);
  forgetEnv();
}

function pass(seconds: number): void {
  offset += seconds;
  set("ROLLCALL_CLOCK_OFFSET_SECONDS", offset);
}

beforeAll(async () => {
  set("ROLLCALL_OUTGOING_ALLOW", "127.0.0.1");
  await openRollCall();
  sink = await openSink();
});
beforeEach(() => {
  sink.received.length = 0;
  sink.answerWith(200);
});
afterEach(async () => {
  delete process.env.ROLLCALL_DELIVERY_TIMEOUT_SECONDS;
  forgetEnv();
  await pool().query("DELETE FROM channel");
});
afterAll(async () => {
  await sink.close();
  for (const name of ["ROLLCALL_OUTGOING_ALLOW", "ROLLCALL_CLOCK_OFFSET_SECONDS"]) delete process.env[name];
  forgetEnv();
  await closeRollCall();
});

/** A context whose nudges are remembered. */
async function open(): Promise<Ctx & { nudged: unknown[] }> {
  const nudged: unknown[] = [];
  const ctx = await openContext(system);
  return { ...ctx, nudged, enqueue: async (name, payload) => void nudged.push({ name, ...payload }) };
}

const send = async (id: number): Promise<DeliveryOutcome> => sendDelivery(await open(), id, makeTestMessage);

/** Does everything that is due, as the worker does. Returns how often something was sent. */
async function work(): Promise<number> {
  const ctx = await open();
  await findDueDeliveries(ctx);
  let sent = 0;
  for (let place = 0; place < ctx.nudged.length; place++) {
    const { name, deliveryId } = ctx.nudged[place] as { name: string; deliveryId: number };
    if (name === "delivery.send" && (await sendDelivery(ctx, deliveryId, makeTestMessage)) === "sent") sent++;
  }
  return sent;
}

const addWebhook = (parts: Record<string, unknown> = {}) =>
  addChannel({ type: "webhook", url: sink.url, ...parts });

/** A delivery of a new incident to a new webhook. */
async function addOne() {
  const { id: channel } = await addWebhook();
  const incident = await openIncident();
  const [delivery = 0] = await tell(incident, [channel]);
  return { channel, incident, delivery };
}

describe("a delivery", () => {
  it("is sent once, with its key, and its try is written down", async () => {
    const { delivery } = await addOne();
    expect(await send(delivery)).toBe("sent");
    expect(await send(delivery)).toBe("not_mine");
    const row = await readDelivery(delivery);
    expect(row).toMatchObject({ status: "sent", attempts: 1, outcomes: ["sent"], answers: ["HTTP 200"] });
    expect(sink.received.map(({ headers }) => headers["webhook-id"])).toEqual([row.key]);
  });

  it("goes to the default channels where none is named, and to none that is gone", async () => {
    const { id: standard } = await addWebhook({ isDefault: true });
    const { id: other } = await addWebhook();
    const incident = await openIncident();
    const channels = async (ids: readonly number[]) =>
      (
        await pool().query<{ id: number }>("SELECT channel_id AS id FROM delivery WHERE id = ANY($1)", [ids])
      ).rows.map(({ id }) => id);
    expect(await channels(await tell(incident, null))).toEqual([standard]);
    expect(await channels(await tell(incident, [other, 999_999]))).toEqual([other]);
  });

  it("is sent by one of two who come at once", async () => {
    const { delivery } = await addOne();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => send(delivery)));
    expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(1);
    expect(sink.received).toHaveLength(1);
  });

  it("is tried again after a failure, later and later, with the same key", async () => {
    const { delivery } = await addOne();
    sink.answerWith(500, 500, 200);
    expect(await send(delivery)).toBe("again_later");
    expect(await send(delivery)).toBe("not_mine");
    pass(20);
    expect(await work()).toBe(0);
    pass(75);
    expect(await work()).toBe(1);
    const row = await readDelivery(delivery);
    expect(row).toMatchObject({ status: "sent", attempts: 3, outcomes: ["failed", "failed", "sent"] });
    expect(sink.received.map(({ headers }) => headers["webhook-id"])).toEqual([row.key, row.key, row.key]);
  });

  it("waits as long as it is asked to", async () => {
    const { delivery } = await addOne();
    sink.answerWith((response) => void response.writeHead(429, { "retry-after": "3600" }).end(), 200);
    await send(delivery);
    pass(hour - 60);
    expect(await work()).toBe(0);
    pass(120);
    expect(await work()).toBe(1);
  });

  it("that is refused for good is tried three times, then it is dead: a fact that can be read", async () => {
    const { delivery, channel } = await addOne();
    sink.answerWith(410);
    const began = await databaseNow(pool());
    expect(await send(delivery)).toBe("again_later");
    pass(minute);
    await work();
    pass(5 * minute);
    await work();
    expect(await readDelivery(delivery)).toMatchObject({ status: "dead", attempts: 3, problem: "HTTP 410" });
    expect(await deadDeliveries(pool(), began)).toMatchObject([
      { channelId: channel, count: 1, problem: "HTTP 410" },
    ]);
    expect(await deadDeliveries(pool(), (await databaseNow(pool())) + 1)).toEqual([]);
  });

  it("is dead after its deadline, and what went wrong last is said", async () => {
    const { delivery } = await addOne();
    sink.answerWith(503);
    await send(delivery);
    pass(25 * hour);
    expect(await work()).toBe(0);
    expect(await readDelivery(delivery)).toMatchObject({
      status: "dead",
      problem: "It could not be sent before its deadline. Last: HTTP 503",
    });
    expect(sink.received).toHaveLength(1);
  });

  it("survives an outage of some hours, for which others lose it (uptime-kuma#6046)", async () => {
    const { delivery, channel } = await addOne();
    sink.answerWith(503);
    for (let tries = 0; tries < 12; tries++) {
      await work();
      pass(36 * minute);
      await pool().query("UPDATE channel SET paused_at = NULL WHERE id = $1", [channel]);
    }
    sink.answerWith(200);
    expect(await work()).toBe(1);
    expect(await readDelivery(delivery)).toMatchObject({ status: "sent" });
  });

  it("whose text cannot be made harms no other (healthchecks 4.1.1)", async () => {
    const { delivery } = await addOne();
    const { delivery: other } = await addOne();
    const ctx = {
      ...(await open()),
      log: { ...(await open()).log, error: () => undefined },
    } as unknown as Ctx;
    const makeOnlyOther: typeof makeTestMessage = async (own, row) => {
      if (row.id === delivery) throw new Error("a bad row");
      return makeTestMessage(own, row);
    };
    expect(await sendDelivery(ctx, delivery, makeOnlyOther)).toBe("again_later");
    expect(await sendDelivery(ctx, other, makeOnlyOther)).toBe("sent");
    expect((await readDelivery(delivery)).problem).toContain("could not make its text");
  });

  it("that has nothing to say any more says nothing", async () => {
    const { delivery } = await addOne();
    expect(await sendDelivery(await open(), delivery, async () => null)).toBe("cancelled");
    expect(await readDelivery(delivery)).toMatchObject({ status: "cancelled" });
    expect(sink.received).toEqual([]);
  });

  it("goes after its time", async () => {
    const { delivery } = await addOne();
    await send(delivery);
    pass(91 * 24 * hour);
    expect((await retain(await open())).deliveries).toBeGreaterThanOrEqual(1);
    await expect(readDelivery(delivery)).rejects.toThrow();
  });
});

describe("an incident that somebody takes", () => {
  const cancel = async (incident: number) =>
    inTransaction(pool(), async (tx) => cancelDeliveries(tx, incident, await databaseNow(tx)));

  it("rings nobody any more (oncall#4654, #4760)", async () => {
    const { delivery, incident } = await addOne();
    expect(await cancel(incident)).toBe(1);
    expect(await work()).toBe(0);
    expect(await send(delivery)).toBe("not_mine");
    expect(sink.received).toEqual([]);
  });

  it("while a worker has its message in hand: it is not sent if it was not yet", async () => {
    const { delivery, incident } = await addOne();
    const outcome = await sendDelivery(await open(), delivery, async (ctx, row) => {
      await cancel(incident);
      return makeTestMessage(ctx, row);
    });
    expect(outcome).toBe("late");
    expect(await readDelivery(delivery)).toMatchObject({ status: "cancelled", outcomes: ["failed"] });
    expect(sink.received).toEqual([]);
  });

  it("while it is being sent: what arrived is sent, what failed is not sent again", async () => {
    for (const [status, after] of [
      [200, "sent"],
      [500, "cancelled"],
    ] as const) {
      const { delivery, incident } = await addOne();
      sink.answerWith((response) => void cancel(incident).then(() => response.writeHead(status).end()));
      await send(delivery);
      expect(await readDelivery(delivery)).toMatchObject({ status: after });
      pass(hour);
      expect(await work()).toBe(0);
    }
  });

  it("whose worker died while it sent is not sent again", async () => {
    const { delivery, incident } = await addOne();
    set("ROLLCALL_DELIVERY_TIMEOUT_SECONDS", 1);
    await claimDelivery(pool(), delivery, await databaseNow(pool()));
    await cancel(incident);
    await endLeases();
    expect(await work()).toBe(0);
    expect(await readDelivery(delivery)).toMatchObject({ status: "cancelled", outcomes: [null] });
  });
});

const endLeases = () =>
  pool().query(
    "UPDATE delivery SET lease_until = clock_timestamp() - interval '1 second' WHERE lease_until IS NOT NULL",
  );

describe("a lease that ran out", () => {
  it("has the message sent again, marked where nothing else tells", async () => {
    const { id } = await addChannel({ type: "slack", url: sink.url });
    const [delivery = 0] = await tell(await openIncident(), [id]);
    await claimDelivery(pool(), delivery, await databaseNow(pool()));
    expect(await work()).toBe(0);
    await endLeases();
    expect(await work()).toBe(1);
    expect(sink.received[0]?.body).toContain("(sent again)");
    expect(await readDelivery(delivery)).toMatchObject({ attempts: 2, outcomes: [null, "sent"] });
  });

  it("of a worker that was only slow: what it sent counts", async () => {
    const { delivery } = await addOne();
    const now = await databaseNow(pool());
    const slow = await claimDelivery(pool(), delivery, now);
    if (!slow) throw new Error("it could not be claimed");
    await endLeases();
    await findDueDeliveries(await open());
    expect((await readDelivery(delivery)).status).toBe("pending");
    expect(await finishDelivery(pool(), slow, { outcome: "sent", answer: "ok" }, { now, chance: 0 })).toBe(
      "sent",
    );
    expect(await work()).toBe(0);
  });

  it("of a worker that was only slow: what it failed at changes nothing for the one that has it now", async () => {
    const { delivery } = await addOne();
    const now = await databaseNow(pool());
    const slow = await claimDelivery(pool(), delivery, now);
    await endLeases();
    await findDueDeliveries(await open());
    const other = await claimDelivery(pool(), delivery, now);
    if (!slow || !other) throw new Error("it could not be claimed");
    const failed = { outcome: "failed", answer: "no", isPermanent: true, retryAfterMs: null } as const;
    expect(await finishDelivery(pool(), slow, failed, { now, chance: 0 })).toBe("late");
    expect(await readDelivery(delivery)).toMatchObject({ status: "sending", attempts: 2 });
    expect(await finishDelivery(pool(), other, { outcome: "sent", answer: "ok" }, { now, chance: 0 })).toBe(
      "sent",
    );
  });

  it("nobody knows whether a broken connection brought it: the next one is marked", async () => {
    const { id } = await addChannel({ type: "ntfy", url: sink.url, topic: "t" });
    const [delivery = 0] = await tell(await openIncident(), [id]);
    sink.answerWith((response) => response.socket?.destroy(), 200);
    expect(await send(delivery)).toBe("again_later");
    pass(minute);
    expect(await work()).toBe(1);
    expect(sink.received.map(({ body }) => body.includes("(sent again)"))).toEqual([false, true]);
  });
});

describe("a channel", () => {
  it("that is slow holds no other up, and has one sending at a time", async () => {
    const slowSink = await openSink();
    const answers: (() => void)[] = [];
    slowSink.answerWith((response) => void answers.push(() => response.writeHead(200).end()));
    const { id: slow } = await addChannel({ type: "webhook", url: slowSink.url });
    const { id: quick } = await addWebhook();
    const slowOnes = [
      await tell(await openIncident(), [slow]),
      await tell(await openIncident(), [slow]),
    ].flat();
    const quickOnes = [
      await tell(await openIncident(), [quick]),
      await tell(await openIncident(), [quick]),
    ].flat();
    const waiting = send(slowOnes[0] ?? 0);
    await slowSink.arrival(1);
    expect(await send(slowOnes[1] ?? 0)).toBe("not_mine");
    expect(await Promise.all(quickOnes.map(send)).then((all) => all.includes("sent"))).toBe(true);
    await work();
    expect((await Promise.all(quickOnes.map(readDelivery))).map(({ status }) => status)).toEqual([
      "sent",
      "sent",
    ]);
    answers[0]?.();
    expect(await waiting).toBe("sent");
    const second = send(slowOnes[1] ?? 0);
    await slowSink.arrival(2);
    answers[1]?.();
    expect(await second).toBe("sent");
    await slowSink.close();
  });

  it("has what waits sent one after the other, in their order", async () => {
    const { id } = await addWebhook();
    const incidents = [await openIncident(), await openIncident(), await openIncident()];
    for (const incident of incidents) await tell(incident, [id]);
    expect(await work()).toBe(3);
    expect(sink.received.map(({ body }) => JSON.parse(body).data.incident.id)).toEqual(incidents);
  });

  it("that keeps failing is paused, is a fact, and goes on when somebody resumes it", async () => {
    set("ROLLCALL_CHANNEL_PAUSE_FAILURES", 3);
    const { id } = await addWebhook();
    const first = await openIncident();
    await tell(first, [id], "opened");
    sink.answerWith(503);
    for (let tries = 0; tries < 4; tries++) {
      await work();
      pass(10 * minute);
    }
    expect(await failingChannels(pool())).toMatchObject([
      { id, failures: 3, pausedAt: expect.any(Number), problem: "HTTP 503", waiting: 1 },
    ]);
    expect(await readChannel(await open(), id)).toMatchObject({ status: "stopped" });
    const soFar = sink.received.length;
    const second = await openIncident();
    await tell(second, [id], "opened");
    await tell(first, [id], "updated");
    await tell(first, [id], "resolved");
    pass(hour);
    expect(await work()).toBe(0);
    expect(sink.received).toHaveLength(soFar);

    sink.answerWith(200);
    await changeChannel(await open(), id, { enabled: true });
    expect(await work()).toBe(2);
    // Of the first incident only the newest: no burst.
    expect(sink.received.slice(soFar).map(({ body }) => JSON.parse(body).type)).toEqual([
      "incident.opened",
      "incident.resolved",
    ]);
    expect(await failingChannels(pool())).toEqual([]);
    delete process.env.ROLLCALL_CHANNEL_PAUSE_FAILURES;
  });

  it("that was paused because it kept failing goes on after a test that it takes", async () => {
    const { id } = await addWebhook();
    await pool().query(
      "UPDATE channel SET paused_at = now(), failures = 9, failing_since = now() WHERE id = $1",
      [id],
    );
    sink.answerWith((response) => void response.writeHead(403).end("no such hook"));
    expect(await testChannel(await open(), id)).toEqual({ ok: false, answer: "HTTP 403: no such hook" });
    expect(await readChannel(await open(), id)).toMatchObject({ status: "stopped", failures: 9 });
    sink.answerWith(200);
    expect(await testChannel(await open(), id)).toEqual({ ok: true, answer: "HTTP 200" });
    expect(await readChannel(await open(), id)).toMatchObject({ status: "ok" });
    // A test that fails is not tried again, and is missed by nobody.
    pass(hour);
    expect(await work()).toBe(0);
    expect(await deadDeliveries(pool(), 0)).toEqual([]);
  });

  it("that a person paused keeps what comes for it", async () => {
    const { id } = await addWebhook();
    await changeChannel(await open(), id, { enabled: false });
    const [delivery = 0] = await tell(await openIncident(), [id]);
    expect(await work()).toBe(0);
    expect(await send(delivery)).toBe("not_mine");
    expect(await failingChannels(pool())).toEqual([]);
    await changeChannel(await open(), id, { enabled: true });
    expect(await work()).toBe(1);
  });

  it("never answers with a secret of its own", async () => {
    const { id } = await addChannel({ type: "pagerduty", url: sink.url, routingKey: "R0UT1NGKEY" });
    sink.answerWith((response) => void response.writeHead(400).end("bad routing key R0UT1NGKEY"));
    expect((await testChannel(await open(), id)).answer).toBe("HTTP 400: bad routing key …");
  });
});

it("a resolved message comes like every other (oncall#5450)", async () => {
  const { incident, channel } = await addOne();
  expect(await work()).toBe(1);
  await tell(incident, [channel], "resolved");
  sink.answerWith(500, 200);
  expect(await work()).toBe(0);
  pass(minute);
  expect(await work()).toBe(1);
  expect(JSON.parse(sink.received.at(-1)?.body ?? "").type).toBe("incident.resolved");
});
