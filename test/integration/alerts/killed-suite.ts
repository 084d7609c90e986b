/** What holds of deliveries whose worker is killed at every step, for every kind of channel: none is lost, and at most one comes twice. */
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type ChannelTypeName, channelTypeNames } from "@/lib/alerts/channels/channel-types";
import { setMail } from "@/lib/alerts/mail/set-mail";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { alertMessage } from "@/test/support/alert-message";
import { addChannel, openIncident, readDelivery, tell } from "@/test/support/alert-site";
import { type HeldFront, openFront } from "@/test/support/held-front";
import { type HttpSink, openSink } from "@/test/support/http-sink";
import { type MailSink, openMailSink } from "@/test/support/mail-sink";
import { killWorkerProcesses, startWorkerProcess, until } from "@/test/support/worker-process";

/** One channel of each kind, what it leads to, and what has arrived there: each message as its key, or as its text where it has none. */
interface Place {
  type: ChannelTypeName;
  id: number;
  front: HeldFront;
  arrived: () => string[];
}

interface Phase {
  what: string;
  /** What has arrived in the end, at most. */
  atMost: number;
  /** Puts something in the way of all. */
  hold: () => Promise<{ isIn: () => Promise<boolean>; clear: () => Promise<void> }>;
}

const settings = { ROLLCALL_DELIVERY_TIMEOUT_SECONDS: "3" };
let places: Place[] = [];
const sinks: (HttpSink | MailSink)[] = [];

const waiting = async (key: string) => {
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = (hashtext($1)::bigint & 4294967295)::oid`,
    [key],
  );
  return rows[0]?.count ?? 0;
};

const phases: readonly Phase[] = [
  {
    what: "before the claim",
    atMost: 1,
    async hold() {
      const holder = await pool().connect();
      for (const { id } of places)
        await holder.query("SELECT pg_advisory_lock(hashtext('channel turn'), $1)", [id]);
      return {
        isIn: async () => (await waiting("channel turn")) >= places.length,
        clear: async () => {
          await holder.query("SELECT pg_advisory_unlock_all()");
          holder.release();
        },
      };
    },
  },
  {
    what: "after the claim, before it is sent",
    atMost: 1,
    async hold() {
      for (const { front } of places) front.hold(true);
      return {
        isIn: async () => places.every(({ front }) => front.held() === 1),
        clear: async () => {
          for (const { front } of places) front.hold(false);
        },
      };
    },
  },
  {
    what: "after it was sent, before it is marked",
    atMost: 2,
    async hold() {
      const holder = await pool().connect();
      await holder.query("SELECT pg_advisory_lock(hashtext('held mark'), 0)");
      await pool().query(
        `CREATE FUNCTION hold_mark() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext('held mark'), 0); RETURN NEW; END $$;
         CREATE TRIGGER hold_mark BEFORE UPDATE ON delivery_attempt FOR EACH ROW EXECUTE FUNCTION hold_mark()`,
      );
      return {
        isIn: async () => (await waiting("held mark")) >= places.length,
        clear: async () => {
          await holder.query("SELECT pg_advisory_unlock_all()");
          holder.release();
          await pool().query("DROP FUNCTION hold_mark CASCADE");
        },
      };
    },
  },
];

/** By what a receiver tells that a message is the same one. */
const keyOf: Partial<Record<ChannelTypeName, (sink: HttpSink) => string[]>> = {
  webhook: ({ received }) => received.map(({ headers }) => String(headers["webhook-id"])),
  pagerduty: ({ received }) => received.map(({ body }) => JSON.parse(body).dedup_key),
};

async function openPlace(type: ChannelTypeName): Promise<Place> {
  if (type === "email") {
    const sink = await openMailSink();
    sinks.push(sink);
    const front = await openFront(sink.port);
    const server = {
      host: "127.0.0.1",
      port: front.port,
      security: "none",
      from: "rollcall@example.org",
    } as const;
    await setMail(await openContext(system), { ...server, user: null, caPem: null });
    const { id } = await addChannel({ type, to: ["lead@example.com"] });
    return {
      type,
      id,
      front,
      arrived: () => sink.received.map(({ headers }) => headers["message-id"] ?? ""),
    };
  }
  const sink = await openSink();
  sinks.push(sink);
  const front = await openFront(sink.port);
  const url = `http://127.0.0.1:${front.port}/hook`;
  const more = { pagerduty: { routingKey: "key" }, ntfy: { topic: "topic" } }[type as string] ?? {};
  const { id } = await addChannel({ type, url, ...more });
  const arrived = () => keyOf[type]?.(sink) ?? sink.received.map(({ body }) => body);
  return { type, id, front, arrived };
}

/** A new incident's message to each of the channels. */
async function tellAll(): Promise<number[]> {
  const incident = await openIncident();
  const content = alertMessage({ thread: `incident-${incident}` });
  const deliveries = await tell(
    incident,
    places.map(({ id }) => id),
  );
  await pool().query("UPDATE delivery SET content = $2 WHERE id = ANY($1)", [
    deliveries,
    JSON.stringify(content),
  ]);
  return deliveries;
}

const allSent = async (deliveries: readonly number[]) =>
  (await Promise.all(deliveries.map(readDelivery))).every(({ status }) => status === "sent");

/** Registers the tests. */
export function testKilledDeliveries(): void {
  beforeAll(async () => {
    places = await Promise.all(channelTypeNames.map(openPlace));
  });
  afterEach(killWorkerProcesses);
  afterAll(async () => {
    await Promise.all([...sinks, ...places.map(({ front }) => front)].map((each) => each.close()));
  });

  it.each(phases)(
    "killed $what",
    async ({ hold, atMost }) => {
      const before = places.map(({ arrived }) => arrived().length);
      const deliveries = await tellAll();
      const held = await hold();
      const killed = await startWorkerProcess(settings);
      await until("the step", held.isIn);
      await killed.kill();
      await held.clear();
      expect(await allSent(deliveries)).toBe(false);
      const worker = await startWorkerProcess(settings);
      await until("the deliveries", () => allSent(deliveries), 60);
      expect(await worker.stop()).toBe(0);
      for (const [place, { type, arrived }] of places.entries()) {
        const came = arrived().slice(before[place]);
        expect([type, came.length >= 1, came.length <= atMost]).toEqual([type, true, true]);
        // The same key, or the second is marked.
        const first = came[0] ?? "";
        if (came.length === 2 && came[1] !== first) expect(came[1]).toContain("(sent again)");
        if (keyOf[type] || type === "email") expect(new Set(came).size).toBe(1);
      }
    },
    150_000,
  );

  it("two workers at once send each once", async () => {
    const before = places.map(({ arrived }) => arrived().length);
    const workers = await Promise.all([startWorkerProcess(settings), startWorkerProcess(settings)]);
    const deliveries = (await Promise.all([tellAll(), tellAll(), tellAll(), tellAll()])).flat();
    await until("the deliveries", () => allSent(deliveries), 60);
    expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual([0, 0]);
    expect(places.map(({ arrived }, place) => arrived().length - (before[place] ?? 0))).toEqual(
      places.map(() => 4),
    );
  }, 150_000);
}
