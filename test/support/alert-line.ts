// Alerts told as a time line on the real database: minutes since a moment, what happens then, and what is said, to whom.
import { expect } from "vitest";
import * as applianceRoute from "@/app/api/v1/appliances/[id]/route";
import * as incidentsRoute from "@/app/api/v1/incidents/route";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import { ask, type ListedClient, openSite, type Site, setClock, sweep } from "./roll-call";

const minute = 60_000;

/** A message as it was put in the outbox. */
export interface Said {
  rule: string;
  what: string;
  channel: string;
  minute: number;
  status: string;
}

export interface AlertLine {
  /** Sets the clock to this minute, then does it. */
  at: (minute: number, deed?: () => Promise<unknown>) => Promise<void>;
  /** Looks at the rules every so many minutes until this one. */
  watchUntil: (minute: number, every?: number) => Promise<void>;
  /** What was said since the last time it was asked, in order; of one kind of rule where given. */
  said: (rule?: string) => Promise<Said[]>;
  /** The instant of a minute. */
  instant: (minute: number) => string;
}

/** Begins at `start`. One default channel, `desk`, takes everything; nothing is sent. */
export async function openAlertLine(start: string): Promise<AlertLine> {
  let now = 0;
  let seen = 0;
  const instant = (minutes: number) => new Date(Date.parse(start) + minutes * minute).toISOString();
  const at: AlertLine["at"] = async (minutes, deed) => {
    now = minutes;
    setClock(instant(minutes));
    await deed?.();
  };
  const watch = () => runJob("alerts.watch", {});
  await at(0);
  await watch();
  return {
    instant,
    at,
    async watchUntil(until, every = 1) {
      for (let next = now; next <= until; next += every) await at(next, watch);
    },
    async said(rule) {
      const { rows } = await pool().query<Said & { id: number; at: number }>(
        `SELECT d.id, r.kind AS rule, d.message AS what, c.name AS channel, d.created_at AS at, d.status
           FROM delivery d JOIN incident i ON i.id = d.incident_id JOIN alert_rule r ON r.id = i.rule_id
           JOIN channel c ON c.id = d.channel_id WHERE d.id > $1 ORDER BY d.id`,
        [seen],
      );
      seen = Math.max(seen, ...rows.map(({ id }) => id));
      return rows
        .filter((row) => rule === undefined || row.rule === rule)
        .map(({ rule: kind, what, channel, at: said, status }) => ({
          rule: kind,
          what,
          channel,
          minute: Math.floor((said - Date.parse(start)) / minute),
          status,
        }));
    },
  };
}

const opened: { id: number; name: string }[] = [];

/** A release at minute 0, and a fleet that was listed half an hour before; the desk is the default channel. */
export async function beginRollout(
  start: string,
  clients: readonly ListedClient[],
): Promise<{ line: AlertLine; site: Site; rollout: number }> {
  const line = await openAlertLine(start);
  await addChannel("desk", true);
  const site = await openSite();
  opened.push({ id: site.id, name: `Site ${site.mark}` });
  if (clients.length > 0) await site.import(clients, line.instant(-30));
  const { rollout } = await site.release("24.1.1", line.instant(0));
  return { line, site, rollout };
}

/** A whole list made then; who falls due by it is judged. */
export async function listAt(
  line: AlertLine,
  site: Site,
  minutes: number,
  clients: readonly ListedClient[],
): Promise<void> {
  await line.at(minutes, () => site.import(clients, line.instant(minutes - 1)));
  await sweep();
}

/** Takes away what a test made, so that the next one hears nothing of it. */
export async function endRollouts(): Promise<void> {
  await pool().query("DELETE FROM incident");
  await pool().query("DELETE FROM channel");
  for (const { id, name } of opened.splice(0)) {
    await ask(applianceRoute.DELETE, `/api/v1/appliances/${id}`, { method: "DELETE", id, body: { name } });
  }
}

/** `GET /api/v1/incidents`, as far as tests look at it. */
export interface SeenIncident {
  id: number;
  rule: string;
  kind: string;
  status: string;
  severity: string;
  count: number;
  sentence: string;
  inhibitedBy: string | null;
  rolloutId: number;
}

/** Incidents as a script lists them. */
export async function listIncidents(query = ""): Promise<SeenIncident[]> {
  const { status, body } = await ask<{ items: SeenIncident[] }>(
    incidentsRoute.GET,
    `/api/v1/incidents?${query}`,
  );
  expect(status).toBe(200);
  return body.items;
}

/** Last there before `start`, one by one over the weeks before: no site that fell silent at once. */
export function goneBefore(
  start: string,
  names: readonly string[],
  group = "Lisbon",
  type = "active",
): ListedClient[] {
  return names.map((name, at) => {
    const apart = Math.min(40, (20 * 24 * 60) / names.length) * minute;
    const seen = new Date(Date.parse(start) - 120 * minute - at * apart).toISOString();
    return { name, type, group, seen: `Offline since ${seen.slice(0, 10)} ${seen.slice(11, 19)}` };
  });
}

/** A channel that nothing is sent through. */
export async function addChannel(name: string, isDefault: boolean): Promise<number> {
  const { rows } = await pool().query<{ id: number }>(
    `INSERT INTO channel (name, type, is_default, created_by, created_at, changed_at) VALUES ($1, 'ntfy', $2, 'test', now(), now()) RETURNING id`,
    [name, isDefault],
  );
  return rows[0]?.id ?? 0;
}

/** As if everything in the outbox had been sent. */
export async function sendAll(): Promise<void> {
  await pool().query("UPDATE delivery SET status = 'sent', attempts = 1 WHERE status = 'pending'");
}

/** Said as `rule what`, in these minutes, and nothing else. */
export function expectSaid(
  said: readonly Said[],
  wanted: readonly [what: string, from: number, to: number][],
): void {
  expect(said.map(({ rule, what, minute: came }) => `${rule} ${what} at ${came}`)).toHaveLength(
    wanted.length,
  );
  wanted.forEach(([what, from, to], place) => {
    const came = said[place];
    expect(`${came?.rule} ${came?.what}`).toBe(what);
    expect(came?.minute).toBeGreaterThanOrEqual(from);
    expect(came?.minute).toBeLessThanOrEqual(to);
  });
}
