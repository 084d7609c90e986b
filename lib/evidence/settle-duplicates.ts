/** Decides which clients of one endpoint are shadows, and shows where sameness is in doubt. */
import type { ClientKind } from "@/lib/core/client";
import type { Tx } from "@/lib/platform/db";
import { newestSnapshots } from "./newest";
import { lastSeen } from "./now-row";

/**
 * Of several clients on one endpoint (one host) the most recently connected survives, by the dates also when all are online;
 * of equals the most recently deployed (the higher vendor id). One that was uninstalled there survives nobody. Neither the
 * order of rows nor that of registration decides. Clients of which nothing stands neither survive nor shadow, and a name alone
 * makes no endpoint. Source: the vendor's rule for duplicates (domain §10.7). `concerned`: everybody that it can be about, where that is known.
 */
export async function settleDuplicates(
  tx: Tx,
  applianceId: number,
  kinds: readonly ClientKind[],
  concerned?: readonly number[],
): Promise<void> {
  if (concerned?.length === 0) return;
  await findConcerned(tx, applianceId, kinds, concerned);
  await tx.query(
    `WITH standing AS (
       SELECT c.*, n.availability, n.connected_from_at, ${lastSeen("n", "w.exported_at")} AS seen_at
         FROM concerned o JOIN client c ON c.id = o.id JOIN client_now n ON n.client_id = c.id AND n.stands
         LEFT JOIN (${newestSnapshots("i.appliance_id = $1")}) w ON w.kind = c.kind
        WHERE c.hostname IS NOT NULL OR c.fqdn IS NOT NULL
     ), ranked AS (
       SELECT id, first_value(id) OVER same AS survivor, count(*) OVER (PARTITION BY kind, host_key) AS clients
         FROM standing WINDOW same AS (PARTITION BY kind, host_key ORDER BY ${mostRecent})
     ), wanted AS (
       SELECT c.id, CASE WHEN r.clients > 1 AND r.survivor <> c.id THEN r.survivor END AS survivor_id
         FROM concerned o JOIN client c ON c.id = o.id LEFT JOIN ranked r ON r.id = c.id
        WHERE r.clients > 1 OR c.survivor_id IS NOT NULL
     )
     UPDATE client c SET survivor_id = w.survivor_id FROM wanted w
      WHERE c.id = w.id AND c.survivor_id IS DISTINCT FROM w.survivor_id`,
    [applianceId],
  );
  await markPossibleDuplicates(tx);
}

/** Whom it can be about: who shares a host or a short name with another client of its kind, and who was marked before. */
async function findConcerned(
  tx: Tx,
  applianceId: number,
  kinds: readonly ClientKind[],
  concerned: readonly number[] | undefined,
): Promise<void> {
  await tx.query("CREATE TEMP TABLE IF NOT EXISTS concerned (id int PRIMARY KEY) ON COMMIT DELETE ROWS");
  await tx.query("TRUNCATE concerned");
  if (concerned) {
    await tx.query("INSERT INTO concerned SELECT DISTINCT unnest($1::int[])", [concerned]);
  } else {
    const sharing = (key: string) => `
      SELECT c.id FROM client c JOIN (
        SELECT kind, ${key} FROM client WHERE appliance_id = $1 AND kind = ANY($2) GROUP BY kind, ${key} HAVING count(*) > 1
      ) s ON s.kind = c.kind AND s.${key} = c.${key} WHERE c.appliance_id = $1`;
    await tx.query(
      `INSERT INTO concerned (id) ${sharing("host_key")} UNION ${sharing("short_host")}
       UNION SELECT id FROM client WHERE appliance_id = $1 AND kind = ANY($2) AND (survivor_id IS NOT NULL OR possible_duplicate)`,
      [applianceId, kinds],
    );
  }
  await tx.query("ANALYZE concerned");
}

/** SQL: the order in which clients of one endpoint survive. The name stands for the rest, so that no id of ours decides. */
const mostRecent = `COALESCE(availability = 'uninstalled', false), seen_at DESC NULLS LAST, connected_from_at DESC NULLS LAST,
  CASE WHEN vendor_id ~ '^[0-9]{1,18}$' THEN vendor_id::numeric END DESC NULLS LAST, vendor_id DESC NULLS LAST,
  lower(name) DESC, group_name DESC NULLS LAST, id DESC`;

/**
 * In doubt are clients that were not recognised by a vendor id or FQDN, and have nothing but a name which another has as well, and those known by a
 * short name that is the beginning of another's FQDN.
 */
async function markPossibleDuplicates(tx: Tx): Promise<void> {
  await tx.query(
    `WITH standing AS (
       SELECT c.id, c.kind, host_key, short_host, hostname IS NULL AND fqdn IS NULL AS by_name,
              identity_basis NOT IN ('vendor_id', 'fqdn') AS is_unsure
         FROM concerned o JOIN client c ON c.id = o.id JOIN client_now n ON n.client_id = c.id AND n.stands
     ), named AS (
       SELECT id, count(*) OVER (PARTITION BY kind, host_key) AS clients FROM standing WHERE by_name AND is_unsure
     ), doubtful AS (
       SELECT id FROM named WHERE clients > 1
       UNION
       SELECT s.id FROM standing s
        WHERE s.is_unsure AND s.host_key = s.short_host
          AND EXISTS (SELECT 1 FROM standing full_named
                       WHERE full_named.kind = s.kind AND full_named.short_host = s.host_key
                         AND full_named.host_key <> full_named.short_host)
     )
     UPDATE client c SET possible_duplicate = d.id IS NOT NULL
       FROM concerned own LEFT JOIN doubtful d ON d.id = own.id
      WHERE c.id = own.id AND c.possible_duplicate <> (d.id IS NOT NULL)`,
  );
}
