/** What people know of clients beside what exports and feeds say, read and written for however many; the caller holds their rows and judges them. */
import type { InstallMethod } from "@/lib/core/client";
import type { Sql, Tx } from "@/lib/platform/db";
import { unplaceMembers } from "../cap/place-members";

/** `plannedRetirementOn`: `YYYY-MM-DD`. */
export interface SettableFacts {
  installMethod: InstallMethod | null;
  preReleaseMsiPushed: boolean | null;
  site: string | null;
  owner: string | null;
  tags: string[];
  securityProviders: string[];
  plannedRetirementOn: string | null;
  priority: number;
}

const columns = `c.install_method AS "installMethod", c.pre_release_msi_pushed AS "preReleaseMsiPushed", c.site, c.owner, c.tags,
  c.security_providers AS "securityProviders", c.planned_retirement_on AS "plannedRetirementOn", c.priority`;

/** Of those of these clients that stand; `isLocked`: nobody changes them until the transaction ends. */
export async function loadFacts(
  db: Sql,
  applianceId: number,
  clientIds: readonly number[],
  isLocked: boolean,
): Promise<Map<number, SettableFacts>> {
  const { rows } = await db.query<SettableFacts & { id: number }>(
    `SELECT c.id, ${columns} FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE c.id = ANY($1::int[]) AND c.appliance_id = $2 AND n.stands ORDER BY c.id ${isLocked ? "FOR NO KEY UPDATE OF c" : ""}`,
    [clientIds, applianceId],
  );
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** Writes each client's facts whole. */
export async function writeFacts(tx: Tx, facts: ReadonlyMap<number, SettableFacts>): Promise<void> {
  if (facts.size === 0) return;
  await tx.query(
    `UPDATE client c SET install_method = f."installMethod", pre_release_msi_pushed = f."preReleaseMsiPushed", site = f.site,
            owner = f.owner, tags = f.tags, security_providers = f."securityProviders",
            planned_retirement_on = f."plannedRetirementOn", priority = f.priority
       FROM jsonb_to_recordset($1) AS f(id integer, "installMethod" text, "preReleaseMsiPushed" boolean, site text, owner text,
              tags text[], "securityProviders" text[], "plannedRetirementOn" date, priority integer)
      WHERE c.id = f.id`,
    [JSON.stringify([...facts].map(([id, each]) => ({ id, ...each })))],
  );
  await unplaceMembers(tx, [...facts.keys()]);
}
