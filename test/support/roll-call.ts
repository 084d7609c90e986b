/**
 * Plays Rollcall from outside: uploads files and asks questions through the API's handlers, does the due jobs in this
 * process, and moves the clock. States and reasons are read the way a script reads them.
 */
import { rmSync } from "node:fs";
import { expect } from "vitest";
import * as policyRoute from "@/app/api/v1/appliances/[id]/policy/route";
import * as releasesRoute from "@/app/api/v1/appliances/[id]/releases/route";
import * as applianceRoute from "@/app/api/v1/appliances/[id]/route";
import * as appliancesRoute from "@/app/api/v1/appliances/route";
import * as attestationsRoute from "@/app/api/v1/clients/[id]/attestations/route";
import * as exclusionsRoute from "@/app/api/v1/clients/[id]/exclusions/route";
import * as clientRoute from "@/app/api/v1/clients/[id]/route";
import type { ClientAnswer } from "@/app/api/v1/clients/client-answer";
import * as clientsRoute from "@/app/api/v1/clients/route";
import * as confirmationRoute from "@/app/api/v1/imports/[id]/confirmation/route";
import * as mappingRoute from "@/app/api/v1/imports/[id]/mapping/route";
import * as rejectsRoute from "@/app/api/v1/imports/[id]/rejects.csv/route";
import * as importRoute from "@/app/api/v1/imports/[id]/route";
import * as importsRoute from "@/app/api/v1/imports/route";
import * as releaseRoute from "@/app/api/v1/releases/[id]/route";
import * as rolloutRoute from "@/app/api/v1/rollouts/[id]/route";
import { runJob } from "@/jobs/run";
import type { ClientKind } from "@/lib/core/client";
import type { MemberState } from "@/lib/core/member";
import { closeDatabase, pool } from "@/lib/platform/db";
import { env, forgetEnv } from "@/lib/platform/env";
import { migrate } from "@/lib/platform/migrate";
import { closeQueues, prepareQueueStore } from "@/lib/platform/queue";
import { bringUpToDate } from "../../bin/carry-over/bring-up-to-date";
import { callRoute } from "./call-route";
import { addKey } from "./cast";
import { createTestDatabase, type TestDatabase } from "./database";
import { wrongCounts } from "./kept-counts";
import { migrationsBefore } from "./release-before";

type Headers = Record<string, string>;
type Handler = Parameters<typeof callRoute>[0];

/** An answer as a script sees it. */
export interface Answer<T> {
  status: number;
  body: T;
}

/** A problem document (RFC 9457). */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  [more: string]: unknown;
}

/** `GET /api/v1/imports/{id}`. */
export interface ImportAnswer {
  id: number;
  status: string;
  kind: string;
  exportedAt: string | null;
  exportedAtBasis: string | null;
  rows: { total: number; accepted: number; rejected: number };
  diff: Record<"added" | "returned" | "missing" | "moved" | "changed" | "duplicates", number> | null;
  problem: { code: string; detail: string } | null;
  question: { kind: string; [more: string]: unknown } | null;
  complete: boolean;
  assumed: { what: string; value: string; basis: string; sentence: string }[];
  takingBack: boolean;
}

/** `GET /api/v1/rollouts/{id}`. */
export interface RolloutAnswer {
  id: number;
  status: string;
  mode: string;
  cohort: number;
  late: number;
  left: number;
  finished: boolean;
  counts: Record<MemberState, number>;
  release: { id: number; version: string; installedAt: string };
  warnings: { code: string; sentence: string; clientsBehind?: number; offlineSoonAfter?: number }[];
  closed: { reason: string; by: string; at: string } | null;
}

/** What a release's answer says. */
export interface ReleaseAnswer {
  id: number;
  rolloutId: number | null;
  version: string;
  installedAt: string;
  warnings: { code: string; sentence: string; clientsBehind: number; hoursBetween: number }[];
}

/** One line of a list as the console would export it; what no row says has no column. `seen` is the Status Details text. */
export interface ListedClient {
  name: string;
  seen?: string;
  type?: string;
  group?: string;
  kind?: string;
  needsUpdate?: string;
  unavailable?: string;
  host?: string;
  id?: string;
}

/** What may be said at an upload, as text parts. */
export type UploadParts = Partial<
  Record<
    "kind" | "exportedAt" | "timeZone" | "dateOrder" | "complete" | "mapping" | "readAgain" | "applianceId",
    string
  >
>;

const headings = {
  id: "Client ID",
  name: "Name",
  host: "Hostname",
  group: "Group",
  kind: "Kind",
  type: "Connection Type",
  seen: "Status Details",
  needsUpdate: "needs_update",
  unavailable: "unavailable_reason",
} as const;

let database: TestDatabase;
let admin: Headers = {};
let sites = 0;

/** Makes this file's database with an admin's key. Call in `beforeAll`. */
export async function openRollCall(): Promise<void> {
  database = await createTestDatabase();
  await comeIn();
}

/** The same with the database of a release before, that had no migration from `first` on, filled by `sql` and updated as a start does it. */
export async function carryAlong(first: string, sql: string): Promise<void> {
  database = await createTestDatabase({ empty: true });
  const folder = migrationsBefore(first);
  await migrate(database.url, { prismaFolder: folder });
  rmSync(folder, { recursive: true });
  await pool().query(sql);
  await bringUpToDate(database.url, () => {});
  await comeIn();
}

/** The same with a database that is there. */
export async function openRollCallOn(given: TestDatabase): Promise<void> {
  database = given;
  await comeIn();
}

async function comeIn(): Promise<void> {
  await prepareQueueStore();
  admin = (await addKey("roll call", "admin", null)).headers;
}

/** Throws the database away; what was kept with each change must be what counting says. Call in `afterAll`. */
export async function closeRollCall(): Promise<void> {
  expect(await wrongCounts()).toEqual([]);
  delete process.env.ROLLCALL_CLOCK_OFFSET_SECONDS;
  forgetEnv();
  await closeQueues();
  await closeDatabase();
  await database.drop();
}

/** Sets Rollcall's clock to an instant; from there it goes on. */
export function setClock(instant: string): void {
  const offset = Math.ceil((Date.parse(instant) - Date.now()) / 1000);
  process.env.ROLLCALL_CLOCK_OFFSET_SECONDS = String(offset);
  forgetEnv();
}

/** Runs `work` with other settings, then puts the old ones back. */
export async function withSettings<T>(settings: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(Object.keys(settings).map((name) => [name, process.env[name]]));
  Object.assign(process.env, settings);
  forgetEnv();
  try {
    return await work();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    forgetEnv();
  }
}

/** One request to a handler, as the admin unless `headers` say otherwise. */
export async function ask<T = Problem>(
  handler: Handler,
  path: string,
  call: { method?: string; id?: number; body?: unknown; headers?: Headers } = {},
): Promise<Answer<T>> {
  const { id, headers = admin, ...rest } = call;
  const response = await callRoute(handler, {
    path,
    headers,
    ...rest,
    ...(id === undefined ? {} : { params: { id: String(id) } }),
  });
  return read(response);
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T };
}

/** Does the jobs whose work is due in the database, until there is none. */
export async function runDueJobs(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    const { rows } = await pool().query<{ job: "import" | "rollout" | "settle"; id: number }>(
      `SELECT 'import' AS job, id FROM import WHERE status IN ('queued', 'parsing', 'applying') OR wanted_taken_back_by IS NOT NULL
       UNION ALL SELECT 'rollout', id FROM rollout WHERE status = 'opening'
       UNION ALL SELECT DISTINCT 'settle', feed_id FROM feed_message WHERE attempts < 5 ORDER BY 1, 2`,
    );
    if (rows.length === 0) return;
    for (const { job, id } of rows) {
      if (job === "import") await runJob("import.advance", { importId: id });
      else if (job === "rollout") await runJob("rollout.open", { rolloutId: id });
      else await runJob("feed.settle", { feedId: id });
    }
  }
  throw new Error("the jobs never came to an end");
}

/** Does the jobs until a request that waits for them is answered. */
async function whileJobsRun<T>(request: Promise<T>): Promise<T> {
  let answered = false;
  const answer = request.finally(() => {
    answered = true;
  });
  while (!answered) {
    await runDueJobs();
    await new Promise((next) => setImmediate(next));
  }
  return answer;
}

/** Judges the members whose time has come. */
export async function sweep(): Promise<void> {
  await runJob("rollout.sweep", {});
}

/** Sends bytes as the part `file` of real multipart data, the other parts before it unless `fileFirst`. */
export async function upload(
  parts: UploadParts,
  file: string | Uint8Array,
  options: { headers?: Headers; fileName?: string; fileFirst?: boolean } = {},
): Promise<Answer<ImportAnswer & Problem>> {
  const form = new FormData();
  const addFile = () =>
    form.append(
      "file",
      new Blob([typeof file === "string" ? file : new Uint8Array(file)]),
      options.fileName ?? "list.csv",
    );
  if (options.fileFirst) addFile();
  for (const [name, value] of Object.entries(parts)) form.append(name, value);
  if (!options.fileFirst) addFile();
  return sendUpload(form, {}, options.headers);
}

/** Sends a body to the upload's door as it is, as the admin unless `asker` says otherwise. */
export async function sendUpload(
  body: BodyInit,
  headers: Headers = {},
  asker: Headers = admin,
): Promise<Answer<ImportAnswer & Problem>> {
  const request = new Request(new URL("/api/v1/imports", env().ROLLCALL_URL), {
    method: "POST",
    headers: { ...asker, ...headers },
    body,
  });
  return read(await importsRoute.POST(request, { params: Promise.resolve({}) }));
}

/** An import as it stands. */
export async function readImport(id: number): Promise<ImportAnswer> {
  return (await ask<ImportAnswer>(importRoute.GET, `/api/v1/imports/${id}`, { id })).body;
}

/** Cancels an import or takes it back, and does the jobs of it. */
export async function takeBackImport(id: number): Promise<Answer<ImportAnswer>> {
  return whileJobsRun(
    ask<ImportAnswer>(importRoute.DELETE, `/api/v1/imports/${id}`, { method: "DELETE", id }),
  );
}

/** Answers an import's question, and goes on with it. */
export async function answerMapping(id: number, body: unknown): Promise<ImportAnswer> {
  const { status } = await ask(mappingRoute.POST, `/api/v1/imports/${id}/mapping`, {
    method: "POST",
    id,
    body,
  });
  expect(status).toBe(202);
  await runDueJobs();
  return readImport(id);
}

/** Confirms or declines an import, and goes on with it. */
export async function answerConfirmation(
  id: number,
  confirmed: boolean,
  more: { complete?: boolean } = {},
): Promise<ImportAnswer> {
  const call = { method: "POST", id, body: { confirmed, ...more } };
  const { status } = await ask(confirmationRoute.POST, `/api/v1/imports/${id}/confirmation`, call);
  expect(status).toBe(202);
  await runDueJobs();
  return readImport(id);
}

/** The rejects of an import as the CSV file that people download. */
export async function readRejects(id: number): Promise<string> {
  return (await ask<string>(rejectsRoute.GET, `/api/v1/imports/${id}/rejects.csv`, { id })).body;
}

/** A rollout once nothing in it waits to be judged. Its counts always sum to cohort + late. */
export async function readRollout(id: number): Promise<RolloutAnswer> {
  const { status, body } = await ask<RolloutAnswer>(rolloutRoute.GET, `/api/v1/rollouts/${id}`, { id });
  expect(status).toBe(200);
  const sum = Object.values(body.counts).reduce((total, count) => total + count, 0);
  expect(sum).toBe(body.cohort + body.late);
  return body;
}

/** Changes a rollout, and does the jobs of it. */
export async function changeRollout(id: number, body: unknown): Promise<Answer<RolloutAnswer & Problem>> {
  const answer = await ask<RolloutAnswer & Problem>(rolloutRoute.PATCH, `/api/v1/rollouts/${id}`, {
    method: "PATCH",
    id,
    body,
  });
  await runDueJobs();
  return answer;
}

/** Corrects a release, and does the jobs of it. */
export async function correctRelease(id: number, body: unknown): Promise<Answer<ReleaseAnswer & Problem>> {
  const answer = await ask<ReleaseAnswer & Problem>(releaseRoute.PATCH, `/api/v1/releases/${id}`, {
    method: "PATCH",
    id,
    body,
  });
  await runDueJobs();
  return answer;
}

/** Withdraws a release, and does the jobs of it. */
export async function withdrawRelease(id: number): Promise<number> {
  const { status } = await ask(releaseRoute.DELETE, `/api/v1/releases/${id}`, { method: "DELETE", id });
  await runDueJobs();
  return status;
}

export type SiteClient = ClientAnswer;

/** Everything the API says about one client. */
export interface ClientDetailAnswer extends ClientAnswer {
  attributes: Record<string, unknown>;
  transitions: {
    from: MemberState;
    to: MemberState;
    cause: string;
    feed: Record<string, unknown> | null;
    reason: { sentence: string };
  }[];
  facts: Record<string, { value: unknown; observedAt: string; source: unknown } | null>;
  [more: string]: unknown;
}

/** One client in full. */
export async function readClient(id: number): Promise<ClientDetailAnswer> {
  const { status, body } = await ask<ClientDetailAnswer>(clientRoute.GET, `/api/v1/clients/${id}`, { id });
  expect(status).toBe(200);
  return body;
}

/** An appliance with its fleet. Hosts carry the site's mark, so that sites of one file never share one. */
export interface Site {
  id: number;
  mark: string;
  /** A host name of this site. */
  host: (name: string) => string;
  /** A list of clients as CSV. */
  list: (clients: readonly ListedClient[]) => string;
  /** Uploads and does the jobs; returns where the import stands then. */
  send: (file: string | Uint8Array, parts?: UploadParts) => Promise<ImportAnswer>;
  /** The same, for a list of clients that must go through. */
  import: (
    clients: readonly ListedClient[],
    exportedAt: string,
    parts?: UploadParts,
  ) => Promise<ImportAnswer>;
  /** Records a release; a site release's rollout is open afterwards. */
  release: (
    version: string,
    installedAt: string,
    more?: Record<string, unknown>,
  ) => Promise<ReleaseAnswer & { status: number; rollout: number }>;
  register: (client: { kind: ClientKind; name: string; [more: string]: unknown }) => Promise<number>;
  /** Every client, by name. */
  clients: (query?: string) => Promise<Map<string, SiteClient>>;
  client: (name: string) => Promise<SiteClient>;
  /** `state reason` of every client, by name. */
  states: (query?: string) => Promise<Record<string, string>>;
  setFacts: (name: string, body: unknown) => Promise<void>;
  exclude: (name: string, reason: string) => Promise<Answer<Problem>>;
  includeAgain: (name: string) => Promise<Answer<Problem>>;
  attest: (name: string, rolloutId: number, note?: string) => Promise<Answer<Problem>>;
  takeAttestationBack: (name: string) => Promise<Answer<Problem>>;
  changePolicy: (policy: unknown) => Promise<void>;
  change: (body: unknown) => Promise<void>;
}

/** Registers an appliance. Unless told otherwise it is in UTC and lets any change of the fleet through. */
export async function openSite(options: Record<string, unknown> = {}): Promise<Site> {
  const mark = `s${++sites}`;
  let lists = 0;
  // A clock that a test set back is not one that went wrong.
  await pool().query("DELETE FROM heartbeat WHERE name = 'clock'");
  const { status, body } = await ask<{ id: number }>(appliancesRoute.POST, "/api/v1/appliances", {
    method: "POST",
    body: {
      name: `Site ${mark}`,
      hostname: `${mark}.example.com`,
      timeZone: "UTC",
      confirmChangePercent: 100,
      ...options,
    },
  });
  expect(status).toBe(201);
  const { id } = body;
  const host = (name: string) => `${name}-${mark}`;
  const list = (clients: readonly ListedClient[]) => writeList(clients, host);

  const clients: Site["clients"] = async (query = "") => {
    const found = new Map<string, SiteClient>();
    let cursor = "";
    do {
      const path = `/api/v1/clients?applianceId=${id}&limit=500${query && `&${query}`}${cursor}`;
      const page = await ask<{ items: SiteClient[]; nextCursor: string | null }>(clientsRoute.GET, path);
      expect(page.status).toBe(200);
      for (const client of page.body.items) found.set(client.name, client);
      cursor = page.body.nextCursor === null ? "" : `&cursor=${encodeURIComponent(page.body.nextCursor)}`;
    } while (cursor !== "");
    return found;
  };
  const client: Site["client"] = async (name) => {
    const found = (await clients(`q=${encodeURIComponent(name)}`)).get(name);
    if (!found) throw new Error(`there is no client ${name}`);
    return found;
  };
  const send: Site["send"] = async (file, parts = {}) => {
    const answer = await upload({ applianceId: String(id), ...parts }, file);
    expect(answer.body).toMatchObject({ id: expect.any(Number) });
    await runDueJobs();
    return readImport(answer.body.id);
  };
  const about = async (handler: Handler, name: string, place: string, method: string, body?: unknown) => {
    const { id: clientId } = await client(name);
    const answer = await ask<Problem>(handler, `/api/v1/clients/${clientId}/${place}`, {
      method,
      id: clientId,
      ...(body === undefined ? {} : { body }),
    });
    await runDueJobs();
    return answer;
  };

  return {
    id,
    mark,
    host,
    list,
    clients,
    client,
    send,
    async import(listed, exportedAt, parts = {}) {
      // Each list is another file, even where it says the same as the one before.
      const answer = await send(`${list(listed)}${" ".repeat(++lists)}\r\n`, { exportedAt, ...parts });
      expect(answer).toMatchObject({ status: "done", problem: null });
      return answer;
    },
    async release(version, installedAt, more = {}) {
      const answer = await ask<ReleaseAnswer>(releasesRoute.POST, `/api/v1/appliances/${id}/releases`, {
        method: "POST",
        id,
        body: { kind: "site", name: `Bomgar-${version}`, version, installedAt, ...more },
      });
      await runDueJobs();
      return { ...answer.body, status: answer.status, rollout: answer.body.rolloutId ?? 0 };
    },
    async register(registered) {
      const answer = await ask<{ id: number }>(clientsRoute.POST, "/api/v1/clients", {
        method: "POST",
        body: { applianceId: id, ...registered },
      });
      expect(answer).toMatchObject({ status: 201 });
      return answer.body.id;
    },
    async states(query) {
      const all = [...(await clients(query)).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      return Object.fromEntries(
        all.map(({ name, state, reason }) => [name, state ? `${state} ${reason?.code}` : "none"]),
      );
    },
    async setFacts(name, body) {
      const { id: clientId } = await client(name);
      const call = { method: "PATCH", id: clientId, body };
      expect(await ask(clientRoute.PATCH, `/api/v1/clients/${clientId}`, call)).toMatchObject({
        status: 204,
      });
    },
    exclude: (name, reason) => about(exclusionsRoute.POST, name, "exclusions", "POST", { reason }),
    includeAgain: (name) => about(exclusionsRoute.DELETE, name, "exclusions", "DELETE"),
    attest: (name, rolloutId, note = "reinstalled by hand") =>
      about(attestationsRoute.POST, name, "attestations", "POST", { rolloutId, note }),
    takeAttestationBack: (name) => about(attestationsRoute.DELETE, name, "attestations", "DELETE"),
    async changePolicy(policy) {
      const call = { method: "PUT", id, body: { policy } };
      expect(await ask(policyRoute.PUT, `/api/v1/appliances/${id}/policy`, call)).toMatchObject({
        status: 200,
      });
      await runDueJobs();
    },
    async change(changed) {
      const call = { method: "PATCH", id, body: changed };
      expect(await ask(applianceRoute.PATCH, `/api/v1/appliances/${id}`, call)).toMatchObject({
        status: 200,
      });
    },
  };
}

function writeList(clients: readonly ListedClient[], host: (name: string) => string): string {
  const rows = clients.map((client) => ({ host: host(client.name), ...client }));
  const used = (Object.keys(headings) as (keyof typeof headings)[]).filter((key) =>
    rows.some((row) => row[key] !== undefined),
  );
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [used.map((key) => headings[key]), ...rows.map((row) => used.map((key) => row[key] ?? ""))]
    .map((cells) => `${cells.map(quoted).join(",")}\r\n`)
    .join("");
}
