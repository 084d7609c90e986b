// Slots pushed to a webhook: signed, at least once, and no attempt unless somebody took them.
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as webhookRoute from "@/app/api/v1/appliances/[id]/push-webhook/route";
import * as testRoute from "@/app/api/v1/appliances/[id]/push-webhook/test/route";
import { runJob } from "@/jobs/run";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { deliverPush } from "@/lib/rollout/cap/deliver-push";
import { releaseSlotByPerson } from "@/lib/rollout/cap/release-slot";
import { addKey, type Cast, makeCast } from "@/test/support/cast";
import { type HttpSink, openSink, type Received } from "@/test/support/http-sink";
import {
  ask,
  changeRollout,
  closeRollCall,
  openRollCall,
  openSite,
  readRollout,
  type Site,
} from "@/test/support/roll-call";
import { killWorkerProcesses, startWorkerProcess, until } from "@/test/support/worker-process";

const hourMs = 3_600_000;
const minuteMs = 60_000;

let cast: Cast;
const sinks: HttpSink[] = [];
beforeAll(async () => {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  await openRollCall();
  cast = await makeCast();
});
afterEach(async () => {
  moveClock(0);
  await killWorkerProcesses();
});
afterAll(async () => {
  await Promise.all(sinks.map((sink) => sink.close()));
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
  await closeRollCall();
});

function moveClock(seconds: number): void {
  process.env.ROLLCALL_CLOCK_OFFSET_SECONDS = String(seconds);
  forgetEnv();
}

interface WebhookAnswer {
  url: string;
  enabled: boolean;
  secret?: string | null;
  pausedUntil: string | null;
  failures: number;
  lastProblem: string | null;
  lastDeliveredAt: string | null;
}

interface SlotRow {
  id: number;
  number: number;
  fence: number;
  grantedAt: number;
  leaseUntil: number;
  deliveredAt: number | null;
  outcome: string | null;
  endedReason: string | null;
  failedAttempt: boolean;
}

function webhookOf(applianceId: number) {
  const path = `/api/v1/appliances/${applianceId}/push-webhook`;
  return {
    read: (headers?: Record<string, string>) =>
      ask<WebhookAnswer & { code: string }>(webhookRoute.GET, path, {
        id: applianceId,
        ...(headers && { headers }),
      }),
    set: (body: unknown, headers?: Record<string, string>) =>
      ask<WebhookAnswer & { code: string; detail: string }>(webhookRoute.PUT, path, {
        method: "PUT",
        id: applianceId,
        body,
        ...(headers && { headers }),
      }),
    remove: (headers?: Record<string, string>) =>
      ask(webhookRoute.DELETE, path, { method: "DELETE", id: applianceId, ...(headers && { headers }) }),
    test: (headers?: Record<string, string>) =>
      ask<{ delivered: boolean; status: number | null; problem: string | null }>(
        testRoute.POST,
        `${path}/test`,
        {
          method: "POST",
          id: applianceId,
          ...(headers && { headers }),
        },
      ),
  };
}

interface PushSite {
  site: Site;
  rollout: number;
  sink: HttpSink;
  secret: string;
  webhook: ReturnType<typeof webhookOf>;
  /** Every slot there was, the first granted first. */
  slots: () => Promise<SlotRow[]>;
  /** Gives the queue what it can have; returns the slots that are on their way. */
  grant: () => Promise<SlotRow[]>;
}

/** An appliance in control mode whose webhook is a sink of ours. */
async function openPushSite(cap: number, clients = 3): Promise<PushSite> {
  const sink = await openSink();
  sinks.push(sink);
  const site = await openSite({ cap });
  const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
  const seen = `Offline since ${at(30 * hourMs)
    .slice(0, 19)
    .replace("T", " ")}`;
  const listed = Array.from({ length: clients }, (_, index) => ({
    name: `client-${index}`,
    seen,
    type: "passive",
    group: "Lisbon",
  }));
  await site.import(listed, at(3 * hourMs));
  const { rollout } = await site.release("24.1.1", at(hourMs));
  await changeRollout(rollout, { mode: "control" });
  const webhook = webhookOf(site.id);
  const { status, body } = await webhook.set({ url: sink.url });
  expect(status).toBe(201);
  const slots = async () => {
    const { rows } = await pool().query<SlotRow>(
      `SELECT id, number, fence, granted_at AS "grantedAt", lease_until AS "leaseUntil", delivered_at AS "deliveredAt",
              outcome, ended_reason AS "endedReason", failed_attempt AS "failedAttempt"
         FROM slot WHERE appliance_id = $1 ORDER BY fence`,
      [site.id],
    );
    return rows;
  };
  return {
    site,
    rollout,
    sink,
    secret: body.secret ?? "",
    webhook,
    slots,
    async grant() {
      await runJob("slot.grant", { applianceId: site.id });
      return (await slots()).filter(({ outcome, deliveredAt }) => outcome === null && deliveredAt === null);
    },
  };
}

async function deliver(slotId: number) {
  return deliverPush(await openContext(system), slotId);
}

/** What a receiver makes of a message. @throws when the signature is not right */
function verify(secret: string, { body, headers }: Received) {
  return new Webhook(secret).verify(body, headers as Record<string, string>) as {
    type: string;
    timestamp: string;
    data: Record<string, unknown>;
  };
}

async function onlySlot(place: PushSite): Promise<SlotRow> {
  const [slot, another] = await place.grant();
  expect(another).toBeUndefined();
  if (!slot) throw new Error("no slot was granted");
  return slot;
}

async function reread(place: PushSite, slotId: number): Promise<SlotRow> {
  const found = (await place.slots()).find(({ id }) => id === slotId);
  if (!found) throw new Error("the slot vanished");
  return found;
}

describe("a push webhook", () => {
  it("is made with a secret that is told once and stored encrypted", async () => {
    const { site, sink, secret, webhook } = await openPushSite(1);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const read = await webhook.read();
    expect(read).toMatchObject({
      status: 200,
      body: { url: sink.url, enabled: true, pausedUntil: null, failures: 0 },
    });
    const { rows } = await pool().query("SELECT * FROM push_webhook WHERE appliance_id = $1", [site.id]);
    for (const text of [JSON.stringify(read.body), JSON.stringify(rows)]) {
      expect(text).not.toContain(secret.slice(6, 30));
    }
    expect(await webhook.set({ enabled: false })).toMatchObject({
      status: 200,
      body: { url: sink.url, enabled: false, secret: null },
    });
    const rotated = await webhook.set({ rotateSecret: true });
    expect(rotated).toMatchObject({
      status: 200,
      body: { enabled: false, secret: expect.stringMatching(/^whsec_/) },
    });
    expect(rotated.body.secret).not.toBe(secret);
    await webhook.test();
    const [message] = sink.received;
    if (!message) throw new Error("no message arrived");
    expect(verify(rotated.body.secret ?? "", message)).toMatchObject({ type: "webhook.test" });
    expect(() => verify(secret, message)).toThrow();
  });

  it("leaves audit rows without the secret and without what may be a token", async () => {
    const { site, sink, secret, webhook } = await openPushSite(1);
    // The path may be a token as well.
    const shown = sink.url.replace(/\/hook$/, "/…");
    await webhook.set({ url: `${sink.url}?token=hush` });
    await webhook.test();
    expect((await webhook.remove()).status).toBe(204);
    const { rows } = await pool().query(
      "SELECT deed, before, after FROM audit WHERE subject_type = 'push_webhook' AND subject_id = $1 ORDER BY id",
      [String(site.id)],
    );
    expect(rows).toEqual([
      { deed: "webhook.change", before: null, after: { url: shown, enabled: true, newSecret: true } },
      {
        deed: "webhook.change",
        before: { url: shown, enabled: true },
        after: { url: shown, enabled: true, newSecret: false },
      },
      {
        deed: "webhook.test",
        before: null,
        after: { url: shown, enabled: true, status: 200, problem: null },
      },
      { deed: "webhook.remove", before: { url: shown, enabled: true }, after: null },
    ]);
    for (const text of [secret.slice(6), "hush"]) expect(JSON.stringify(rows)).not.toContain(text);
  });

  it("is for admins and the leads of the appliance", async () => {
    const [own] = cast.appliances;
    const { set, read, test, remove } = webhookOf(own);
    const url = (await openPushSite(1)).sink.url;
    const refused = [cast.otherLead, cast.technician, cast.viewer, cast.nobody, cast.agent];
    for (const { headers } of refused) {
      for (const call of [set({ url }, headers), read(headers), test(headers), remove(headers)]) {
        expect(await call).toMatchObject({ status: 403 });
      }
    }
    expect(await read(cast.lead.headers)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await set({ url }, cast.lead.headers)).toMatchObject({ status: 201 });
    expect(await read(cast.leadKey.headers)).toMatchObject({ status: 200 });
    expect(await test(cast.lead.headers)).toMatchObject({
      status: 200,
      body: { delivered: true, status: 200 },
    });
    expect(await remove(cast.admin.headers)).toMatchObject({ status: 204 });
    for (const call of [read(), test(), remove()]) expect(await call).toMatchObject({ status: 404 });
    expect(await webhookOf(999_999).set({ url })).toMatchObject({ status: 404 });
  });

  it.each([
    [{}, "url_missing"],
    [{ enabled: true }, "url_missing"],
    [{ url: "" }, "invalid_request"],
    [{ url: "https://hook.example", colour: "red" }, "invalid_request"],
    [{ url: "not an address" }, "webhook_address_refused"],
    [{ url: "ftp://hook.example/" }, "webhook_address_refused"],
    [{ url: "https://me:pass@hook.example/" }, "webhook_address_refused"],
    [{ url: "http://127.0.0.2/" }, "webhook_address_refused"],
    [{ url: "http://2130706434/" }, "webhook_address_refused"],
    [{ url: "http://[::ffff:127.0.0.2]/" }, "webhook_address_refused"],
    [{ url: "http://169.254.169.254/latest/meta-data" }, "webhook_address_refused"],
  ])("is not made of %j", async (body, code) => {
    const { id } = await openSite();
    expect(await webhookOf(id).set(body)).toMatchObject({
      status: 422,
      body: { code, detail: expect.any(String) },
    });
    expect(await webhookOf(id).read()).toMatchObject({ status: 404 });
  });

  it("is made once by two people at once", async () => {
    const { id } = await openSite();
    const url = (await openPushSite(1)).sink.url;
    const answers = await Promise.all([1, 2, 3, 4].map(() => webhookOf(id).set({ url })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(answers.filter(({ body }) => body.secret !== null)).toHaveLength(1);
  });

  it("says in its test what is wrong, and not what it answered", async () => {
    const { sink, webhook } = await openPushSite(1);
    sink.answerWith((response) => response.writeHead(403).end("the inner secrets"));
    expect((await webhook.test()).body).toEqual({
      delivered: false,
      status: 403,
      problem: "The webhook answered 403; only 2xx takes a message.",
    });
    sink.answerWith((response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end());
    expect((await webhook.test()).body).toMatchObject({
      status: 302,
      problem: expect.stringContaining("a redirect"),
    });
    await sink.close();
    expect((await webhook.test()).body).toEqual({
      delivered: false,
      status: null,
      problem: `127.0.0.1, port ${sink.port}: nothing listens there.`,
    });
  });
});

describe("a pushed slot", () => {
  it("is announced with a signature, and its lease begins when it was taken", async () => {
    const place = await openPushSite(1);
    const slot = await onlySlot(place);
    moveClock(90);
    expect(await deliver(slot.id)).toBe("delivered");
    const [message] = place.sink.received;
    if (!message) throw new Error("no message arrived");
    expect(message.headers["webhook-id"]).toBe(`slot_${slot.id}`);
    const { type, timestamp, data } = verify(place.secret, message);
    expect({ type, data }).toEqual({
      type: "slot.granted",
      data: {
        slotId: slot.id,
        applianceId: place.site.id,
        applianceHostname: `${place.site.mark}.example.com`,
        clientId: expect.any(Number),
        kind: "jump_client",
        name: expect.stringMatching(/^client-\d$/),
        hostname: expect.stringMatching(/^client-\d-s\d+$/),
        group: "Lisbon",
        number: 1,
        fence: slot.fence,
        leaseUntil: new Date(slot.leaseUntil).toISOString(),
        releaseVersion: "24.1.1",
      },
    });
    expect(Math.abs(Date.parse(timestamp) - Date.now() - 90_000)).toBeLessThan(30_000);
    const delivered = await reread(place, slot.id);
    expect(delivered.deliveredAt).toBeGreaterThanOrEqual(slot.grantedAt + 90_000);
    expect(delivered.leaseUntil).toBe((delivered.deliveredAt ?? 0) + 30 * minuteMs);
    expect((await place.webhook.read()).body).toMatchObject({
      failures: 0,
      lastDeliveredAt: expect.any(String),
    });
    expect((await readRollout(place.rollout)).counts).toMatchObject({ upgrading: 1, queued: 2 });
  });

  it("is announced once, however often the job runs", async () => {
    const place = await openPushSite(1);
    const slot = await onlySlot(place);
    expect(await deliver(slot.id)).toBe("delivered");
    expect(await deliver(slot.id)).toBe("nothing_to_deliver");
    expect(await deliver(999_999)).toBe("nothing_to_deliver");
    expect(place.sink.received).toHaveLength(1);
  });

  it("is announced again under the same webhook-id by two at once, or after a crash before it was remembered", async () => {
    const place = await openPushSite(1);
    const slot = await onlySlot(place);
    const outcomes = await Promise.all([deliver(slot.id), deliver(slot.id)]);
    expect(outcomes).toContain("delivered");
    // What a crash between sending and remembering leaves behind.
    await pool().query("UPDATE slot SET delivered_at = NULL WHERE id = $1", [slot.id]);
    expect(await deliver(slot.id)).toBe("delivered");
    expect(place.sink.received.length).toBeGreaterThanOrEqual(2);
    const ids = place.sink.received.map((message) => {
      verify(place.secret, message);
      return message.headers["webhook-id"];
    });
    expect(new Set(ids)).toEqual(new Set([`slot_${slot.id}`]));
    expect(await place.slots()).toHaveLength(1);
  });

  it("gets through to a webhook that fails three times", async () => {
    const place = await openPushSite(1);
    place.sink.answerWith(500, (response) => response.destroy(), 429, 204);
    const slot = await onlySlot(place);
    for (const _try of [1, 2, 3]) await expect(deliver(slot.id)).rejects.toThrow(/was not delivered/);
    expect((await place.webhook.read()).body).toMatchObject({
      failures: 3,
      pausedUntil: null,
      lastProblem: "The webhook answered 429; only 2xx takes a message.",
    });
    expect(await deliver(slot.id)).toBe("delivered");
    expect(new Set(place.sink.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect((await place.webhook.read()).body).toMatchObject({ failures: 0, lastProblem: null });
    expect(await reread(place, slot.id)).toMatchObject({ outcome: null, deliveredAt: expect.any(Number) });
  });

  it("that nobody ever takes is no attempt, and pauses the webhook longer each time", async () => {
    const place = await openPushSite(2);
    place.sink.answerWith(503);
    let clockSeconds = 0;
    for (const minutes of [1, 5, 15, 60, 60]) {
      const [slot, another] = await place.grant();
      if (!slot || !another) throw new Error("no slots were granted");
      for (const _try of [1, 2, 3, 4]) await expect(deliver(slot.id)).rejects.toThrow("503");
      expect(await deliver(slot.id)).toBe("undelivered");
      expect(await reread(place, slot.id)).toMatchObject({
        outcome: "undelivered",
        failedAttempt: false,
        endedReason: "The webhook answered 503; only 2xx takes a message.",
      });
      const sent = place.sink.received.length;
      expect(await deliver(another.id)).toBe("undelivered");
      expect(await reread(place, another.id)).toMatchObject({
        outcome: "undelivered",
        failedAttempt: false,
        endedReason: "The push webhook is paused.",
      });
      expect(place.sink.received).toHaveLength(sent);
      const { body } = await place.webhook.read();
      const pausedMs = Date.parse(body.pausedUntil ?? "") - (Date.now() + clockSeconds * 1000);
      expect(Math.abs(pausedMs - minutes * minuteMs)).toBeLessThan(30_000);
      expect(await place.grant()).toEqual([]);
      expect((await readRollout(place.rollout)).counts).toMatchObject({ queued: 3, needs_redeployment: 0 });
      clockSeconds += minutes * 60 + 1;
      moveClock(clockSeconds);
    }
    place.sink.answerWith(200);
    const [slot] = await place.grant();
    expect(await deliver(slot?.id ?? 0)).toBe("delivered");
    expect((await place.webhook.read()).body).toMatchObject({ failures: 0, lastProblem: null });
  });

  it("whose message alone is unwelcome is given up after two minutes, and pauses nobody", async () => {
    const place = await openPushSite(2);
    const [unwelcome, welcome] = await place.grant();
    if (!unwelcome || !welcome) throw new Error("no slots were granted");
    place.sink.answerWith(404, 404, 200, 404);
    await expect(deliver(unwelcome.id)).rejects.toThrow("404");
    await expect(deliver(unwelcome.id)).rejects.toThrow("404");
    expect(await deliver(welcome.id)).toBe("delivered");
    moveClock(121);
    expect(await deliver(unwelcome.id)).toBe("undelivered");
    expect((await place.webhook.read()).body).toMatchObject({ failures: 1, pausedUntil: null });
    expect(await reread(place, welcome.id)).toMatchObject({ outcome: null });
  });

  it("is not announced once its lease is over", async () => {
    const place = await openPushSite(1);
    const slot = await onlySlot(place);
    moveClock(31 * 60);
    expect(await deliver(slot.id)).toBe("undelivered");
    expect(place.sink.received).toEqual([]);
    expect(await reread(place, slot.id)).toMatchObject({ outcome: "undelivered", failedAttempt: false });
  });

  it.each<[string, (place: PushSite) => Promise<unknown>, string]>([
    ["the webhook was removed", ({ webhook }) => webhook.remove(), "The push webhook was removed."],
    [
      "it was switched off",
      ({ webhook }) => webhook.set({ enabled: false }),
      "The push webhook was switched off.",
    ],
    [
      "the rollout was held",
      ({ rollout }) => changeRollout(rollout, { held: true, heldReason: "wait" }),
      "The rollout gives out no slots any more.",
    ],
  ])("is not announced after %s", async (_what, change, endedReason) => {
    const place = await openPushSite(1);
    const slot = await onlySlot(place);
    await change(place);
    expect(await deliver(slot.id)).toBe("undelivered");
    expect(place.sink.received).toEqual([]);
    expect(await reread(place, slot.id)).toMatchObject({
      outcome: "undelivered",
      failedAttempt: false,
      endedReason,
    });
  });

  it("that a person takes back while its message is on its way stays taken back", async () => {
    const place = await openPushSite(1);
    const slot = await onlySlot(place);
    let answer = (): void => undefined;
    place.sink.answerWith((response) => {
      answer = () => void response.writeHead(200).end();
    });
    const delivery = deliver(slot.id);
    await place.sink.arrival(1);
    await releaseSlotByPerson(await openContext(system), slot.id, "not this one");
    answer();
    expect(await delivery).toBe("too_late");
    expect(await reread(place, slot.id)).toMatchObject({ outcome: "released", deliveredAt: null });
  });

  it("holds no transaction and no lock while the webhook thinks", async () => {
    const place = await openPushSite(1);
    const slot = await onlySlot(place);
    let answer = (): void => undefined;
    place.sink.answerWith((response) => {
      answer = () => void response.writeHead(200).end();
    });
    const delivery = deliver(slot.id);
    await place.sink.arrival(1);
    const { rows } = await pool().query(
      "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
    );
    expect(rows).toEqual([]);
    await pool().query(
      `SELECT 1 FROM slot s, push_webhook w, appliance a WHERE s.id = $1 AND w.appliance_id = $2 AND a.id = $2 FOR UPDATE NOWAIT`,
      [slot.id, place.site.id],
    );
    answer();
    expect(await delivery).toBe("delivered");
  });

  it("is not sent where only this machine can reach, though it was allowed when the webhook was made", async () => {
    const place = await openPushSite(1);
    const slot = await onlySlot(place);
    delete process.env.ROLLCALL_OUTGOING_ALLOW;
    forgetEnv();
    try {
      await expect(deliver(slot.id)).rejects.toThrow("Rollcall sends nothing to 127.0.0.1");
    } finally {
      process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
      forgetEnv();
    }
    expect(place.sink.received).toEqual([]);
  });

  it("with a secret that cannot be read is not sent, and the page says what to do", async () => {
    const place = await openPushSite(1);
    const slot = await onlySlot(place);
    await pool().query("UPDATE push_webhook SET secret_encrypted = 'v1.AAAA' WHERE appliance_id = $1", [
      place.site.id,
    ]);
    await expect(deliver(slot.id)).rejects.toThrow("ROLLCALL_SECRET");
    expect((await place.webhook.read()).body.lastProblem).toContain("make a new secret");
    const { body } = await place.webhook.set({ rotateSecret: true });
    expect(await deliver(slot.id)).toBe("delivered");
    expect(verify(body.secret ?? "", await place.sink.arrival(1))).toMatchObject({ type: "slot.granted" });
  });
});

it("a successful test of a paused webhook ends the pause", async () => {
  const place = await openPushSite(1);
  place.sink.answerWith(500);
  const slot = await onlySlot(place);
  for (const _try of [1, 2, 3, 4]) await expect(deliver(slot.id)).rejects.toThrow("500");
  expect(await deliver(slot.id)).toBe("undelivered");
  expect((await place.webhook.test()).body).toMatchObject({ delivered: false });
  expect((await place.webhook.read()).body.pausedUntil).not.toBeNull();
  place.sink.answerWith(200);
  expect((await place.webhook.test()).body).toMatchObject({ delivered: true });
  expect((await place.webhook.read()).body).toMatchObject({
    pausedUntil: null,
    failures: 0,
    lastProblem: null,
  });
  expect(await place.grant()).toHaveLength(1);
});

it("a worker pushes the queue by itself, within the cap, past a webhook that fails at first", async () => {
  const place = await openPushSite(3, 7);
  place.sink.answerWith(500, 500, 200);
  await startWorkerProcess();
  await until("the deliveries", async () => {
    const all = await place.slots();
    expect(all.filter(({ outcome }) => outcome === null).length).toBeLessThanOrEqual(3);
    return all.filter(({ deliveredAt }) => deliveredAt !== null).length === 3;
  });
  expect(new Set(place.sink.received.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
  for (const message of place.sink.received) verify(place.secret, message);
  // A client that is done gives its slot back, and the next one is told.
  const key = await addKey("a receiver", "agent", place.site.id);
  const slotRoute = await import("@/app/api/v1/slots/[id]/route");
  const [slot] = await place.slots();
  const path = `/api/v1/slots/${slot?.id}?fence=${slot?.fence}&outcome=done`;
  const released = await ask(slotRoute.DELETE, path, {
    method: "DELETE",
    id: slot?.id ?? 0,
    headers: key.headers,
  });
  expect(released.status).toBeLessThan(300);
  await until("the next delivery", async () => {
    const delivered = (await place.slots()).filter(({ deliveredAt }) => deliveredAt !== null);
    return delivered.length === 4;
  });
});
