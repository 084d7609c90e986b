/**
 * The texts by which exports describe clients. Each distinct text of a client has a number; its row holds one whole (`said_no`), or
 * was put together from several, which then are all in `client_said`.
 */
import type { Description } from "@/lib/core/description";
import type { Sql } from "@/lib/platform/db";

/** What is not said. */
export const noDescription: Description = {
  vendorId: null,
  name: null,
  hostname: null,
  fqdn: null,
  group: null,
  attributes: {},
};

/** A stored description in full. */
export function toDescription(stored: Partial<Description>): Description {
  return { ...noDescription, ...stored, attributes: stored.attributes ?? {} };
}

/** A description as it is stored: only what it says. */
export function toSaid(description: Description): Partial<Description> {
  const { attributes, ...words } = description;
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== null));
  return { ...said, attributes };
}

/** A text and its number. */
export interface SaidText {
  no: number;
  said: Description;
}

/** SQL over client `c`: what its row holds whole. */
export const wholeText = `jsonb_build_object('vendorId', c.vendor_id, 'name', c.name, 'hostname', c.hostname, 'fqdn', c.fqdn,
  'group', c.group_name, 'attributes', c.attributes)`;

/** All texts of these clients. */
export async function loadTexts(db: Sql, clientIds: readonly number[]): Promise<Map<number, SaidText[]>> {
  const { rows } = await db.query<{ clientId: number; no: number; said: Partial<Description> }>(
    `SELECT c.id AS "clientId", c.said_no AS no, ${wholeText} AS said
       FROM client c WHERE c.id = ANY($1::int[]) AND c.said_no IS NOT NULL
     UNION ALL
     SELECT client_id, no, said FROM client_said WHERE client_id = ANY($1::int[])`,
    [clientIds],
  );
  const texts = new Map<number, SaidText[]>();
  for (const { clientId, no, said } of rows) {
    const known = texts.get(clientId);
    const text = { no, said: toDescription(said) };
    if (known) known.push(text);
    else texts.set(clientId, [text]);
  }
  return texts;
}
