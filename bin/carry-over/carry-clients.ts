// Clients: which text each row holds whole, and what is known of it, weighed anew from what was observed.
import { lockEvidence } from "../../lib/evidence/record-snapshot";
import { weighClients } from "../../lib/evidence/weigh-clients";
import type { Pool, Tx } from "../../lib/platform/db";
import type { Tell } from "./carry-over";
import { movingKeys } from "./carry-snapshot";

/** SQL over `client c`: its description as a text. */
const described = `(jsonb_strip_nulls(jsonb_build_object('vendorId', c.vendor_id, 'name', c.name, 'hostname', c.hostname,
  'fqdn', c.fqdn, 'group', c.group_name)) || jsonb_build_object('attributes', c.attributes))`;

/** Gives every client its narrow row, still empty, and finds the text that its own row holds whole. */
export async function carryClients(tx: Tx): Promise<void> {
  await tx.query(
    `UPDATE client SET attributes = attributes - ${movingKeys} WHERE attributes ?| ${movingKeys}`,
  );
  await tx.query(
    `UPDATE client c SET said_no = t.no FROM client_said t WHERE t.client_id = c.id AND t.said = ${described}`,
  );
  await tx.query("DELETE FROM client_said t USING client c WHERE c.id = t.client_id AND c.said_no = t.no");
  await tx.query(
    "INSERT INTO client_now (client_id, appliance_id, kind) SELECT id, appliance_id, kind FROM client ORDER BY id",
  );
}

const clientsAtOnce = 65_536;

/** Weighs all clients, some at a time. */
export async function weighCarried(
  db: Pool,
  step: (what: string, run: (tx: Tx) => Promise<void>) => Promise<void>,
  tell: Tell,
): Promise<void> {
  const { rows } = await db.query<{ applianceId: number; first: number; last: number }>(
    `SELECT appliance_id AS "applianceId", min(id) AS first, max(id) AS last FROM client GROUP BY 1 ORDER BY 1`,
  );
  for (const { applianceId, first, last } of rows) {
    for (let from = first; from <= last; from += clientsAtOnce) {
      const to = Math.min(from + clientsAtOnce - 1, last);
      if (last - first > clientsAtOnce) tell(`weighing clients ${from} to ${to} of ${last}`);
      await step(`facts ${applianceId} ${from}`, async (tx) => {
        await lockEvidence(tx, applianceId);
        const { rows: some } = await tx.query<{ id: number }>(
          "SELECT id FROM client WHERE appliance_id = $1 AND id BETWEEN $2 AND $3",
          [applianceId, from, to],
        );
        await weighClients(
          tx,
          applianceId,
          some.map(({ id }) => id),
        );
      });
    }
  }
}
