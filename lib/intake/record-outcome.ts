/** What an import does to the states of clients: counted, and kept by client, before a person confirms it and after. */
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import type { Tx } from "@/lib/platform/db";

/** How many clients came into a state by the import, and how many left it. Members that were not there before only come in. */
export type OutcomeCounts = Partial<Record<MemberState, { entered: number; left: number }>>;

export interface ImportOutcome {
  rolloutId: number;
  counts: OutcomeCounts;
}

/** One client whose state the import changes. `fromState` null: it was no member before; `toState` null: nothing stands of it. */
export interface OutcomeRow {
  clientId: number;
  name: string;
  fromState: MemberState | null;
  toState: MemberState | null;
  reasonCode: ReasonCode | null;
}

/** Remembers the states before anything is judged. */
export async function rememberStates(tx: Tx, rolloutId: number): Promise<void> {
  await tx.query("DROP TABLE IF EXISTS state_before");
  await tx.query(
    `CREATE TEMP TABLE state_before ON COMMIT DROP AS
       SELECT client_id, state FROM member WHERE rollout_id = ${Number(rolloutId)}`,
  );
  await tx.query("ANALYZE state_before");
}

/** Compares the states now with those remembered. `rowsPerState`: clients kept by name for each new state. */
export async function readOutcome(
  tx: Tx,
  rolloutId: number,
  rowsPerState: number,
): Promise<{ outcome: ImportOutcome; rows: OutcomeRow[] }> {
  await tx.query("DROP TABLE IF EXISTS state_change");
  await tx.query(
    `CREATE TEMP TABLE state_change ON COMMIT DROP AS
       SELECT COALESCE(m.client_id, b.client_id) AS client_id, b.state AS from_state, m.state AS to_state,
              m.reason_code
         FROM (SELECT * FROM member WHERE rollout_id = ${Number(rolloutId)}) m
         FULL JOIN state_before b ON b.client_id = m.client_id
        WHERE m.state IS DISTINCT FROM b.state`,
  );
  const { rows: tallies } = await tx.query<{ from: MemberState | null; to: MemberState | null; n: number }>(
    'SELECT from_state AS "from", to_state AS "to", count(*) AS n FROM state_change GROUP BY 1, 2',
  );
  const { rows } = await tx.query<OutcomeRow>(
    `SELECT s.client_id AS "clientId", c.name, s.from_state AS "fromState", s.to_state AS "toState",
            s.reason_code AS "reasonCode"
       FROM (SELECT *, row_number() OVER (PARTITION BY to_state ORDER BY client_id) AS place FROM state_change) s
       JOIN client c ON c.id = s.client_id
      WHERE s.place <= $1 ORDER BY s.to_state, lower(c.name), s.client_id`,
    [rowsPerState],
  );
  return { outcome: { rolloutId, counts: countStates(tallies) }, rows };
}

function countStates(
  tallies: readonly { from: MemberState | null; to: MemberState | null; n: number }[],
): OutcomeCounts {
  const counts: OutcomeCounts = {};
  const of = (state: MemberState) => {
    counts[state] ??= { entered: 0, left: 0 };
    return counts[state];
  };
  for (const { from, to, n } of tallies) {
    if (to !== null) of(to).entered += n;
    if (from !== null) of(from).left += n;
  }
  return counts;
}

/** Keeps the clients of an outcome, in place of those of an earlier look. */
export async function keepOutcome(tx: Tx, importId: number, rows: readonly OutcomeRow[]): Promise<void> {
  await tx.query("DELETE FROM import_outcome WHERE import_id = $1", [importId]);
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO import_outcome (import_id, client_id, name, from_state, to_state, reason_code)
     SELECT $1, r."clientId", r.name, r."fromState", r."toState", r."reasonCode"
       FROM jsonb_to_recordset($2) AS r("clientId" integer, name text, "fromState" text, "toState" text, "reasonCode" text)`,
    [importId, JSON.stringify(rows)],
  );
}
