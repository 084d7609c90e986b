/** What judging a fleet did to its states: counted, and the first clients of each new state. */
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import type { Sql } from "@/lib/platform/db";

/** How many clients came into a state, and how many left it. Members that were not there before only come in. */
export type OutcomeCounts = Partial<Record<MemberState, { entered: number; left: number }>>;

export interface FleetOutcome {
  rolloutId: number;
  counts: OutcomeCounts;
}

/** One client whose state changed. `fromState` null: it was no member before; `toState` null: nothing stands of it. */
export interface OutcomeRow {
  clientId: number;
  name: string;
  fromState: MemberState | null;
  toState: MemberState | null;
  reasonCode: ReasonCode | null;
}

type Change = Omit<OutcomeRow, "name">;

/** Collects it. `rowsPerState`: clients that are kept by name for each new state, those with the lowest ids. */
export class OutcomeCounter {
  private readonly counts: OutcomeCounts = {};
  private readonly changes = new Map<MemberState | null, Change[]>();

  constructor(
    private readonly rolloutId: number,
    private readonly rowsPerState: number,
  ) {}

  add(change: Change): void {
    const { fromState, toState } = change;
    if (fromState === toState) return;
    if (toState !== null) this.of(toState).entered++;
    if (fromState !== null) this.of(fromState).left++;
    const kept = this.changes.get(toState);
    if (!kept) this.changes.set(toState, this.rowsPerState > 0 ? [change] : []);
    else if (kept.length < this.rowsPerState) kept.push(change);
  }

  private of(state: MemberState): { entered: number; left: number } {
    const known = this.counts[state] ?? { entered: 0, left: 0 };
    this.counts[state] = known;
    return known;
  }

  outcome(): FleetOutcome {
    return { rolloutId: this.rolloutId, counts: this.counts };
  }

  /** The clients, by new state and name. */
  async rows(db: Sql): Promise<OutcomeRow[]> {
    const kept = [...this.changes.values()].flat();
    if (kept.length === 0) return [];
    const { rows } = await db.query<OutcomeRow>(
      `SELECT s.*, c.name
         FROM jsonb_to_recordset($1) AS s("clientId" integer, "fromState" text, "toState" text, "reasonCode" text)
         JOIN client c ON c.id = s."clientId" ORDER BY s."toState", lower(c.name), s."clientId"`,
      [JSON.stringify(kept)],
    );
    return rows;
  }
}
