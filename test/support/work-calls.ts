/** The work list as technicians use it, through the API's handlers; for tests that play with roll-call.ts. */
import * as batchClientsRoute from "@/app/api/v1/batches/[id]/clients/route";
import * as batchRoute from "@/app/api/v1/batches/[id]/route";
import * as undoRoute from "@/app/api/v1/batches/[id]/undo/route";
import * as assignRoute from "@/app/api/v1/work-items/[id]/assign/route";
import * as backRoute from "@/app/api/v1/work-items/[id]/back/route";
import * as doneRoute from "@/app/api/v1/work-items/[id]/done/route";
import * as failedRoute from "@/app/api/v1/work-items/[id]/failed/route";
import * as itemRoute from "@/app/api/v1/work-items/[id]/route";
import * as startRoute from "@/app/api/v1/work-items/[id]/start/route";
import * as batchWorkRoute from "@/app/api/v1/work-items/batch/route";
import * as groupsRoute from "@/app/api/v1/work-items/groups/route";
import * as itemsRoute from "@/app/api/v1/work-items/route";
import type { WorkDeed } from "@/lib/core/work";
import { addPerson, signedInHeaders } from "./cast";
import { type Answer, ask, type Problem, type Site } from "./roll-call";

export interface ItemAnswer {
  id: number;
  name: string;
  kind: string;
  state: string;
  cameBack: string | null;
  rolloutId: number;
  site: string | null;
  assignee: { id: string | null; name: string } | null;
  startedBy: string | null;
  slot: { id: number; leaseUntil: string } | null;
  doneBy: string | null;
  failed: { reason: string; by: string } | null;
  note: string | null;
  remedy: string;
  instructions: string[];
  package: { id: number } | null;
}

interface DeedAnswer extends Problem {
  batchId: number;
  item: ItemAnswer | null;
}

/** What a deed on many answers, or a problem. */
export interface ManyAnswer extends Problem {
  id: number;
  clients: number;
  changed: number;
  examples: { id: number; name: string }[];
  skipped: { code: string; sentence: string; clients: number; examples: { name: string }[] }[];
  unknownHosts: string[];
  ambiguousHosts: string[];
}

export interface BatchAnswer extends Problem {
  id: number;
  left: number;
  changed: number;
  undone: number;
  skipped: { code: string; clients: number }[];
  kept: { code: string; clients: number }[];
}

/** Somebody who works: how they are called, and the headers of their browser. */
export interface Hand {
  id: string;
  name: string;
  headers: Record<string, string>;
}

export async function hire(name: string, role: "technician" | "lead", site: Site): Promise<Hand> {
  const { id, email } = await addPerson(name, role, [site.id]);
  return { id, name, headers: await signedInHeaders(email) };
}

const routes: Record<WorkDeed, Parameters<typeof ask>[0]> = {
  assign: assignRoute.POST,
  start: startRoute.POST,
  done: doneRoute.POST,
  failed: failedRoute.POST,
  back: backRoute.POST,
};

const bodies: Record<WorkDeed, object> = {
  assign: {},
  start: {},
  done: { note: "reinstalled" },
  failed: { reason: "not_there" },
  back: { reason: "no time today" },
};

/** One deed on the item of a client, by its name. */
export async function work(
  by: Hand,
  site: Site,
  name: string,
  deed: WorkDeed,
  body: object = bodies[deed],
): Promise<Answer<DeedAnswer>> {
  const { id } = await site.client(name);
  const call = { method: "POST", id, body, headers: by.headers };
  return ask<DeedAnswer>(routes[deed], `/api/v1/work-items/${id}/${deed}`, call);
}

/** The items of a site, in their order. */
export async function listWork(site: Site, query = "", by?: Hand): Promise<ItemAnswer[]> {
  const path = `/api/v1/work-items?applianceId=${site.id}&limit=500${query && `&${query}`}`;
  const answer = await ask<{ items: ItemAnswer[]; total: number }>(
    itemsRoute.GET,
    path,
    by ? { headers: by.headers } : {},
  );
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  if (answer.body.total !== answer.body.items.length)
    throw new Error(`${answer.body.total} are said to be there`);
  return answer.body.items;
}

/** `state` of every item, by name. */
export async function workStates(site: Site): Promise<Record<string, string>> {
  const items = await listWork(site);
  return Object.fromEntries(items.map(({ name, state }) => [name, state]).sort());
}

export async function groupsOf(site: Site, by: string): Promise<Record<string, number>> {
  const path = `/api/v1/work-items/groups?applianceId=${site.id}&by=${by}`;
  const { body } = await ask<{ items: { key: string | null; items: number }[] }>(groupsRoute.GET, path);
  return Object.fromEntries(body.items.map(({ key, items }) => [String(key), items]));
}

export async function historyOf(
  id: number,
): Promise<{ deed: string; by: string; detail: Record<string, unknown> }[]> {
  const { body } = await ask<{ history: { deed: string; by: string; detail: Record<string, unknown> }[] }>(
    itemRoute.GET,
    `/api/v1/work-items/${id}`,
    { id },
  );
  return body.history;
}

export async function workMany(by: Hand, site: Site, body: object): Promise<Answer<ManyAnswer>> {
  return ask<ManyAnswer>(batchWorkRoute.POST, "/api/v1/work-items/batch", {
    method: "POST",
    body: { applianceId: site.id, ...body },
    headers: by.headers,
  });
}

export async function undo(id: number, by?: Hand): Promise<Answer<BatchAnswer>> {
  return ask<BatchAnswer>(undoRoute.POST, `/api/v1/batches/${id}/undo`, {
    method: "POST",
    id,
    ...(by ? { headers: by.headers } : {}),
  });
}

export async function readBatch(id: number): Promise<BatchAnswer> {
  return (await ask<BatchAnswer>(batchRoute.GET, `/api/v1/batches/${id}`, { id })).body;
}

export async function clientsOfBatch(
  id: number,
): Promise<{ clientId: number; status: string; sentence: string | null }[]> {
  const { body } = await ask<{ items: { clientId: number; status: string; sentence: string | null }[] }>(
    batchClientsRoute.GET,
    `/api/v1/batches/${id}/clients`,
    { id },
  );
  return body.items;
}
