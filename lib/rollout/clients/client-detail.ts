/** Everything known about one client, with where each piece of it came from. */
import { appliancesFor, refuseUnlessSomewhere } from "@/lib/access/may";
import type { Availability, ConnectionType, InstallMethod } from "@/lib/core/client";
import { type EvidenceSource, type Facts, type Sighting, weigh } from "@/lib/core/evidence";
import type { MemberState } from "@/lib/core/member";
import { mergeFacts } from "@/lib/core/merged-facts";
import { releaseTitle } from "@/lib/fleet/release-title";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { type ClientRow, clientColumns, type MemberReason } from "./list-clients";

/** A sighting with what its source is called and the words of its row. Instants in epoch milliseconds. */
export interface ClientSighting extends Sighting {
  id: number;
  /** Its own, or one that was merged into it. */
  clientId: number;
  importId: number | null;
  fileName: string | null;
  /** `newest_date`: the import's file does not say when it was made, so `observedAt` is the earliest it can be. */
  exportedAtBasis: string | null;
  /** The row's own words, by name. */
  descriptive: Record<string, unknown>;
}

export interface ClientExclusion {
  id: number;
  reason: string;
  madeBy: string;
  madeAt: number;
  removedBy: string | null;
  removedAt: number | null;
}

export interface ClientAttestation {
  id: number;
  rolloutId: number;
  note: string;
  madeBy: string;
  madeAt: number;
  removedBy: string | null;
  removedAt: number | null;
}

/** A person's decision that this client is another (`clientId`), or another this (`intoId`), until it is removed. */
export interface ClientMerge {
  id: number;
  clientId: number;
  clientName: string;
  intoId: number;
  intoName: string;
  madeBy: string;
  madeAt: number;
  removedBy: string | null;
  removedAt: number | null;
}

/** The client's part in one rollout, the newest first. `opening`: the state in which the rollout found it. */
export interface ClientMembership {
  rolloutId: number;
  release: string;
  status: string;
  installedAt: number;
  openedAt: number;
  state: MemberState;
  opening: MemberState;
  reason: MemberReason;
}

export interface ClientTransition {
  id: number;
  rolloutId: number;
  release: string;
  fromState: MemberState;
  toState: MemberState;
  reason: MemberReason;
  cause: string;
  at: number;
}

/** `merged`: a person merged it into this one; `mergedInto`: this one into it. */
export const clientRelations = ["survivor", "shadow", "namesake", "merged", "mergedInto"] as const;

/** Another client on what may be the same endpoint. */
export interface ClientRelative {
  id: number;
  kind: string;
  name: string;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  lastSeenAt: number | null;
  relation: (typeof clientRelations)[number];
}

export interface ClientDetail extends ClientRow {
  applianceName: string;
  firstEvidenceAt: number | null;
  installMethod: InstallMethod | null;
  preReleaseMsiPushed: boolean | null;
  securityProviders: string[];
  /** `YYYY-MM-DD`. */
  plannedRetirementOn: string | null;
  /** Higher ones get their slot first within a wave. */
  priority: number;
  createdAt: number;
  judgeAfter: number | null;
  /** The client that a person merged this one into: what is known of it counts there. */
  mergedIntoId: number | null;
  attributes: Record<string, unknown>;
  /** Weighed again from the sightings below. */
  facts: Facts;
  /** Newest first. */
  sightings: ClientSighting[];
  memberships: ClientMembership[];
  transitions: ClientTransition[];
  exclusions: ClientExclusion[];
  attestations: ClientAttestation[];
  /** Newest first, those that were split again too. */
  merges: ClientMerge[];
  relatives: ClientRelative[];
}

/**
 * One client with its state in its appliance's newest rollout, its evidence, its history and its duplicates.
 * @throws AppError 403 for somebody who may see no clients, 404 when there is none that they may see.
 */
export async function clientDetail(ctx: Ctx, clientId: number): Promise<ClientDetail> {
  refuseUnlessSomewhere(ctx, "client.read");
  const client = await loadClient(ctx, clientId);
  const [sightings, memberships, transitions, exclusions, attestations, merges, relatives] =
    await Promise.all([
      loadSightings(ctx, clientId),
      loadMemberships(ctx, clientId),
      loadTransitions(ctx, clientId),
      loadExclusions(ctx, clientId),
      loadAttestations(ctx, clientId),
      loadMerges(ctx, clientId),
      loadRelatives(ctx, client),
    ]);
  return {
    ...client,
    facts: weighEntries(clientId, sightings),
    sightings,
    memberships,
    transitions,
    exclusions,
    attestations,
    merges,
    relatives,
  };
}

/** Weighs the client and what was merged into it, each by itself, as `weighClients` does. */
function weighEntries(clientId: number, sightings: readonly ClientSighting[]): Facts {
  const others = new Set(sightings.map((sighting) => sighting.clientId));
  others.delete(clientId);
  const factsOf = (id: number) => weigh(sightings.filter((sighting) => sighting.clientId === id));
  return mergeFacts([factsOf(clientId), ...[...others].sort((a, b) => a - b).map(factsOf)]);
}

type StoredClient = Omit<
  ClientDetail,
  | "facts"
  | "sightings"
  | "memberships"
  | "transitions"
  | "exclusions"
  | "attestations"
  | "merges"
  | "relatives"
>;

async function loadClient(ctx: Ctx, clientId: number): Promise<StoredClient> {
  const visible = appliancesFor(ctx.actor, "client.read");
  const { rows } = await ctx.db.query<StoredClient>(
    `SELECT ${clientColumns}, a.name AS "applianceName", c.first_evidence_at AS "firstEvidenceAt",
            c.install_method AS "installMethod", c.pre_release_msi_pushed AS "preReleaseMsiPushed",
            c.security_providers AS "securityProviders",
            c.planned_retirement_on AS "plannedRetirementOn", c.priority, c.created_at AS "createdAt",
            m.judge_after AS "judgeAfter", c.merged_into_id AS "mergedIntoId", c.attributes
       FROM client c
       JOIN appliance a ON a.id = c.appliance_id
       LEFT JOIN LATERAL (
         SELECT r.id FROM rollout r JOIN release l ON l.id = r.release_id
          WHERE r.appliance_id = c.appliance_id AND l.withdrawn_at IS NULL
          ORDER BY l.installed_at DESC, l.id DESC LIMIT 1) newest ON true
       LEFT JOIN member m ON m.client_id = c.id AND m.rollout_id = newest.id
      WHERE c.id = $1 AND ($2::int[] IS NULL OR c.appliance_id = ANY($2))`,
    [clientId, visible === "all" ? null : [...visible]],
  );
  const client = rows[0];
  if (!client) throw notFound("client", clientId);
  return client;
}

interface SightingRow {
  id: number;
  clientId: number;
  importId: number | null;
  fileName: string | null;
  exportedAtBasis: string | null;
  line: number | null;
  observedAt: number;
  earliestAt: number | null;
  connectedAt: number | null;
  connectedFromAt: number | null;
  online: boolean | null;
  needsUpdate: boolean | null;
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  unreadable: { column: string | null } | null;
  descriptive: Record<string, unknown>;
}

async function loadSightings(ctx: Ctx, clientId: number): Promise<ClientSighting[]> {
  const { rows } = await ctx.db.query<SightingRow>(
    `SELECT s.id, s.client_id AS "clientId", s.import_id AS "importId", i.file_name AS "fileName", i.exported_at_basis AS "exportedAtBasis", s.line,
            s.observed_at AS "observedAt", s.earliest_at AS "earliestAt", s.connected_at AS "connectedAt",
            s.connected_from_at AS "connectedFromAt", s.online, s.needs_update AS "needsUpdate",
            s.needs_update_unread AS "needsUpdateUnread", s.connection_type AS "connectionType", s.availability,
            CASE WHEN s.unreadable THEN jsonb_build_object('column', s.unreadable_column) END AS unreadable, s.descriptive
       FROM sighting s LEFT JOIN import i ON i.id = s.import_id
      WHERE s.client_id = ANY(ARRAY(SELECT $1::int UNION ALL SELECT id FROM client WHERE merged_into_id = $1))
      ORDER BY s.observed_at DESC, s.id DESC`,
    [clientId],
  );
  return rows.map(({ line, ...row }) => ({ ...row, source: sourceOf(row.id, row.importId, line) }));
}

function sourceOf(sightingId: number, importId: number | null, line: number | null): EvidenceSource {
  return importId === null ? { type: "person", sightingId } : { type: "import", importId, line };
}

async function loadMemberships(ctx: Ctx, clientId: number): Promise<ClientMembership[]> {
  const { rows } = await ctx.db.query<ClientMembership>(
    `SELECT r.id AS "rolloutId", ${releaseTitle} AS release, r.status, l.installed_at AS "installedAt",
            r.created_at AS "openedAt", m.state, m.reason,
            COALESCE((SELECT t.from_state FROM transition t
                       WHERE t.rollout_id = r.id AND t.client_id = m.client_id ORDER BY t.at, t.id LIMIT 1), m.state) AS opening
       FROM member m JOIN rollout r ON r.id = m.rollout_id JOIN release l ON l.id = r.release_id
      WHERE m.client_id = $1 ORDER BY l.installed_at DESC, l.id DESC`,
    [clientId],
  );
  return rows;
}

async function loadTransitions(ctx: Ctx, clientId: number): Promise<ClientTransition[]> {
  const { rows } = await ctx.db.query<ClientTransition>(
    `SELECT t.id, t.rollout_id AS "rolloutId", ${releaseTitle} AS release, t.from_state AS "fromState",
            t.to_state AS "toState", t.reason, t.cause, t.at
       FROM transition t JOIN rollout r ON r.id = t.rollout_id JOIN release l ON l.id = r.release_id
      WHERE t.client_id = $1 ORDER BY t.at DESC, t.id DESC LIMIT 200`,
    [clientId],
  );
  return rows;
}

async function loadExclusions(ctx: Ctx, clientId: number): Promise<ClientExclusion[]> {
  const { rows } = await ctx.db.query<ClientExclusion>(
    `SELECT id, reason, made_by AS "madeBy", made_at AS "madeAt", removed_by AS "removedBy", removed_at AS "removedAt"
       FROM exclusion WHERE client_id = $1 ORDER BY made_at DESC, id DESC`,
    [clientId],
  );
  return rows;
}

async function loadAttestations(ctx: Ctx, clientId: number): Promise<ClientAttestation[]> {
  const { rows } = await ctx.db.query<ClientAttestation>(
    `SELECT id, rollout_id AS "rolloutId", note, made_by AS "madeBy", made_at AS "madeAt", removed_by AS "removedBy",
            removed_at AS "removedAt"
       FROM attestation WHERE client_id = $1 ORDER BY made_at DESC, id DESC`,
    [clientId],
  );
  return rows;
}

async function loadMerges(ctx: Ctx, clientId: number): Promise<ClientMerge[]> {
  const { rows } = await ctx.db.query<ClientMerge>(
    `SELECT m.id, m.client_id AS "clientId", c.name AS "clientName", m.into_id AS "intoId", o.name AS "intoName",
            m.made_by AS "madeBy", m.made_at AS "madeAt", m.removed_by AS "removedBy", m.removed_at AS "removedAt"
       FROM client_merge m JOIN client c ON c.id = m.client_id JOIN client o ON o.id = m.into_id
      WHERE m.client_id = $1 OR m.into_id = $1 ORDER BY m.made_at DESC, m.id DESC`,
    [clientId],
  );
  return rows;
}

/** Its survivor, its shadows, what was merged with it, and others of its kind that share its short host name or its bare name. */
async function loadRelatives(ctx: Ctx, client: StoredClient): Promise<ClientRelative[]> {
  const { rows } = await ctx.db.query<ClientRelative>(
    `SELECT o.id, o.kind, o.name, o.hostname, o.fqdn, o.group_name AS "group", o.last_seen_at AS "lastSeenAt",
            CASE WHEN o.merged_into_id = c.id THEN 'merged' WHEN o.id = c.merged_into_id THEN 'mergedInto'
                 WHEN o.id = c.survivor_id THEN 'survivor' WHEN o.survivor_id = c.id THEN 'shadow' ELSE 'namesake' END AS relation
       FROM client c
       JOIN client o ON o.id <> c.id AND o.appliance_id = c.appliance_id
        AND (o.first_evidence_at IS NOT NULL OR o.merged_into_id = c.id OR o.id = c.merged_into_id)
        AND (o.merged_into_id = c.id OR o.id = c.merged_into_id OR o.id = c.survivor_id OR o.survivor_id = c.id
             OR (o.kind = c.kind AND o.short_host = c.short_host AND c.short_host <> ''))
      WHERE c.id = $1 ORDER BY o.last_seen_at DESC NULLS LAST, o.id LIMIT 50`,
    [client.id],
  );
  return rows;
}
