/** The clients that an incident is about: asked for when somebody reads, in the same words as a list of clients. */
import type { RuleKind, RuleScope } from "@/lib/core/alerts/rule";
import type { Ctx } from "@/lib/platform/context";
import { clientQuery } from "@/lib/rollout/clients/client-query";
import { type ClientRow, loadClientRows } from "@/lib/rollout/clients/client-rows";
import { lastSeenOf } from "@/lib/rollout/clients/last-seen";
import { listClients } from "@/lib/rollout/clients/list-clients";
import { scopeOf } from "@/lib/rollout/clients/shown-rollouts";
import type { ConditionFacts } from "../conditions/condition";
import { type CountedKind, type Meant, meantBy, meantIn } from "../conditions/member-conditions";

/** An incident, as far as it tells who it is about. */
export interface About {
  kind: RuleKind;
  scope: RuleScope;
  rolloutId: number | null;
  facts: ConditionFacts;
}

/** What a list of clients has to be asked for to show them; `null`: it is about no members, or a list cannot be asked for it. */
export function clientsAsked({ kind, scope, rolloutId, facts }: About): Record<string, string> | null {
  if (rolloutId === null || !(kind in meantBy) || scope.tags !== undefined) return null;
  const meant: Meant = meantBy[kind as CountedKind];
  const { kinds } = meantIn({ when: { kind }, scope });
  const asked: Record<string, string> = { rolloutId: String(rolloutId), state: meant.states.join(",") };
  if (meant.reasons !== undefined) asked.reason = meant.reasons.join(",");
  if (scope.movers !== undefined) asked.mover = scope.movers.join(",");
  if (typeof facts.kind === "string") asked.kind = facts.kind;
  else if (kinds !== null) asked.kind = kinds.join(",");
  const group = facts.group ?? (scope.groups?.length === 1 ? scope.groups[0] : undefined);
  if (typeof group === "string") asked.group = group;
  return asked;
}

/** The first of them, those that are due longest first; empty where the incident is about no members. */
export async function firstClientsOf(ctx: Ctx, about: About, limit: number): Promise<ClientRow[]> {
  const { rolloutId } = about;
  if (rolloutId === null || !(about.kind in meantBy)) return [];
  const asked = clientsAsked(about);
  const severalGroups = (about.scope.groups?.length ?? 0) > 1 && about.facts.group === undefined;
  if (asked !== null && !severalGroups) {
    const query = clientQuery.parse({ ...asked, sort: "dueAt" });
    return (await listClients(ctx, query, { limit, cursor: null })).items;
  }
  return picked(ctx, about, rolloutId, limit);
}

/** Where a list of clients cannot be asked for them: tags, several groups. */
async function picked(ctx: Ctx, about: About, rolloutId: number, limit: number): Promise<ClientRow[]> {
  const { scope, facts } = about;
  const { pairs, kinds } = meantIn({ when: { kind: about.kind as CountedKind }, scope });
  const { rows } = await ctx.db.query<{ id: number }>(
    `SELECT c.id FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE n.rollout_id = $1 AND concat_ws('/', n.state, n.reason_code) = ANY($2)
        AND ($3::text[] IS NULL OR c.kind = ANY($3)) AND ($4::text[] IS NULL OR c.group_name = ANY($4))
        AND ($5::text[] IS NULL OR (c.tags <> '{}' AND c.tags && $5))
      ORDER BY n.due_at NULLS LAST, c.id LIMIT $6`,
    [
      rolloutId,
      pairs,
      typeof facts.kind === "string" ? [facts.kind] : kinds,
      typeof facts.group === "string" ? [facts.group] : (scope.groups ?? null),
      scope.tags ?? null,
      limit,
    ],
  );
  const listScope = await scopeOf(ctx, { rolloutId });
  const lastSeen = await lastSeenOf(ctx.db, listScope);
  return loadClientRows(
    ctx,
    listScope,
    lastSeen,
    rows.map(({ id }) => id),
  );
}
