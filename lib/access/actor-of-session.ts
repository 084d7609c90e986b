// Decides who a browser's session cookie is, asked anew at every request: a disabled person is nobody at once.
import { type Actor, type Role, roles } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import { auth } from "./auth";

type PersonRow = {
  name: string;
  email: string;
  role: string;
  all_appliances: boolean;
  appliance_ids: number[];
};

/** A signed-in person. */
export type SignedIn = { actor: Extract<Actor, { type: "person" }>; email: string };

/** The person of a person id with role and appliances as they stand now; null when disabled or gone. Admins have all appliances. */
export async function findPersonActor(db: Sql, personId: string): Promise<SignedIn | null> {
  const { rows } = await db.query<PersonRow>(
    `SELECT name, email, role, all_appliances,
            ARRAY(SELECT appliance_id FROM person_appliance a WHERE a.person_id = p.id ORDER BY 1) AS appliance_ids
     FROM person p WHERE id = $1 AND disabled_at IS NULL`,
    [personId],
  );
  const row = rows[0];
  const role = roles.find((known: Role) => known === row?.role);
  if (!row || !role) return null;
  const appliances = row.all_appliances || role === "admin" ? ("all" as const) : row.appliance_ids;
  return { actor: { type: "person", id: personId, name: row.name, role, appliances }, email: row.email };
}

/** The person signed in by the cookie in these headers, null when there is none. */
export async function personOfSession(db: Sql, headers: Headers): Promise<SignedIn | null> {
  if (!headers.get("cookie")) return null;
  const session = await auth().api.getSession({ headers });
  return session ? findPersonActor(db, session.user.id) : null;
}
