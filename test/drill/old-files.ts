/** The hourly retention, now and as if a day had passed: on the database of an instance, by the product's own verb. */

import { retain } from "@/lib/intake/retain";
import { openContext, system } from "@/lib/platform/context";
import { closeDatabase, openPool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import type { LiveInstance } from "./live-instance";

/** Lets a day pass for pieces that belong to no import, and retention look at them. */
export async function forgetOldFiles(instance: LiveInstance): Promise<void> {
  await instance.query(
    `UPDATE import_chunk c SET created_at = created_at - interval '25 hours'
      WHERE NOT EXISTS (SELECT 1 FROM import i WHERE i.upload_id = c.upload_id)`,
  );
  process.env.DATABASE_URL = instance.databaseUrl();
  forgetEnv();
  openPool(2);
  try {
    await retain(await openContext(system));
  } finally {
    await closeDatabase();
    delete process.env.DATABASE_URL;
    forgetEnv();
  }
}
