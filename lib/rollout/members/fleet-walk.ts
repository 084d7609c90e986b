/** The walk over many members: read in stretches of ids, judge in memory, write what changed. */
import { explain } from "@/lib/core/judging/explain";
import { loadSourceTimes } from "@/lib/evidence/source-times";
import type { Tx } from "@/lib/platform/db";
import { type IdRange, isInRange, isOneOf } from "./block-ranges";
import type { Candidate } from "./candidates";
import { countedAfter, countedBefore, decide, type MemberDecision } from "./decide";
import type { OutcomeCounter, OutcomeRow } from "./fleet-outcome";
import { countSettled, readFleetOf, readFleetRange, type WhichOfFleet } from "./fleet-reader";
import { type EndingSlots, freeSlots, type JudgeOptions, judgeByBasis } from "./judge-members";
import { type Told, untold } from "./rests";
import { listedByEntry, loadSparseCases, type SparseCases } from "./sparse-cases";
import { StartSigns } from "./start-signs";
import { lockMembers, type RolloutBasis } from "./store";
import { TallyChanges } from "./tallies";
import { TransitionBlocks } from "./transition-blocks";
import { findGroups, followRange, writeRange } from "./write-range";

/** Single members are looked up one by one; the plans of such statements are kept by the connection. */
export async function planFew(tx: Tx): Promise<void> {
  await tx.query("SET LOCAL enable_nestloop = on");
}

/** The planner takes what was copied in a moment ago for a few rows, and would look each up. */
async function planMany(tx: Tx): Promise<void> {
  await tx.query("SET LOCAL enable_nestloop = off");
  await tx.query("SET LOCAL jit = off");
}

/** A decision with the reason that its change of state is told with. */
type ToldDecision = MemberDecision & { told: Told };

/** Members whose rows the caller holds: those, and no others. */
export interface HeldMembers {
  held: readonly number[];
}

/**
 * Judges members stretch by stretch and writes what changed. What is known of them must stay as it is meanwhile: the caller holds
 * the appliance's evidence, or their rows.
 */
export class FleetWalk {
  private readonly tallies = new TallyChanges();
  private readonly transitions = new TransitionBlocks();
  private readonly over: EndingSlots = { checked_in: [], excluded: [], withdrawn: [] };
  private readonly missed: number[] = [];
  private readonly starts: StartSigns;
  private outcome: OutcomeCounter | null = null;

  constructor(
    private readonly tx: Tx,
    private readonly basis: RolloutBasis,
    private readonly which: WhichOfFleet | HeldMembers,
    private readonly options: JudgeOptions,
  ) {
    this.starts = new StartSigns(basis.release.installedAt);
  }

  /** Returns how many were judged. */
  async run(ranges: readonly IdRange[], outcome: OutcomeCounter | null): Promise<number> {
    const { tx, basis, options, which } = this;
    this.outcome = outcome;
    const owners = await listedByEntry(tx, basis);
    if (!("held" in which)) await planMany(tx);
    let judged = 0;
    for (const range of ranges) judged += await this.judgeRange(range, owners);
    if (!("held" in which)) await planFew(tx);
    await this.tallies.write(tx, basis.id);
    if (!("held" in which)) await this.starts.write(tx, basis.id, which.kinds);
    // Members before slots: that is the order of locks.
    await this.judgeMissed();
    await freeSlots(tx, basis.id, this.endingSlots(), options);
    return judged;
  }

  private async judgeRange(range: IdRange, owners: ReadonlySet<number>): Promise<number> {
    const { tx, basis, options, which } = this;
    const sparse = await loadSparseCases(tx, basis, range, owners);
    const decisions: ToldDecision[] = [];
    let judged = 0;
    const take = (candidate: Candidate) => {
      const { clientId, case: given, stored } = candidate;
      judged++;
      if (given) this.starts.add(given);
      const decision = decide(candidate, options);
      const state = decision ? decision.judgement?.state : stored?.state;
      if (given === null) {
        if (stored) this.over.withdrawn.push(clientId);
      } else if (given.slot.leaseUntil !== null && (state === "checked_in" || state === "excluded")) {
        this.over[state].push(clientId);
      }
      if (!decision) return;
      const { judgement, proof } = decision;
      const told = this.tell(decision);
      // A stretch of cases held until it is written would cost more than judging them.
      candidate.case = null;
      decisions.push({ candidate, judgement, proof, told });
    };
    if ("held" in which) {
      const held = which.held.filter((id) => id >= range.from && id < range.until);
      const timeOf = await loadSourceTimes(tx, basis.applianceId, isOneOf(held)("n.client_id"));
      await readFleetOf(tx, basis, held, sparse, timeOf, take);
    } else {
      const timeOf = await loadSourceTimes(tx, basis.applianceId, isInRange("n.client_id", range));
      await readFleetRange(tx, basis, range, which, sparse, timeOf, take);
      if (which.unlessSettled) judged += await this.countSettled(range, which, sparse);
    }
    if (decisions.length > 0) await this.write(range, decisions);
    return judged;
  }

  /** They are judged in that nothing has to be written of them. */
  private async countSettled(range: IdRange, which: WhichOfFleet, sparse: SparseCases): Promise<number> {
    const settled = await countSettled(this.tx, this.basis, range, which, sparse);
    for (const { kind, members } of settled) this.starts.addConnected(kind, members);
    return settled.reduce((sum, { members }) => sum + members, 0);
  }

  /** A change of state is told with its reason; whoever joins is told with none. */
  private tell({ candidate, judgement }: MemberDecision): Told {
    const { clientId, case: given, stored } = candidate;
    if (given === null || judgement === null || stored === null || stored.state === judgement.state)
      return untold;
    const { inputs } = explain(given, judgement, this.options.now);
    return this.transitions.restsOf(clientId).keep(inputs);
  }

  private async write(range: IdRange, decisions: readonly ToldDecision[]): Promise<void> {
    const { tx, basis, options } = this;
    const changed = await writeRange(tx, basis.id, range, decisions, options.now);
    this.missed.push(...changed);
    const written = decisions.filter(({ candidate }) => !changed.has(candidate.clientId));
    await findGroups(tx, range, written);
    for (const decision of written) this.account(decision);
    await followRange(tx, basis.id, written);
    await this.transitions.write(tx, basis.id, options.cause, options.now);
  }

  private account(decision: ToldDecision): void {
    const before = countedBefore(decision);
    const after = countedAfter(decision);
    if (before) this.tallies.count(before, -1);
    if (after) this.tallies.count(after, 1);
    const { clientId } = decision.candidate;
    if (after && before?.state !== after.state) {
      const change = { from: before?.state ?? null, to: after.state, code: after.code, told: decision.told };
      this.transitions.add(clientId, change);
    }
    this.outcome?.add(outcomeOf(decision));
  }

  private endingSlots(): EndingSlots {
    const missed = new Set(this.missed);
    const others = (ids: number[]) => ids.filter((id) => !missed.has(id));
    const { checked_in, excluded, withdrawn } = this.over;
    return { checked_in: others(checked_in), excluded: others(excluded), withdrawn: others(withdrawn) };
  }

  /** Those that somebody else changed while they were judged. */
  private async judgeMissed(): Promise<void> {
    if (this.missed.length === 0) return;
    await lockMembers(this.tx, this.missed);
    const { decisions } = await judgeByBasis(this.tx, this.basis, this.missed, this.options);
    for (const decision of decisions) this.outcome?.add(outcomeOf(decision));
  }
}

function outcomeOf({ candidate: { clientId, stored }, judgement }: MemberDecision): Omit<OutcomeRow, "name"> {
  return {
    clientId,
    fromState: stored?.state ?? null,
    toState: judgement?.state ?? null,
    reasonCode: judgement?.code ?? null,
  };
}
