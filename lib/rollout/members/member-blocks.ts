/**
 * The members of rollouts that are over, as they left them: a row for each block of clients. They go in when their rollout ends and,
 * where it goes on after all, come back to be judged anew.
 */

import { blockOf, blockOfId, blockSize, placeOf } from "@/lib/evidence/snapshot-block";
import { loadSourceTimes } from "@/lib/evidence/source-times";
import { copyBinary, readBinary } from "@/lib/platform/copy-binary";
import type { Tx } from "@/lib/platform/db";
import { type IdRange, isInRange, rangesOf } from "./block-ranges";
import type { Candidate, StoredMember } from "./candidates";
import { unreadCodes } from "./expected";
import { explainMember } from "./explain-member";
import { everybody, readFleetRange } from "./fleet-reader";
import { Rests, type Told } from "./rests";
import { listedByEntry, loadSparseCases } from "./sparse-cases";
import type { RolloutBasis } from "./store";
import { placeOfCode, placeOfState, storedCodes, storedStates } from "./stored-names";

export const isCohort = 1;
export const hasLeft = 2;

/** The members of one block of clients, by their places. Instants in epoch milliseconds, NaN for none. */
class MemberBlock {
  readonly state = new Int16Array(blockSize);
  readonly reason = new Int16Array(blockSize);
  readonly flags = new Int16Array(blockSize);
  readonly since = new Float64Array(blockSize).fill(Number.NaN);
  readonly dueAt = new Float64Array(blockSize).fill(Number.NaN);
  readonly checkedInAt = new Float64Array(blockSize).fill(Number.NaN);
  readonly wave = new Int16Array(blockSize).fill(-1);
  readonly toldAt = new Float64Array(blockSize).fill(Number.NaN);
  readonly rest = new Int16Array(blockSize).fill(-1);
  readonly rests = new Rests();

  set(place: number, stored: StoredMember, told: Told): void {
    this.state[place] = placeOfState(stored.state);
    this.reason[place] = placeOfCode(stored.code);
    this.flags[place] = (stored.cohort ? isCohort : 0) | (stored.left ? hasLeft : 0);
    this.dueAt[place] = stored.dueAt ?? Number.NaN;
    this.checkedInAt[place] = stored.checkedInAt ?? Number.NaN;
    this.wave[place] = stored.wave ?? -1;
    this.toldAt[place] = told.at;
    this.rest[place] = told.rest;
  }
}

/**
 * Puts the members of a rollout away as they stand, with their reasons as they are told now; what is counted of them stays. Call it in
 * the transaction that ends the rollout, with the rollout held against everybody
 * (`lockRolloutsOf`). `basis`: what its members were judged by.
 */
export async function putMembersAway(tx: Tx, basis: RolloutBasis, now: number): Promise<void> {
  const { id: rolloutId } = basis;
  const owners = await listedByEntry(tx, basis);
  for (const range of await rangesOf(tx, basis.applianceId)) {
    const sparse = await loadSparseCases(tx, basis, range, owners);
    const timeOf = await loadSourceTimes(tx, basis.applianceId, isInRange("n.client_id", range));
    const blocks = new Map<number, MemberBlock>();
    const take = ({ clientId, case: given, stored }: Candidate) => {
      if (stored === null) return;
      const block = blocks.get(blockOf(clientId)) ?? new MemberBlock();
      blocks.set(blockOf(clientId), block);
      const inputs = given === null ? {} : explainMember(given, stored, now, timeOf).inputs;
      block.set(placeOf(clientId), stored, block.rests.keep(inputs));
    };
    await readFleetRange(tx, basis, range, everybody, sparse, timeOf, take);
    await readSince(tx, rolloutId, range, blocks);
    await writeBlocks(tx, rolloutId, blocks);
  }
  await tx.query("DELETE FROM queue_place WHERE rollout_id = $1", [rolloutId]);
  await tx.query("DELETE FROM due_block WHERE rollout_id = $1", [rolloutId]);
}

async function readSince(
  tx: Tx,
  rolloutId: number,
  range: IdRange,
  blocks: ReadonlyMap<number, MemberBlock>,
): Promise<void> {
  await readBinary(
    tx,
    `SELECT client_id, state_since FROM client_now WHERE rollout_id = ${rolloutId} AND ${isInRange("client_id", range)}`,
    (row) => {
      const clientId = row.int() ?? 0;
      const block = blocks.get(blockOf(clientId));
      if (block) block.since[placeOf(clientId)] = row.instant() ?? Number.NaN;
    },
  );
}

const columns =
  "rollout_id, block, state, reason, flags, since, due_at, checked_in_at, wave, told_at, rest, rests";

function writeBlocks(tx: Tx, rolloutId: number, blocks: ReadonlyMap<number, MemberBlock>): Promise<void> {
  return copyBinary(tx, `member_block (${columns})`, function* (rows) {
    for (const [number, block] of blocks) {
      rows.row(12);
      rows.int4(rolloutId);
      rows.int4(number);
      rows.ints(block.state);
      rows.ints(block.reason);
      rows.ints(block.flags);
      rows.longs(block.since);
      rows.longs(block.dueAt);
      rows.longs(block.checkedInAt);
      rows.ints(block.wave);
      rows.longs(block.toldAt);
      rows.ints(block.rest);
      rows.jsonb(block.rests.json());
      yield undefined;
    }
  });
}

/** Columns of a member in a block under the names of `client_now`, with `told_at` and `rest` of its reason: over `b` and element `m`. */
const overColumns = {
  state: { of: ["state"], as: `('{${storedStates.join(",")}}'::member_state[])[m.state]` },
  reason_code: { of: ["reason"], as: `('{${storedCodes.join(",")}}'::reason_code[])[m.reason]` },
  cohort: { of: ["flags"], as: `m.flags & ${isCohort} <> 0` },
  has_left: { of: ["flags"], as: `m.flags & ${hasLeft} <> 0` },
  state_since: { of: ["since"], as: "to_timestamp(m.since / 1000.0)" },
  due_at: { of: ["due_at"], as: "to_timestamp(m.due_at / 1000.0)" },
  checked_in_at: { of: ["checked_in_at"], as: "to_timestamp(m.checked_in_at / 1000.0)" },
  wave: { of: ["wave"], as: "NULLIF(m.wave, -1)" },
  told_at: { of: ["told_at"], as: "m.told_at" },
  rest: { of: ["rest"], as: "b.rests -> m.rest::int" },
} as const;
export type OverColumn = keyof typeof overColumns;

/**
 * SQL: the members of the rollouts that are over and that `which` picks (over `b`), a row each: `rollout_id`, `client_id`, and these
 * columns. Each column costs a look at every member.
 */
export function overMembers(
  which: string,
  columns: readonly OverColumn[] = Object.keys(overColumns) as OverColumn[],
): string {
  const arrays = [...new Set(["state", ...columns.flatMap((column) => overColumns[column].of)])];
  const named = columns.map((column) => `, ${overColumns[column].as} AS ${column}`);
  return `SELECT b.rollout_id, (b.block * ${blockSize} + m.place - 1)::int AS client_id${named.join("")}
    FROM member_block b
    CROSS JOIN LATERAL unnest(${arrays.map((array) => `b.${array}`).join(", ")}) WITH ORDINALITY AS m(${arrays.join(", ")}, place)
   WHERE m.state <> 0 AND ${which}`;
}

/** Brings the members of a rollout back that goes on after all. The caller holds the appliance's evidence and the rollout. */
export async function bringMembersBack(tx: Tx, rolloutId: number): Promise<void> {
  await tx.query(
    `WITH back AS (${overMembers("b.rollout_id = $1")}), written AS (
       UPDATE client_now n SET rollout_id = b.rollout_id, cohort = b.cohort, has_left = b.has_left, state = b.state,
              reason_code = b.reason_code, state_since = b.state_since, due_at = b.due_at, judge_after = NULL,
              checked_in_at = b.checked_in_at, proof_at = NULL, proof_source = NULL, proof_connection_type = NULL,
              proof_needs_update_source = NULL, wave = b.wave, priority = NULL, turn = NULL, rev = n.rev + 1
         FROM back b WHERE n.client_id = b.client_id)
     INSERT INTO queue_place (rollout_id, client_id, wave, rank)
     SELECT rollout_id, client_id, wave, 0 FROM back WHERE state = 'queued'`,
    [rolloutId],
  );
  await tx.query("DELETE FROM member_block WHERE rollout_id = $1", [rolloutId]);
  await recountDue(tx, rolloutId);
}

/** When to judge them was not put away, and some are expected by that: what is kept of due times is counted anew. */
async function recountDue(tx: Tx, rolloutId: number): Promise<void> {
  await tx.query("DELETE FROM due_tally WHERE rollout_id = $1", [rolloutId]);
  await tx.query(
    `INSERT INTO due_tally (rollout_id, block, kind, state, unread, due_at, members)
     SELECT $1, ${blockOfId("client_id")}, kind, state, reason_code::text = ANY($2),
            CASE WHEN reason_code <> 'attested_awaiting_sighting' THEN due_at END, count(*)
       FROM client_now WHERE rollout_id = $1 AND state IN ('waiting', 'overdue') GROUP BY 2, 3, 4, 5, 6`,
    [rolloutId, unreadCodes],
  );
}
