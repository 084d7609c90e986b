/** Who can be given something to do on an appliance. */
import type { Sql } from "@/lib/platform/db";
import { type Deed, deedRoles } from "./may";

export interface NamedPerson {
  id: string;
  name: string;
}

/** Everybody who can sign in and may do the deed there, by name. */
export async function peopleWhoMay(db: Sql, deed: Deed, applianceId: number): Promise<NamedPerson[]> {
  const { rows } = await db.query<NamedPerson>(
    `SELECT p.id, p.name FROM person p WHERE p.disabled_at IS NULL AND p.role = ANY($1::text[])
        AND (p.all_appliances OR EXISTS (SELECT 1 FROM person_appliance a WHERE a.person_id = p.id AND a.appliance_id = $2))
      ORDER BY lower(p.name), p.id`,
    [deedRoles[deed], applianceId],
  );
  return rows;
}
