/** Events over HTTP: how many a second come to stored states, and how soon an open page shows one. */
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { must } from "../drill/requests";
import { eventually } from "../drill/waiting";
import type { BenchSite } from "./bench-site";
import type { Figure } from "./figures";
import { LiveCounts } from "./live-counts";
import { linesAbout, type SentLines } from "./sent-events";
import { percentiles } from "./spread";
import { TimedRequests } from "./timed-requests";

/** A fleet with an open rollout, whose clients a feed tells of. */
export interface EventSite {
  site: BenchSite;
  rolloutId: number;
  feedId: number;
  /** Hosts of which no event has come. */
  hosts: string[];
  installedAt: number;
}

const lanes = 2;

export async function openEventFeed(site: BenchSite, applianceId: number): Promise<number> {
  const { body } = await must(201, site.instance, "/api/v1/feeds", {
    key: site.key,
    body: { applianceId, type: "events" },
  });
  return body.id;
}

/** Hosts of clients that have not checked in, in no order. */
export async function hostsToCome(site: BenchSite, rolloutId: number): Promise<string[]> {
  const rows = await site.instance.query<{ hostname: string }>(
    `SELECT c.hostname FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE n.rollout_id = $1 AND n.state <> 'checked_in' AND c.hostname IS NOT NULL ORDER BY md5(c.hostname)`,
    [rolloutId],
  );
  return rows.map(({ hostname }) => hostname);
}

/** Sends an event for each of `count` hosts, half of the requests twice; until all of it is committed. */
export async function benchEvents(events: EventSite, perRequest: number, count: number): Promise<Figure> {
  const { site } = events;
  const hosts = events.hosts.splice(0, count);
  const sent = linesAbout(hosts, perRequest, events.installedAt + 60_000);
  const before = await site.bare.insertEvents(sent.bodies);
  const { seconds, processor } = await site.timed(() => sendAll(events, sent));
  const after = await site.bare.insertEvents(sent.bodies);
  const rates = [before, after].map((taken) => sent.lines / taken.seconds);
  const bareProcessor = [before, after].flatMap((taken) => taken.processor ?? []);
  return {
    work: `events in requests of ${perRequest}, to stored states`,
    rows: sent.lines,
    value: sent.lines / seconds,
    unit: "per second",
    better: "higher",
    bare: { what: "INSERT … ON CONFLICT", values: rates },
    ...(processor !== null && bareProcessor.length === 2
      ? { processor: { value: sent.lines / processor, bare: bareProcessor.map((each) => sent.lines / each) } }
      : {}),
    aim: "50 %",
    note: "half of them twice",
  };
}

async function sendAll({ site, feedId }: EventSite, { bodies }: SentLines): Promise<void> {
  const left = [...bodies];
  const lane = async () => {
    for (let body = left.shift(); body !== undefined; body = left.shift()) await send(site, feedId, body);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await eventually(
    "the end of what was sent",
    600,
    async () => (await site.instance.count("SELECT count(*) AS n FROM feed_message")) === 0,
    10,
  );
}

async function send({ instance, key }: BenchSite, feedId: number, body: string): Promise<void> {
  const answer = await request(`${instance.url}/api/v1/feeds/${feedId}/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
    body,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200 || JSON.parse(text).rejected.length > 0)
    throw new Error(`events were answered ${answer.statusCode} ${text.slice(0, 300)}`);
}

/** One event after the other, at any moment of the page's rhythm: from its being sent until the page knows. */
export async function benchShown(events: EventSite, queue: string, times: number): Promise<Figure> {
  const { site, rolloutId, feedId, installedAt } = events;
  const requests = new TimedRequests(site.instance.url, { authorization: `Bearer ${site.key}` });
  const bareMs = await requests.bareMs();
  const live = await LiveCounts.open(site, rolloutId);
  const taken: number[] = [];
  for (const host of events.hosts.splice(0, times)) {
    await sleep(200 + Math.random() * 1_000);
    const wanted = live.checkedIn + 1;
    const { bodies } = linesAbout([host], 1, installedAt + 60_000);
    const beganMs = performance.now();
    await send(site, feedId, bodies[0] ?? "");
    await live.isTold(wanted);
    taken.push(performance.now() - beganMs);
  }
  await live.close();
  await requests.close();
  const { p50, p95 } = percentiles(taken);
  return {
    work: `one event to an open page, p95, queue on ${queue}`,
    rows: times,
    value: p95,
    unit: "ms",
    better: "lower",
    bare: { what: "/healthz", values: [bareMs] },
    aim: "1 s",
    note: `p50 ${Math.round(p50)} ms`,
  };
}
