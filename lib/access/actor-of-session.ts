// Decides who a browser's session cookie is, asked anew at every request: a disabled person, and a session that stood idle, is nobody at once.
import { type Actor, type Role, roles } from "@/lib/platform/context";
import { asTimestamp, databaseNow, type Sql } from "@/lib/platform/db";
import { writeAside } from "@/lib/platform/disk";
import { env, isDemo } from "@/lib/platform/env";
import { auth } from "./auth";

const HOUR_MS = 3_600_000;
/** When a session was last seen is kept to this: a page and its pictures are one visit. */
const SEEN_STEP_MS = 60_000;

type PersonRow = {
  name: string;
  email: string;
  role: string;
  all_appliances: boolean;
  appliance_ids: number[];
  last_seen_at: number | null;
};

/** A signed-in person. `sessionId`: this very session among the person's own. */
export type SignedIn = {
  actor: Extract<Actor, { type: "person" }>;
  email: string;
  sessionId: string;
};

async function findPerson(db: Sql, personId: string, sessionId: string | null) {
  const { rows } = await db.query<PersonRow>(
    `SELECT name, email, role, all_appliances,
            ARRAY(SELECT appliance_id FROM person_appliance a WHERE a.person_id = p.id ORDER BY 1) AS appliance_ids,
            (SELECT last_seen_at FROM person_session s WHERE s.id = $2 AND s.person_id = p.id) AS last_seen_at
     FROM person p WHERE id = $1 AND disabled_at IS NULL`,
    [personId, sessionId],
  );
  const row = rows[0];
  const role = roles.find((known: Role) => known === row?.role);
  if (!row || !role) return null;
  const appliances = row.all_appliances || role === "admin" ? ("all" as const) : row.appliance_ids;
  const actor = { type: "person" as const, id: personId, name: row.name, role, appliances };
  return { actor, email: row.email, lastSeenAt: row.last_seen_at };
}

/** The person of a person id with role and appliances as they stand now; null when disabled or gone. Admins have all appliances. */
export async function findPersonActor(
  db: Sql,
  personId: string,
): Promise<{ actor: SignedIn["actor"]; email: string } | null> {
  const found = await findPerson(db, personId, null);
  return found && { actor: found.actor, email: found.email };
}

/** The instant before which a session that was last seen then has stood idle for too long; in a demo hours pass in seconds, and none has. */
export function idleSince(now: number): number {
  return isDemo() ? 0 : now - env().ROLLCALL_SESSION_IDLE_HOURS * HOUR_MS;
}

/** A stream stays open, and is opened again, by itself, also in a window that nobody sees. */
function isUse(headers: Headers): boolean {
  return !headers.get("accept")?.includes("text/event-stream");
}

/** The person signed in by the cookie in these headers, null when there is none. Coming by is what keeps a session from standing idle. */
export async function personOfSession(db: Sql, headers: Headers): Promise<SignedIn | null> {
  if (!headers.get("cookie")) return null;
  const session = await auth().api.getSession({ headers });
  if (!session) return null;
  const sessionId = session.session.id;
  const found = await findPerson(db, session.user.id, sessionId);
  if (!found || found.lastSeenAt === null) return null;
  const now = await databaseNow(db);
  if (found.lastSeenAt < idleSince(now)) {
    await writeAside(db, "DELETE FROM person_session WHERE id = $1", [sessionId]);
    return null;
  }
  if (now - found.lastSeenAt >= SEEN_STEP_MS && isUse(headers)) {
    await writeAside(db, "UPDATE person_session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2", [
      sessionId,
      asTimestamp(now),
    ]);
  }
  return { actor: found.actor, email: found.email, sessionId };
}
