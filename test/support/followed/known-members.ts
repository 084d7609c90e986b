/** Where Rollcall says that the members of an appliance stand, read past it. */
import { pool } from "@/lib/platform/db";

/** A member, with the names by which the stand-in knows it. */
export interface KnownMember {
  id: number;
  kind: string;
  vendorId: string | null;
  /** Host name without its domain, lower case; null: it has none. */
  host: string | null;
  state: string | null;
  reason: string | null;
  /** Its last connection, where single observations tell of it (epoch milliseconds). */
  lastSeenAt: number | null;
}

/** Everybody of whom anything stands. */
export async function knownMembers(applianceId: number): Promise<KnownMember[]> {
  const { rows } = await pool().query<KnownMember>(
    `SELECT c.id, c.kind, c.vendor_id AS "vendorId", lower(split_part(COALESCE(c.hostname, c.fqdn), '.', 1)) AS host,
            n.state, n.reason_code AS reason, n.last_connected_at AS "lastSeenAt"
       FROM client c JOIN client_now n ON n.client_id = c.id WHERE c.appliance_id = $1 AND n.stands ORDER BY c.id`,
    [applianceId],
  );
  return rows;
}
