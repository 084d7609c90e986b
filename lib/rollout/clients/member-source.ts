/** Where the members of the rollouts shown stand, as SQL: in `client_now n` while they go on, in blocks (`m`) once they are over. */
import { type OverColumn, overMembers } from "../members/member-blocks";
import { overMemberOf } from "../members/over-member";
import type { ClientScope } from "./shown-rollouts";

/** Columns of a member that both have. */
export type MemberColumn = "rollout_id" | Exclude<OverColumn, "wave" | "told_at" | "rest">;

export interface MemberSource {
  /** Everybody with their member: `client_now n` and what is needed beside it, with the columns that were asked for until now. */
  readonly from: string;
  /** The client's id in it. */
  id: string;
  /** The same for each row of `client_now n`, to be put behind it: for few clients, or one after the other. */
  lookUp: string;
  /** Whether the client is a member of a rollout that is shown. */
  isMember: string;
  /** A column, which says nothing about whoever is no member. */
  column: (name: MemberColumn) => string;
  /** The same; null for whoever is no member. */
  orNull: (name: MemberColumn) => string;
}

/** SQL for the members of the rollouts shown. Who is no member has a row too, unless one rollout is asked for that is over. */
export function memberSource({ going, over, only }: ClientScope): MemberSource {
  const isGoing = going.length === 0 ? "false" : `n.rollout_id IN (${going.join(", ")})`;
  if (over.length === 0) {
    return {
      from: "client_now n",
      id: "n.client_id",
      lookUp: "",
      isMember: isGoing,
      column: (name) => `n.${name}`,
      orNull: (name) => (going.length === 0 ? nothing[name] : `CASE WHEN ${isGoing} THEN n.${name} END`),
    };
  }
  const which = `b.rollout_id IN (${over.join(", ")})`;
  const used = new Set<MemberColumn>();
  const all = () =>
    `(${overMembers(
      which,
      [...used].filter((name) => name !== "rollout_id"),
    )}) m`;
  const m = (name: MemberColumn) => {
    used.add(name);
    return `m.${name}`;
  };
  const lookUp = `LATERAL (${overMemberOf("n.client_id", which)}) m ON true`;
  if (only) {
    return {
      get from() {
        return `${all()} LEFT JOIN client_now n ON n.client_id = m.client_id`;
      },
      id: "m.client_id",
      lookUp: `JOIN ${lookUp}`,
      isMember: "true",
      column: m,
      orNull: m,
    };
  }
  const isOver = "m.client_id IS NOT NULL";
  return {
    get from() {
      return `client_now n LEFT JOIN ${all()} ON m.client_id = n.client_id`;
    },
    id: "n.client_id",
    lookUp: `LEFT JOIN ${lookUp}`,
    isMember: `(${isOver} OR ${isGoing})`,
    column: (name) => `CASE WHEN ${isOver} THEN ${m(name)} ELSE n.${name} END`,
    orNull: (name) => `CASE WHEN ${isOver} THEN ${m(name)} WHEN ${isGoing} THEN n.${name} END`,
  };
}

const nothing: Record<MemberColumn, string> = {
  rollout_id: "NULL::int",
  state: "NULL::member_state",
  reason_code: "NULL::reason_code",
  cohort: "NULL::boolean",
  has_left: "NULL::boolean",
  state_since: "NULL::timestamptz",
  due_at: "NULL::timestamptz",
  checked_in_at: "NULL::timestamptz",
};
