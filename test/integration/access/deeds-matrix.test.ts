// Every operation of the API × every actor × the own and a foreign appliance: made from the definitions of the routes, so that a
// new one is in it by itself, or the test says what it lacks.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiRoutes } from "@/app/_web/api-routes";
import type { RouteHandler } from "@/app/_web/route";
import { deedRoles } from "@/lib/access/may";
import { defaultPolicy } from "@/lib/core/policy";
import type { Role } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { addKey, addPerson, type Cast, makeCast, signedInHeaders } from "@/test/support/cast";
import { closeRollCall, openRollCall, openSite, type Site } from "@/test/support/roll-call";

type Headers = Record<string, string>;
interface Actor {
  name: string;
  headers: Headers;
  role: Role | null;
  /** On which of the two sites the role holds. */
  on: "both" | "own" | "foreign" | "none";
}

/** A site with one of everything that an address can name. */
interface Things {
  appliance: number;
  client: number;
  other: number;
  release: number;
  rollout: number;
  import: number;
  slot: number;
  fence: number;
  feed: number;
  proposal: number;
  stranded: number;
  batch: number;
  installer: number;
  rule: number;
  incident: number;
  window: number;
}

let cast: Cast;
let own: Things;
let foreign: Things;
let actors: Actor[];
let keyId = 0;
let invitationId = 0;
let channelId = 0;

const noSlotYet = { slot: 0, fence: 1 };

async function furnish(site: Site): Promise<Things> {
  await site.import(
    [
      { name: "pc", seen: "Offline since 2026-03-01 10:00:00", type: "active" },
      { name: "nb", seen: "Offline since 2026-03-01 10:00:00", type: "active" },
    ],
    "2026-03-02T00:00:00Z",
  );
  const release = await site.release("26.1.1", "2026-03-03T00:00:00Z");
  const stranded = await site.register({ kind: "connection_agent", name: "agent" });
  const batch = await pool().query<{ id: number }>(
    `INSERT INTO batch (appliance_id, deed, asked, asked_by_type, asked_by_id, asked_by_name, asked_at, status, clients, counts)
     VALUES ($1, 'back', $2, 'person', 'x', 'Ada', now(), 'done', 0, '{"changed":0,"skipped":{},"undone":0,"kept":{}}') RETURNING id`,
    [
      site.id,
      JSON.stringify({
        asked: { deed: "back", reason: "a test" },
        by: { type: "person", id: "x", name: "Ada", mayAssign: false },
      }),
    ],
  );
  const installer = await pool().query<{ id: number }>(
    `INSERT INTO installer_package (appliance_id, kind, platform, made_at, created_by, created_at)
     VALUES ($1, 'jump_client', 'windows', now(), 'Ada', now()) RETURNING id`,
    [site.id],
  );
  const { rows } = await pool().query<{ id: number; import: number }>(
    "SELECT c.id, (SELECT max(id) FROM import WHERE appliance_id = $1) AS import FROM client c WHERE c.appliance_id = $1 ORDER BY c.id",
    [site.id],
  );
  const noticed = await pool().query<{ feed: number; proposal: number }>(
    `WITH f AS (
       INSERT INTO feed (appliance_id, type, name, created_by, created_at, changed_at)
       VALUES ($1, 'events', 'Events', 'Ada', now(), now()) RETURNING id
     ), p AS (
       INSERT INTO release_proposal (appliance_id, feed_id, version, not_after)
       SELECT $1, id, '26.9.9', '2026-03-04T00:00:00Z' FROM f RETURNING id
     ) SELECT f.id AS feed, p.id AS proposal FROM f, p`,
    [site.id],
  );
  const alerts = await pool().query<{ rule: number; incident: number; window: number }>(
    `WITH r AS (
       INSERT INTO alert_rule (name, kind, appliance_ids, severity, hold_minutes, first_wait_seconds, every_minutes, grow_percent,
                               repeat_minutes, acknowledge_hours, created_by, created_at, changed_by, changed_at)
       VALUES ('Late', 'stragglers', ARRAY[$1::int], 'warning', 0, 60, 15, 10, 720, 24, 'Ada', now(), 'Ada', now()) RETURNING id
     ), i AS (
       INSERT INTO incident (rule_id, scope_key, appliance_id, status, severity, count, peak, since, opened_at)
       SELECT id, 'appliance:1', $1, 'open', 'warning', 1, 1, now(), now() FROM r RETURNING id
     ), w AS (
       INSERT INTO upgrade_window (appliance_id, starts_at, ends_at, announced_by, announced_at)
       VALUES ($1, now() - interval '1 hour', now() + interval '1 hour', 'Ada', now()) RETURNING id
     ) SELECT r.id AS rule, i.id AS incident, w.id AS window FROM r, i, w`,
    [site.id],
  );
  const { rule = 0, incident = 0, window = 0 } = alerts.rows[0] ?? {};
  return {
    rule,
    incident,
    window,
    appliance: site.id,
    client: rows[0]?.id ?? 0,
    other: rows[1]?.id ?? 0,
    release: release.id,
    rollout: release.rollout,
    import: rows[0]?.import ?? 0,
    feed: noticed.rows[0]?.feed ?? 0,
    proposal: noticed.rows[0]?.proposal ?? 0,
    stranded,
    batch: batch.rows[0]?.id ?? 0,
    installer: installer.rows[0]?.id ?? 0,
    ...noSlotYet,
  };
}

async function giveSlot(things: Things): Promise<void> {
  const { rows } = await pool().query<{ id: number; fence: number }>(
    `INSERT INTO slot (appliance_id, rollout_id, client_id, number, fence, asked_by, asked_by_name, kind, wave, granted_at,
                       lease_minutes, lease_until)
     VALUES ($1, $2, $3, 1, 1, 'api', 'somebody', 'jump_client', 0, now(), 600, now() + interval '10 hours') RETURNING id, fence`,
    [things.appliance, things.rollout, things.client],
  );
  things.slot = rows[0]?.id ?? 0;
  things.fence = rows[0]?.fence ?? 1;
}

beforeAll(async () => {
  await openRollCall();
  cast = await makeCast();
  const sites = [await openSite({ cap: 5 }), await openSite({ cap: 5 })] as const;
  own = await furnish(sites[0]);
  foreign = await furnish(sites[1]);
  await giveSlot(own);
  await giveSlot(foreign);
  const person = async (name: string, role: "admin" | "lead" | "technician" | "viewer", on: Actor["on"]) => {
    const where = { both: "all" as const, own: [own.appliance], foreign: [foreign.appliance], none: [] }[on];
    const { email } = await addPerson(name, role, where);
    return { name: `${name} (${on})`, headers: await signedInHeaders(email), role, on };
  };
  const key = async (role: Role, on: "both" | "own") => ({
    name: `a key of role ${role} (${on})`,
    headers: (await addKey(`${role} ${on}`, role, on === "own" ? own.appliance : null)).headers,
    role,
    on,
  });
  actors = [
    { name: "nobody signed in", headers: {}, role: null, on: "none" },
    {
      name: "a false key",
      headers: { authorization: `Bearer rc_${"a".repeat(43)}` },
      role: null,
      on: "none",
    },
    await person("viewer without appliance", "viewer", "none"),
    await person("viewer", "viewer", "own"),
    await person("technician", "technician", "own"),
    await person("lead", "lead", "own"),
    await person("lead elsewhere", "lead", "foreign"),
    await person("admin", "admin", "both"),
    await key("agent", "own"),
    await key("viewer", "own"),
    await key("technician", "own"),
    await key("lead", "own"),
    await key("admin", "own"),
    await key("admin", "both"),
  ];
  keyId = (await addKey("to be revoked", "viewer", null)).id;
  const { rows } = await pool().query<{ id: number }>(
    `INSERT INTO one_time_link (purpose, token_hash, email, role, appliance_ids, created_by, expires_at)
     VALUES ('invitation', 'x', 'new@example.com', 'viewer', '{}', 'Ada', now() + interval '1 day') RETURNING id`,
  );
  invitationId = rows[0]?.id ?? 0;
  const channel = await pool().query<{ id: number }>(
    `INSERT INTO channel (name, type, settings, created_by, created_at, changed_at)
     VALUES ('Nowhere', 'email', '{"to": ["nobody@example.com"]}', 'Ada', now(), now()) RETURNING id`,
  );
  channelId = channel.rows[0]?.id ?? 0;
}, 120_000);
afterAll(closeRollCall);

/** What the first bracket of an address names, of a site. */
const idOf: Record<string, (things: Things) => string> = {
  appliances: ({ appliance }) => String(appliance),
  clients: ({ client }) => String(client),
  releases: ({ release }) => String(release),
  rollouts: ({ rollout }) => String(rollout),
  imports: (things) => String(things.import),
  slots: ({ slot }) => String(slot),
  feeds: ({ feed }) => String(feed),
  "alert-rules": ({ rule }) => String(rule),
  incidents: ({ incident }) => String(incident),
  "upgrade-windows": (things) => String(things.window),
  "installer-packages": ({ installer }) => String(installer),
  "work-items": ({ stranded }) => String(stranded),
  batches: ({ batch }) => String(batch),
  "release-proposals": ({ proposal }) => String(proposal),
  "api-keys": () => String(keyId),
  people: () => cast.nobody.id,
  invitations: () => String(invitationId),
  channels: () => String(channelId),
};

const aRule = (applianceId: number) => ({
  name: "Mine",
  when: { kind: "stragglers" },
  scope: { applianceIds: [applianceId] },
  severity: "info",
});

/** A body that each write would take, by operation; a test proves that none is missing. */
const bodies: Record<string, (things: Things) => unknown> = {
  askSlot: ({ appliance, client }) => ({ applianceId: appliance, clientId: client }),
  renewSlot: ({ fence }) => ({ fence }),
  releaseSlotByPerson: () => ({ reason: "a test" }),
  takeSlots: ({ appliance }) => ({ applianceId: appliance, count: 1 }),
  correctRelease: () => ({ installedAt: "2026-03-03T00:10:00Z" }),
  createAppliance: () => ({ name: "New", hostname: `new-${Math.random()}.example.com`, timeZone: "UTC" }),
  changeAppliance: () => ({ cap: 6 }),
  deleteAppliance: () => ({ name: "another name" }),
  changePolicy: () => ({ policy: { jumpoint: { ...defaultPolicy.jumpoint, dueAfterMinutes: 180 } } }),
  recordRelease: () => ({ kind: "base", name: "Base", version: "7.0", installedAt: "2026-03-02T00:00:00Z" }),
  setPushWebhook: () => ({ url: "https://192.0.2.1/hook" }),
  createApiKey: () => ({ name: "k", role: "viewer" }),
  answerMapping: () => ({ dateOrder: "dmy" }),
  answerConfirmation: () => ({ confirmed: true }),
  registerClient: ({ appliance }) => ({ applianceId: appliance, kind: "console", name: `c${Math.random()}` }),
  attestClient: ({ rollout }) => ({ rolloutId: rollout, note: "done" }),
  changeClient: () => ({ site: "Here" }),
  excludeClient: () => ({ reason: "a test" }),
  mergeClient: ({ other }) => ({ into: other, dryRun: true }),
  changeRollout: () => ({ heldReason: "a test" }),
  createFeed: ({ appliance }) => ({ applianceId: appliance, type: "events" }),
  changeFeed: () => ({ name: "Another name" }),
  sendEvents: () => ({ kind: "jump_client", hostname: "pc", seenAt: "2026-03-02T00:00:00Z" }),
  sendSyslog: () => "Oct 12 14:58:35 support BG: 1234:01:01:event=logout",
  sendDocument: () => "<no_document/>",
  decideReleaseProposal: () => ({ decision: "dismiss" }),
  createAlertRule: ({ appliance }) => aRule(appliance),
  previewAlertRule: ({ appliance }) => aRule(appliance),
  changeAlertRule: () => ({ name: "Later" }),
  acknowledgeIncident: () => ({ hours: 1 }),
  snoozeIncident: () => ({ growsBy: 5 }),
  commentOnIncident: () => ({ note: "a test" }),
  announceUpgrade: () => ({ startsAt: "2030-03-02T00:00:00Z", endsAt: "2030-03-02T02:00:00Z" }),
  answerUpgrade: () => ({ answer: "not_installed" }),
  assignWorkItem: () => ({ assigneeId: null }),
  startWorkItem: () => ({}),
  finishWorkItem: () => ({ note: "a test" }),
  failWorkItem: () => ({ reason: "not_there" }),
  giveWorkItemBack: () => ({ reason: "a test" }),
  createInstallerPackage: ({ appliance }) => ({
    applianceId: appliance,
    kind: "console",
    platform: "windows",
    madeAt: "2026-03-02T00:00:00Z",
  }),
  changeInstallerPackage: () => ({ note: "a test" }),
  batchClients: ({ appliance, client }) => ({
    applianceId: appliance,
    ids: [client],
    attest: { note: "a test" },
  }),
  batchWorkItems: ({ appliance }) => ({ applianceId: appliance, deed: "start", filter: {}, preview: true }),
  invitePerson: () => ({ email: "someone@example.com", role: "viewer" }),
  createChannel: () => ({ type: "email", name: `Team ${Math.random()}`, to: ["team@example.com"] }),
  changeChannel: () => ({ isDefault: false }),
  setMailSettings: () => ({
    host: "192.0.2.1",
    port: 587,
    security: "starttls",
    from: "rollcall@example.com",
  }),
  testMail: () => ({ to: "team@example.com" }),
  setHeartbeat: () => ({ url: "https://192.0.2.1/ping" }),
  setOwnDigest: () => ({ enabled: false, hour: 7, weekdays: [1], timeZone: "UTC" }),
  markHandoverRead: () => ({ until: "2026-03-04T00:00:00Z" }),
  changePerson: () => ({ name: "Nobody" }),
};

/** What an address must be asked with. */
const queries: Record<string, (things: Things) => string> = {
  listSlots: ({ appliance }) => `?applianceId=${appliance}`,
  getRolloutGoal: () => "?percent=95",
  listAssignees: ({ appliance }) => `?applianceId=${appliance}`,
  countWorkItems: ({ appliance }) => `?applianceId=${appliance}&by=site`,
  listReleaseProposals: ({ appliance }) => `?applianceId=${appliance}`,
  releaseSlot: ({ fence }) => `?fence=${fence}&outcome=done`,
};

interface Operation {
  id: string;
  method: string;
  address: string;
  handler: RouteHandler;
}

const operations: Operation[] = Object.entries(apiRoutes).flatMap(([address, module]) =>
  Object.entries(module).flatMap(([method, handler]) =>
    typeof handler === "function" && "spec" in handler
      ? [
          {
            id: (handler as RouteHandler).spec.operation.id,
            method,
            address,
            handler: handler as RouteHandler,
          },
        ]
      : [],
  ),
);

/** Operations that a body of JSON does not fit; they are asked with a form. */
const forms: Record<string, (things: Things) => FormData> = {
  uploadImport: ({ appliance }) => {
    const form = new FormData();
    form.append("applianceId", String(appliance));
    form.append(
      "file",
      new Blob([`Name,Last Connect\npc${Math.random()},2026-03-02T00:00:00Z\n`]),
      "list.csv",
    );
    return form;
  },
};

async function ask(
  { id, method, address, handler }: Operation,
  actor: Actor,
  things: Things,
): Promise<number> {
  const family = address.split("/")[3] ?? "";
  const named = idOf[family]?.(things) ?? "";
  const path = address.replace("[id]", named) + (queries[id]?.(things) ?? "");
  const form = forms[id]?.(things);
  const json = bodies[id]?.(things);
  const request = new Request(new URL(path, "http://localhost:3000"), {
    method,
    headers: { ...(json === undefined ? {} : { "content-type": "application/json" }), ...actor.headers },
    ...(form ? { body: form } : json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const response = await handler(request, { params: Promise.resolve({ id: named }) });
  await response.body?.cancel();
  return response.status;
}

function mayAtAll(operation: Operation, actor: Actor): boolean {
  const { deed } = operation.handler.spec;
  if (actor.role === null) return false;
  if (deed === null) return true;
  return (deedRoles[deed] as readonly Role[]).includes(actor.role) && actor.on !== "none";
}

const isOfAppliance = (operation: Operation) =>
  operation.id !== "createAppliance" &&
  [
    "appliances",
    "clients",
    "releases",
    "rollouts",
    "imports",
    "slots",
    "feeds",
    "work-items",
    "batches",
    "assignees",
    "installer-packages",
    "release-proposals",
    "alert-rules",
    "incidents",
    "upgrade-windows",
  ].includes(operation.address.split("/")[3] ?? "") &&
  (operation.address.includes("[id]") ||
    operation.id in bodies ||
    operation.id in forms ||
    operation.id in queries);

describe("the matrix of deeds", () => {
  it("knows a body for every write that takes one", () => {
    const lacking = operations.filter(
      ({ id, handler }) => handler.spec.body !== undefined && !(id in bodies) && !(id in forms),
    );
    expect(lacking.map(({ id }) => id)).toEqual([]);
    const known = new Set(operations.map(({ id }) => id));
    expect([...Object.keys(bodies), ...Object.keys(queries)].filter((id) => !known.has(id))).toEqual([]);
  });

  it("refuses everybody who may do a deed nowhere: 401 without, 403 with a name", async () => {
    const wrong: string[] = [];
    for (const operation of operations) {
      for (const actor of actors.filter((each) => !mayAtAll(operation, each))) {
        for (const things of [own, foreign]) {
          const status = await ask(operation, actor, things);
          const wanted = actor.role === null ? 401 : 403;
          if (status !== wanted) wrong.push(`${operation.id} by ${actor.name}: ${status}, not ${wanted}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it("keeps everybody away from appliances that are not theirs: 403 or 404, and nothing changes", async () => {
    const before = await fingerprint(foreign);
    const wrong: string[] = [];
    for (const operation of operations.filter(isOfAppliance)) {
      for (const actor of actors.filter((each) => each.on === "own" && mayAtAll(operation, each))) {
        const status = await ask(operation, actor, foreign);
        if (status !== 403 && status !== 404) wrong.push(`${operation.id} by ${actor.name}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await fingerprint(foreign)).toEqual(before);
  }, 120_000);

  it("lets everybody who may do a deed through to it, and never answers with a fault of its own", async () => {
    const wrong: string[] = [];
    const reading = operations.filter(({ method }) => method === "GET");
    const writing = operations.filter(({ method }) => method !== "GET");
    for (const operation of [...reading, ...writing]) {
      for (const actor of actors.filter((each) => mayAtAll(operation, each) && each.on !== "foreign")) {
        const status = await ask(operation, actor, own);
        const needsAll = !isOfAppliance(operation) && actor.on === "own";
        if (status >= 500 || (!needsAll && (status === 401 || status === 403)))
          wrong.push(`${operation.id} by ${actor.name}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 240_000);
});

/** Everything of a site that a write could have changed. */
async function fingerprint({ appliance }: Things): Promise<unknown> {
  const { rows } = await pool().query(
    `SELECT (SELECT to_jsonb(a) FROM appliance a WHERE id = $1) AS appliance,
            (SELECT jsonb_agg(to_jsonb(c) ORDER BY id) FROM client c WHERE appliance_id = $1) AS clients,
            (SELECT jsonb_agg(to_jsonb(n) ORDER BY client_id) FROM client_now n WHERE appliance_id = $1) AS members,
            (SELECT jsonb_agg(to_jsonb(s) ORDER BY id) FROM slot s WHERE appliance_id = $1) AS slots,
            (SELECT jsonb_agg(to_jsonb(i) ORDER BY id) FROM import i WHERE appliance_id = $1) AS imports,
            (SELECT jsonb_agg(to_jsonb(l) ORDER BY id) FROM release l WHERE appliance_id = $1) AS releases,
            (SELECT jsonb_agg(to_jsonb(w) ORDER BY client_id) FROM work_item w WHERE appliance_id = $1) AS work,
            (SELECT jsonb_agg(to_jsonb(k) ORDER BY id) FROM installer_package k WHERE appliance_id = $1) AS packages,
            (SELECT jsonb_agg(to_jsonb(u) ORDER BY id) FROM alert_rule u WHERE $1 = ANY(appliance_ids)) AS rules,
            (SELECT jsonb_agg(to_jsonb(e) ORDER BY id) FROM incident e WHERE appliance_id = $1) AS incidents,
            (SELECT jsonb_agg(to_jsonb(g) ORDER BY id) FROM upgrade_window g WHERE appliance_id = $1) AS windows,
            (SELECT jsonb_agg(to_jsonb(b) ORDER BY id) FROM batch b WHERE appliance_id = $1) AS batches,
            (SELECT jsonb_agg(to_jsonb(f) ORDER BY id) FROM feed f WHERE appliance_id = $1) AS feeds,
            (SELECT jsonb_agg(to_jsonb(p) ORDER BY id) FROM release_proposal p WHERE appliance_id = $1) AS proposals,
            (SELECT jsonb_agg(to_jsonb(r) ORDER BY id) FROM rollout r WHERE appliance_id = $1) AS rollouts`,
    [appliance],
  );
  return rows[0];
}
