/** What a batch is asked to do, and what it has to say of each client. */
import type { FailReason, WorkSkip } from "@/lib/core/work";
import type { Actor, Ctx } from "@/lib/platform/context";
import type { Sql, Tx } from "@/lib/platform/db";
import type { EndedSlot } from "@/lib/rollout/cap/end-slots";
import type { HeldSlot } from "@/lib/rollout/cap/slot-store";
import type { FactsChange } from "./change-facts";

/** A deed with what it needs. The first five are about work items, the others about any clients. */
export type Asked =
  | { deed: "assign"; toId: string | null; toName: string | null }
  | { deed: "start"; leaseMinutes?: number | undefined }
  | { deed: "done"; note: string }
  | { deed: "failed"; reason: FailReason; note?: string | undefined }
  | { deed: "back"; reason: string }
  | { deed: "set"; set: FactsChange }
  | { deed: "exclude"; reason: string }
  | { deed: "attest"; note: string }
  | { deed: "retry"; note?: string | undefined };
export type BatchDeed = Asked["deed"];

/** Who asked for it. `mayAssign`: could take from others and give to others when they asked. */
export interface Asker {
  type: Actor["type"];
  id: string;
  name: string;
  mayAssign: boolean;
}

export const clientSkips = [
  "no_client",
  "nothing_changes",
  "excluded_already",
  "attested_already",
  "checked_in_already",
  "no_rollout",
  "holds_slot",
  "nothing_to_retry",
] as const;

/** Why nothing was done to a client. `no_slot`: the cap or the plan has something against it, which `sentence` says. */
export interface Skip {
  code: WorkSkip | (typeof clientSkips)[number] | "no_slot";
  sentence?: string;
}

/** What undoing has to say of a client that it leaves as it is. */
export const keptReasons = ["changed_since", "closed_since", "attempt_counted"] as const;
export type KeptReason = (typeof keptReasons)[number];

/** A batch at work on some of its clients, in the transaction that does it. */
export interface Run {
  ctx: Pick<Ctx, "now">;
  applianceId: number;
  /** `null`: nothing is kept of it (a preview). */
  batchId: number | null;
  asked: Asked;
  by: Asker;
  /** The rollout that goes on. */
  rollout: { id: number; mode: "observe" | "control" } | null;
}

/** A client as a deed finds it. `change`: what the deed does to it, for who looks at a preview. */
export interface Found<C = unknown> {
  clientId: number;
  name: string;
  skip: Skip | null;
  /** What undoing needs to know of how it was. */
  before: unknown;
  change: C;
}

/** What came of it. `after`: what undoing needs, by client. */
export interface Carried {
  after: Map<number, unknown>;
  refused: Map<number, Skip>;
  granted?: HeldSlot[];
  ended?: EndedSlot[];
}

/** One kind of deed. `holdsMembers`: it judges, so that their rows are held first. */
export interface DeedVerb<C> {
  holdsMembers: boolean;
  /** Those of these clients that are there. Reads only. */
  find: (db: Sql, run: Run, clientIds: readonly number[]) => Promise<Found<C>[]>;
  carryOut: (tx: Tx, run: Run, found: readonly Found<C>[]) => Promise<Carried>;
  undo: (tx: Tx, run: Run, done: readonly Undoing[]) => Promise<Undone>;
}

/** A client that a batch changed. */
export interface Undoing {
  clientId: number;
  before: unknown;
  after: unknown;
}

export interface Undone {
  kept: Map<number, KeptReason>;
  ended?: EndedSlot[];
}
