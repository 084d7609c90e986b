/** One client's parts in rollouts, and its changes of state in them. */
import type { Reason } from "@/lib/core/judging/explain";
import type { ReasonInputs } from "@/lib/core/judging/rule";
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { withFeedNames } from "@/lib/evidence/named-sources";
import { blockOf, placeOf } from "@/lib/evidence/snapshot-block";
import { withLines } from "@/lib/evidence/source-lines";
import { type FeedName, loadFeedNames } from "@/lib/fleet/feed-names";
import { releaseTitle } from "@/lib/fleet/release-title";
import type { Sql } from "@/lib/platform/db";
import type { StoredReason } from "./explain";
import { judgedStatuses } from "./judge-members";
import { overMemberOf } from "./over-member";
import { reasonsOfMembers } from "./reasons-of-members";
import { toldReason } from "./rests";

/** The client's part in one rollout. `opening`: the state in which the rollout found it. Instants in epoch milliseconds. */
export interface ClientMembership {
  rolloutId: number;
  release: string;
  status: string;
  installedAt: number;
  openedAt: number;
  state: MemberState;
  opening: MemberState;
  reason: StoredReason;
  /** What else holds, in the order in which it would decide; none where the rollout is over. */
  others: Reason[];
}

export interface ClientTransition {
  rolloutId: number;
  release: string;
  fromState: MemberState;
  toState: MemberState;
  reason: StoredReason;
  cause: string;
  /** The feed that brought it; null: none did. */
  feed: FeedName | null;
  at: number;
}

type MembershipRow = Omit<ClientMembership, "opening" | "reason" | "others"> & {
  code: ReasonCode;
  toldAt: number | null;
  rest: ReasonInputs | null;
};

/** The newest first. `transitions`: those of the client. `now`: epoch milliseconds. */
export async function membershipsOf(
  db: Sql,
  clientId: number,
  transitions: readonly ClientTransition[],
  now: number,
): Promise<ClientMembership[]> {
  const { rows } = await db.query<MembershipRow>(
    `SELECT r.id AS "rolloutId", ${releaseTitle} AS release, r.status, l.installed_at AS "installedAt",
            r.created_at AS "openedAt", m.state, m.reason_code AS code, m.told_at AS "toldAt", m.rest
       FROM client_now n JOIN rollout r ON r.appliance_id = n.appliance_id JOIN release l ON l.id = r.release_id
      CROSS JOIN LATERAL (
        SELECT n.state, n.reason_code, NULL::bigint AS told_at, NULL::jsonb AS rest
         WHERE n.rollout_id = r.id AND r.status = ANY($2::text[])
        UNION ALL
        SELECT o.state, o.reason_code, o.told_at, o.rest FROM (${overMemberOf("n.client_id", "b.rollout_id = r.id")}) o
         WHERE r.status <> ALL($2::text[])) m
      WHERE n.client_id = $1 ORDER BY l.installed_at DESC, l.id DESC`,
    [clientId, judgedStatuses],
  );
  const told = await withFeedNames(
    db,
    await withLines(
      db,
      clientId,
      rows.map(({ code, toldAt, rest }) => toldReason(code, toldAt, rest)),
    ),
  );
  const memberships: ClientMembership[] = [];
  for (const [place, { code, toldAt: _, rest: __, ...row }] of rows.entries()) {
    const opening =
      transitions.findLast(({ rolloutId }) => rolloutId === row.rolloutId)?.fromState ?? row.state;
    const going = judgedStatuses.includes(row.status)
      ? (await reasonsOfMembers(db, row.rolloutId, [clientId], now)).get(clientId)
      : undefined;
    const reason = going ? { code: going.code, inputs: going.inputs } : (told[place] ?? { code, inputs: {} });
    memberships.push({ ...row, opening, reason, others: going?.others ?? [] });
  }
  return memberships;
}

type TransitionRow = Omit<ClientTransition, "reason" | "feed"> & {
  code: ReasonCode;
  reason: StoredReason | null;
  toldAt: number | null;
  rest: ReasonInputs | null;
};

/** The newest first: those that came one by one, and those that one cause brought to many. */
export async function transitionsOf(db: Sql, clientId: number): Promise<ClientTransition[]> {
  const { rows } = await db.query<TransitionRow>(
    `SELECT t.rollout_id AS "rolloutId", ${releaseTitle} AS release, t.from_state AS "fromState", t.to_state AS "toState",
            t.reason_code AS code, t.reason, t.told_at AS "toldAt", t.rest, t.cause, t.at
       FROM (SELECT id, rollout_id, from_state, to_state, reason_code, reason, NULL::bigint AS told_at, NULL::jsonb AS rest, cause, at
               FROM transition WHERE client_id = $1
              UNION ALL
             SELECT b.id, b.rollout_id, (enum_range(NULL::member_state))[b.from_state[w.place]],
                    (enum_range(NULL::member_state))[b.to_state[w.place]], (enum_range(NULL::reason_code))[b.reason[w.place]],
                    NULL, b.told_at[w.place], b.rests -> b.rest[w.place]::int, b.cause, b.at
               FROM client c JOIN rollout r ON r.appliance_id = c.appliance_id
               JOIN transition_block b ON b.rollout_id = r.id AND b.block = $2
              CROSS JOIN LATERAL (SELECT array_position(b.who, $3::smallint) AS place) w
              -- Whoever joined was nothing before: that is no change of state.
              WHERE c.id = $1 AND b.from_state[w.place] <> 0) t
       JOIN rollout r ON r.id = t.rollout_id JOIN release l ON l.id = r.release_id
      ORDER BY t.at DESC, t.id DESC`,
    [clientId, blockOf(clientId), placeOf(clientId)],
  );
  const transitions = rows.map(({ code, reason, toldAt, rest, ...row }) => ({
    ...row,
    reason: reason ?? toldReason(code, toldAt, rest),
  }));
  const told = await withFeedNames(db, await withLines(db, clientId, transitions));
  const feeds = await loadFeedNames(
    db,
    told.flatMap(({ cause }) => feedOf(cause) ?? []),
  );
  return told.map((transition) => ({
    ...transition,
    feed: feeds.get(feedOf(transition.cause) ?? 0) ?? null,
  }));
}

/** When it joined rollouts that were open already, epoch milliseconds by rollout: none of those that found it as they opened. */
export async function joinsOf(db: Sql, clientId: number): Promise<Map<number, number>> {
  const { rows } = await db.query<{ rolloutId: number; at: number }>(
    `SELECT b.rollout_id AS "rolloutId", min(b.at) AS at
       FROM client c JOIN rollout r ON r.appliance_id = c.appliance_id
       JOIN transition_block b ON b.rollout_id = r.id AND b.block = $2
      WHERE c.id = $1 AND b.from_state[array_position(b.who, $3::smallint)] = 0 GROUP BY b.rollout_id`,
    [clientId, blockOf(clientId), placeOf(clientId)],
  );
  return new Map(rows.map(({ rolloutId, at }) => [rolloutId, at]));
}

/** The id of the feed that a cause names. */
function feedOf(cause: string): number | null {
  const id = /^feed (?<id>\d+)$/.exec(cause)?.groups?.id;
  return id === undefined ? null : Number(id);
}
