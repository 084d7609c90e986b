/** Rules about members of rollouts that are going: counted from the tallies, which are kept with every change. */
import type { ClientKind } from "@/lib/core/client";
import type { MemberState } from "@/lib/core/member";
import { moverOf } from "@/lib/core/movers";
import { type ReasonCode, reasonCodes, reasonStates } from "@/lib/core/reasons";
import { asTimestamp } from "@/lib/platform/db";
import type { Condition, FindConditions, Looking } from "./condition";

/** Whom a rule means: any of the states and, where given, of the reasons and kinds. */
export interface Meant {
  states: readonly MemberState[];
  reasons?: readonly ReasonCode[];
  kinds?: readonly ClientKind[];
}

/** Whom each kind of rule about members means. */
export const meantBy = {
  stragglers: { states: ["overdue"] },
  needs_redeployment: { states: ["needs_redeployment"] },
  connected_but_old: { states: ["overdue"], reasons: ["connected_but_old"] },
  agents_waiting: {
    states: ["needs_redeployment", "overdue", "waiting", "queued"],
    kinds: ["connection_agent"],
  },
  regressed: { states: ["waiting", "overdue"], reasons: ["regressed"] },
} as const satisfies Record<string, Meant>;
export type CountedKind = keyof typeof meantBy;

/** What a rule means, cut down to its scope. */
export interface MeantIn {
  /** `state/reason`, each that fits. */
  pairs: string[];
  kinds: readonly ClientKind[] | null;
}

/** A rule that names movers means those whose move it is. */
export function meantIn({ when, scope }: Pick<Looking, "when" | "scope">): MeantIn {
  const meant: Meant = meantBy[when.kind as CountedKind];
  const fits = (state: MemberState, code: ReasonCode) =>
    (reasonStates[code] as readonly MemberState[]).includes(state) &&
    (meant.reasons?.includes(code) ?? true) &&
    (scope.movers?.includes(moverOf(state, code)) ?? true);
  return {
    pairs: meant.states.flatMap((state) =>
      reasonCodes.filter((code) => fits(state, code)).map((code) => `${state}/${code}`),
    ),
    kinds: scope.kinds?.filter((kind) => meant.kinds?.includes(kind) ?? true) ?? meant.kinds ?? null,
  };
}

interface Counted {
  rolloutId: number;
  applianceId: number;
  appliance: string;
  release: string;
  installedAt: number;
  group: string | null;
  kind: ClientKind | null;
  count: number;
  total: number;
}

/** Of each rollout that is going: all together, or by group or kind. */
export const countMembers: FindConditions = async (looking) => {
  const { scope, when } = looking;
  const counted = scope.tags === undefined ? await countTallies(looking) : await countTagged(looking);
  return counted.map((row) => toCondition(row, when.per ?? "all"));
};

const heads = `o.id AS "rolloutId", o.appliance_id AS "applianceId", a.name AS appliance, r.name AS release,
  r.installed_at AS "installedAt"`;
const going = `rollout o JOIN release r ON r.id = o.release_id JOIN appliance a ON a.id = o.appliance_id`;
const isGoing = `o.status IN ('open', 'held') AND ($1::int[] IS NULL OR o.appliance_id = ANY($1))
  AND r.installed_at <= $2::timestamptz - make_interval(mins => $3)`;

async function countTallies(looking: Looking): Promise<Counted[]> {
  const { db, scope, when, now } = looking;
  const { pairs, kinds } = meantIn(looking);
  const group = when.per === "group" ? "t.group_name" : "NULL::text";
  const kind = when.per === "kind" ? "t.kind" : "NULL::text";
  const meant = "concat_ws('/', t.state, t.reason_code) = ANY($4::text[])";
  const { rows } = await db.query<Counted>(
    `SELECT ${heads}, ${group} AS "group", ${kind} AS kind, sum(t.members) FILTER (WHERE ${meant}) AS count,
            COALESCE(sum(t.members) FILTER (WHERE t.state <> 'excluded'), 0) AS total
       FROM ${going} JOIN rollout_tally t ON t.rollout_id = o.id
      WHERE ${isGoing} AND ($5::text[] IS NULL OR t.kind = ANY($5)) AND ($6::text[] IS NULL OR t.group_name = ANY($6))
      GROUP BY o.id, a.id, r.id, 6, 7 HAVING sum(t.members) FILTER (WHERE ${meant}) > 0`,
    [
      scope.applianceIds ?? null,
      asTimestamp(now),
      when.afterMinutes ?? 0,
      pairs,
      kinds,
      scope.groups ?? null,
    ],
  );
  return rows;
}

/** Tags are few, and an index knows who has any. */
async function countTagged(looking: Looking): Promise<Counted[]> {
  const { db, scope, when, now } = looking;
  const { pairs, kinds } = meantIn(looking);
  const group = when.per === "group" ? "c.group_name" : "NULL::text";
  const kind = when.per === "kind" ? "c.kind" : "NULL::text";
  const meant = "concat_ws('/', n.state, n.reason_code) = ANY($4::text[])";
  const { rows } = await db.query<Counted>(
    `SELECT ${heads}, ${group} AS "group", ${kind} AS kind, count(*) FILTER (WHERE ${meant}) AS count,
            count(*) FILTER (WHERE n.state <> 'excluded') AS total
       FROM client c JOIN client_now n ON n.client_id = c.id JOIN (${going}) ON o.id = n.rollout_id
      WHERE ${isGoing} AND ($5::text[] IS NULL OR c.kind = ANY($5)) AND ($6::text[] IS NULL OR c.group_name = ANY($6))
        AND c.tags <> '{}' AND c.tags && $7::text[]
      GROUP BY o.id, a.id, r.id, 6, 7 HAVING count(*) FILTER (WHERE ${meant}) > 0`,
    [
      scope.applianceIds ?? null,
      asTimestamp(now),
      when.afterMinutes ?? 0,
      pairs,
      kinds,
      scope.groups ?? null,
      scope.tags,
    ],
  );
  return rows;
}

/** The key is the appliance's and not the rollout's: an incident moves to the next one (rule 12). */
function toCondition(row: Counted, per: "all" | "group" | "kind"): Condition {
  const { rolloutId, applianceId, appliance, release, installedAt, group, kind, count, total } = row;
  const part = per === "group" ? `/group:${group ?? ""}` : per === "kind" ? `/kind:${kind}` : "";
  return {
    scopeKey: `appliance:${applianceId}${part}`,
    applianceId,
    rolloutId,
    count,
    total,
    facts: {
      appliance,
      release,
      installedAt,
      ...(per === "group" ? { group: group ?? "" } : {}),
      ...(per === "kind" ? { kind } : {}),
    },
  };
}
