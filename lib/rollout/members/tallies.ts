/**
 * Counts that are kept with the change: whatever makes a member another adds rows, minus for what it was and plus for what it is, in
 * its own transaction. What there is, is their sum, at any instant and for whoever asks; nobody waits for a counter.
 */
import type { ClientKind } from "@/lib/core/client";
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { blockOf } from "@/lib/evidence/snapshot-block";
import { asTimestamp, prepared, type Sql, type Tx } from "@/lib/platform/db";
import { expectedAt, isUnread } from "./expected";

/** What a member is counted by. Instants in epoch milliseconds; `wave` null: not placed in the queue. */
export interface CountedMember {
  clientId: number;
  kind: ClientKind;
  group: string | null;
  state: MemberState;
  code: ReasonCode;
  cohort: boolean;
  left: boolean;
  wave: number | null;
  dueAt: number | null;
  judgeAfter: number | null;
  checkedInAt: number | null;
}

/** The tables of tallies with their keys. */
export const tallyTables = {
  rollout_tally: {
    kind: "text",
    group_name: "text",
    state: "member_state",
    reason_code: "reason_code",
    cohort: "boolean",
    has_left: "boolean",
    wave: "smallint",
  },
  check_in_tally: { kind: "text", attested: "boolean", minute: "timestamptz" },
  due_tally: {
    block: "integer",
    kind: "text",
    state: "member_state",
    unread: "boolean",
    due_at: "timestamptz",
  },
} as const;
type TallyTable = keyof typeof tallyTables;
const tables = Object.keys(tallyTables) as TallyTable[];

type Key = (string | number | boolean | null)[];
const minuteMs = 60_000;

/** Changes of the tallies of one rollout, added up. */
export class TallyChanges {
  private readonly byTable: Record<TallyTable, Map<string, { key: Key; members: number }>> = {
    rollout_tally: new Map(),
    check_in_tally: new Map(),
    due_tally: new Map(),
  };

  /** Counts a member in (`by` 1) or out (-1). */
  count(member: CountedMember, by: 1 | -1): void {
    const { kind, group, state, code, cohort, left, wave, checkedInAt } = member;
    const text = `${state} ${code} ${kind} ${cohort} ${left} ${wave} ${group === null ? 0 : 1}${group}`;
    if (!this.adds("rollout_tally", text, by))
      this.begin("rollout_tally", text, by, [kind, group, state, code, cohort, left, wave]);
    if (state === "checked_in" && checkedInAt !== null) {
      const minute = Math.floor(checkedInAt / minuteMs) * minuteMs;
      const isAttested = code === "attested";
      const text = `${kind} ${isAttested} ${minute}`;
      if (!this.adds("check_in_tally", text, by))
        this.begin("check_in_tally", text, by, [kind, isAttested, minute]);
    }
    if (state === "waiting" || state === "overdue") {
      const block = blockOf(member.clientId);
      const unread = isUnread(code);
      const dueAt = expectedAt(member);
      const text = `${block} ${kind} ${state} ${unread} ${dueAt}`;
      if (!this.adds("due_tally", text, by))
        this.begin("due_tally", text, by, [block, kind, state, unread, dueAt]);
    }
  }

  /** Adds to what is counted under a key, which `text` says in one word; false: nothing is yet. */
  private adds(table: TallyTable, text: string, by: number): boolean {
    const known = this.byTable[table].get(text);
    if (known) known.members += by;
    return known !== undefined;
  }

  private begin(table: TallyTable, text: string, by: number, key: Key): void {
    this.byTable[table].set(text, { key, members: by });
  }

  /** What `tallyInserts` takes for its three parameters. */
  parameters(): string[] {
    return tables.map((table) => {
      const names = Object.entries(tallyTables[table]);
      const rows = [...this.byTable[table].values()].filter(({ members }) => members !== 0);
      return JSON.stringify(
        rows.map(({ key, members }) => ({
          ...Object.fromEntries(names.map(([name, type], place) => [name, written(key[place], type)])),
          members,
        })),
      );
    });
  }

  /** Writes them by themselves. */
  async write(tx: Tx, rolloutId: number): Promise<void> {
    await tx.query(prepared(`WITH ${tallyInserts(2)} SELECT 1`), [rolloutId, ...this.parameters()]);
  }
}

function written(value: Key[number] | undefined, type: string): unknown {
  return type === "timestamptz" && typeof value === "number" ? asTimestamp(value) : value;
}

/** SQL: parts of a WITH that write `TallyChanges.parameters()`, given from parameter `$first` on; `$1` is the rollout. `where`: a condition. */
export function tallyInserts(first: number, where = ""): string {
  return tables
    .map((table, place) => {
      const columns = { ...tallyTables[table], members: "integer" };
      const names = Object.keys(columns).join(", ");
      const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
      return `${table}_rows AS (INSERT INTO ${table} (rollout_id, ${names})
        SELECT $1, ${names} FROM jsonb_to_recordset($${first + place}) AS t(${typed.join(", ")}) ${where})`;
    })
    .join(", ");
}

/** Rows that take away again what others count, beyond which a rollout's are folded. */
const annulledMost = 200;

/** Folds the rows of tallies that have grown long into one for each key. Safe at any time: what it does not see stays as it is. */
export async function foldTallies(db: Sql): Promise<void> {
  for (const table of tables) {
    const names = Object.keys(tallyTables[table]).join(", ");
    const { rows } = await db.query<{ rolloutId: number }>(
      `SELECT rollout_id AS "rolloutId" FROM ${table} WHERE members < 0 GROUP BY 1 HAVING count(*) > ${annulledMost}`,
    );
    for (const { rolloutId } of rows) {
      await db.query(
        `WITH gone AS (DELETE FROM ${table} WHERE rollout_id = $1 RETURNING ${names}, members)
         INSERT INTO ${table} (rollout_id, ${names}, members)
         SELECT $1, ${names}, sum(members) FROM gone GROUP BY ${names} HAVING sum(members) <> 0`,
        [rolloutId],
      );
    }
  }
}
