/** temporary */
import type { Sql } from "@/lib/platform/db";
export async function mailProblem(_db: Sql): Promise<string | null> {
  return null;
}
