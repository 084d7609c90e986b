// Migrations, and what has to be done between two of them.
import { createPool } from "../../lib/platform/db";
import { migrate } from "../../lib/platform/migrate";
import { carryOver, isToCarryOver, type Tell } from "./carry-over";

/** The tables that `carryOver` fills come with this one, and the ones it reads go with the next. */
const lastBeforeCarrying = "0009_ground";

/** Evidence is weighed by the code of today, which reads columns that come with later migrations (0011_feeds, 0012_two_clocks). */
const laterColumns = `
  ALTER TABLE sighting ADD COLUMN IF NOT EXISTS feed_id integer, ADD COLUMN IF NOT EXISTS first_at timestamptz(3);
  ALTER TABLE import ADD COLUMN IF NOT EXISTS feed_id integer, ADD COLUMN IF NOT EXISTS first_exported_at timestamptz(3);
  ALTER TABLE client_now ADD COLUMN IF NOT EXISTS connected_old_at timestamptz(3);
  ALTER TABLE appliance ADD COLUMN IF NOT EXISTS weighed_from timestamptz(3);`;

/** Brings the database up to date with all that is in it. Returns the names of the migrations that were applied. */
export async function bringUpToDate(url: string, tell: Tell): Promise<string[]> {
  const applied = await migrate(url, { upTo: lastBeforeCarrying });
  const db = createPool(url, 4);
  try {
    if (await isToCarryOver(db)) {
      await db.query(laterColumns);
      await carryOver(db, tell);
    }
  } finally {
    await db.end();
  }
  return [...applied, ...(await migrate(url))];
}
