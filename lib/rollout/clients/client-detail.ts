/** Everything known about one client, with where each piece of it came from. */
import { appliancesFor, refuseUnlessSomewhere } from "@/lib/access/may";
import type { InstallMethod } from "@/lib/core/client";
import type { Contradiction } from "@/lib/core/contradictions";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import {
  type ClientMembership,
  type ClientTransition,
  membershipsOf,
  transitionsOf,
} from "../members/client-history";
import { type ClientSighting, loadEvidence, type OwnFacts } from "./client-evidence";
import { type ClientRow, clientColumns } from "./client-rows";
import { lastSeenOf } from "./last-seen";
import { memberSource } from "./member-source";
import { type ClientScope, scopeOf } from "./shown-rollouts";

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
  /** Something is known of it, and it is not merged into another. */
  stands: boolean;
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
  facts: OwnFacts;
  /** Newest first. */
  sightings: ClientSighting[];
  /** What other sources say otherwise, and does not count. */
  contradictions: Contradiction[];
  memberships: ClientMembership[];
  transitions: ClientTransition[];
  exclusions: ClientExclusion[];
  attestations: ClientAttestation[];
  /** Newest first, those that were split again too. */
  merges: ClientMerge[];
  relatives: ClientRelative[];
}

/** Changes of state that are shown. */
const transitionsAtMost = 200;

/**
 * One client with its state in its appliance's newest rollout, its evidence, its history and its duplicates.
 * @throws AppError 403 for somebody who may see no clients, 404 when there is none that they may see.
 */
export async function clientDetail(ctx: Ctx, clientId: number): Promise<ClientDetail> {
  refuseUnlessSomewhere(ctx, "client.read");
  const client = await loadClient(ctx, clientId);
  const transitions = await transitionsOf(ctx.db, clientId);
  const [{ facts, sightings, contradictions }, memberships, exclusions, attestations, merges, relatives] =
    await Promise.all([
      loadEvidence(ctx.db, client),
      membershipsOf(ctx.db, clientId, transitions, ctx.now),
      loadExclusions(ctx, clientId),
      loadAttestations(ctx, clientId),
      loadMerges(ctx, clientId),
      loadRelatives(ctx, client),
    ]);
  return {
    ...client,
    reason: memberships.find(({ rolloutId }) => rolloutId === client.rolloutId)?.reason ?? null,
    facts,
    sightings,
    contradictions,
    memberships,
    transitions: transitions.slice(0, transitionsAtMost),
    exclusions,
    attestations,
    merges,
    relatives,
  };
}

type StoredClient = Omit<
  ClientDetail,
  | "reason"
  | "facts"
  | "sightings"
  | "contradictions"
  | "memberships"
  | "transitions"
  | "exclusions"
  | "attestations"
  | "merges"
  | "relatives"
>;

async function loadClient(ctx: Ctx, clientId: number): Promise<StoredClient> {
  const visible = appliancesFor(ctx.actor, "client.read");
  const found = await ctx.db.query<{ applianceId: number }>(
    `SELECT appliance_id AS "applianceId" FROM client WHERE id = $1 AND ($2::int[] IS NULL OR appliance_id = ANY($2))`,
    [clientId, visible === "all" ? null : [...visible]],
  );
  if (!found.rows[0]) throw notFound("client", clientId);
  const scope = await scopeOf(ctx, { applianceId: found.rows[0].applianceId });
  const lastSeen = await lastSeenOf(ctx.db, scope);
  const member = memberSource(scope);
  const { rows } = await ctx.db.query<StoredClient>(
    `SELECT ${clientColumns(member, lastSeen)}, a.name AS "applianceName", CASE WHEN n.stands THEN n.first_evidence_at END AS "firstEvidenceAt", n.stands,
            c.install_method AS "installMethod", c.pre_release_msi_pushed AS "preReleaseMsiPushed",
            c.security_providers AS "securityProviders", c.planned_retirement_on AS "plannedRetirementOn", c.priority,
            c.created_at AS "createdAt", ${judgeAfter(scope)} AS "judgeAfter", c.merged_into_id AS "mergedIntoId", c.attributes
       FROM client c JOIN appliance a ON a.id = c.appliance_id JOIN client_now n ON n.client_id = c.id
       ${member.lookUp} ${lastSeen.join}
      WHERE c.id = $1`,
    [clientId],
  );
  const client = rows[0];
  if (!client) throw notFound("client", clientId);
  return client;
}

/** SQL: nobody is judged again once the rollout is over. */
function judgeAfter({ going }: ClientScope): string {
  return going.length === 0
    ? "NULL::timestamptz"
    : `CASE WHEN n.rollout_id IN (${going.join(", ")}) THEN n.judge_after END`;
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
  const lastSeen = await lastSeenOf(ctx.db, { appliances: [client.applianceId] });
  const { rows } = await ctx.db.query<ClientRelative>(
    `SELECT c.id, c.kind, c.name, c.hostname, c.fqdn, c.group_name AS "group", ${lastSeen.column} AS "lastSeenAt", c.relation
       FROM (
         SELECT o.*, CASE WHEN o.merged_into_id = c.id THEN 'merged' WHEN o.id = c.merged_into_id THEN 'mergedInto'
                          WHEN o.id = c.survivor_id THEN 'survivor' WHEN o.survivor_id = c.id THEN 'shadow' ELSE 'namesake' END AS relation
           FROM client c JOIN client o ON o.id <> c.id AND o.appliance_id = c.appliance_id
            AND (o.merged_into_id = c.id OR o.id = c.merged_into_id OR o.id = c.survivor_id OR o.survivor_id = c.id
                 OR (o.kind = c.kind AND o.short_host = c.short_host AND c.short_host <> ''))
          WHERE c.id = $1) c
       JOIN client_now n ON n.client_id = c.id AND (n.stands OR c.relation IN ('merged', 'mergedInto')) ${lastSeen.join}
      ORDER BY "lastSeenAt" DESC NULLS LAST, c.id LIMIT 50`,
    [client.id],
  );
  return rows;
}
