/** Everything that feeds left of an appliance, counted, so that two ways to the same end can be compared. */
import { pool } from "@/lib/platform/db";

/** Counts by what they count, and each client's facts and state under its names. Nothing in it depends on ids or on when it was done. */
export interface Kept {
  imports: Record<string, number>;
  /** Of feeds that send: how many observations were taken in, and the newest of each client. */
  taken: Record<string, number>;
  newest: Record<string, number>;
  /** Observations that are there twice. */
  doubled: number;
  transitions: Record<string, number>;
  clients: Record<string, unknown>;
}

/** What is kept of an appliance now. */
export async function whatIsKept(applianceId: number): Promise<Kept> {
  const counted = async (sql: string) => {
    const { rows } = await pool().query<{ name: string; count: number }>(sql, [applianceId]);
    return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  };
  const { rows: clients } = await pool().query<{ name: string; facts: unknown }>(
    `SELECT concat_ws(' ', c.kind, c.vendor_id, c.host_key) AS name,
            json_build_object('name', c.name, 'state', n.state, 'reason', n.reason_code, 'needsUpdate', n.needs_update,
              'availability', n.availability, 'connectionType', n.connection_type, 'survivor', c.survivor_id IS NOT NULL,
              'cohort', n.cohort, 'left', n.has_left) AS facts
       FROM client c JOIN client_now n ON n.client_id = c.id WHERE c.appliance_id = $1 ORDER BY 1`,
    [applianceId],
  );
  const ofSenders = `sighting s JOIN client c ON c.id = s.client_id JOIN feed f ON f.id = s.feed_id
     WHERE c.appliance_id = $1 AND f.type IN ('events', 'syslog', 'outbound_events')`;
  const { doubled = 0 } = await counted(
    `SELECT 'doubled' AS name, count(*) - count(DISTINCT (s.client_id, s.feed_id, s.observed_at, s.needs_update, s.online)) AS count FROM ${ofSenders}`,
  );
  return {
    imports: await counted(
      "SELECT kind || ' ' || status AS name, count(*) FROM import WHERE appliance_id = $1 GROUP BY 1 ORDER BY 1",
    ),
    taken: await counted(
      `SELECT type AS name, COALESCE((counts->>'observed')::bigint, 0) AS count FROM feed
        WHERE appliance_id = $1 AND type IN ('events', 'syslog', 'outbound_events') ORDER BY 1`,
    ),
    newest: await counted(
      `SELECT concat_ws(' ', f.type, c.kind, c.vendor_id, c.host_key) AS name,
              (extract(epoch FROM max(s.observed_at)) * 1000)::bigint AS count FROM ${ofSenders} GROUP BY 1 ORDER BY 1`,
    ),
    doubled,
    transitions: await counted(
      `SELECT t.to_state AS name, count(*) FROM (
         SELECT t.to_state::text FROM transition t JOIN client c ON c.id = t.client_id WHERE c.appliance_id = $1
         UNION ALL
         SELECT (enum_range(NULL::member_state))[s.is_now]::text FROM transition_block b JOIN rollout r ON r.id = b.rollout_id
           CROSS JOIN LATERAL unnest(b.from_state, b.to_state) AS s(was, is_now)
          WHERE r.appliance_id = $1 AND s.was <> 0) t GROUP BY 1 ORDER BY 1`,
    ),
    clients: Object.fromEntries(clients.map(({ name, facts }) => [name, facts])),
  };
}
