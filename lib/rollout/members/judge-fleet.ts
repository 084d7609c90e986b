import type { Tx } from "@/lib/platform/db";
import type { ImportOutcome, OutcomeRow } from "./stub-outcome";
export async function judgeFleet(
  _tx: Tx,
  _id: number,
  _which: object,
  _o: object,
): Promise<{ judged: number; outcome: ImportOutcome; rows: OutcomeRow[] }> {
  return { judged: 0, outcome: { rolloutId: 0, counts: {} }, rows: [] };
}
