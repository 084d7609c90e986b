/** The clients of an appliance in memory, as far as rows of a file are matched with them: about 60 bytes each. */
import { clientKinds } from "@/lib/core/client";
import { copyRows } from "@/lib/platform/copy";
import { readBinary } from "@/lib/platform/copy-binary";
import type { Sql, Tx } from "@/lib/platform/db";
import { hashBytes } from "../rows/hash-bytes";
import type { Hashes } from "../rows/row-batch";
import { saidBytes } from "../rows/said-text";
import { identityBases } from "../says";
import { HashIndex } from "./hash-index";

/** By its own row: which names it has, and how it stands to others. */
export const clientMarks = {
  fqdn: 1,
  hostname: 2,
  merged: 4,
  mergedInto: 8,
  shadow: 16,
  doubtful: 32,
} as const;

/** In the order of their ids. */
export interface KnownClients {
  count: number;
  id: Int32Array;
  /** Index into `clientKinds`. */
  kind: Uint8Array;
  hostHash: Hashes;
  shortHash: Hashes;
  vendorHash: Hashes;
  /** Of the text that its row holds whole; 0/0: it holds none. */
  saidHash: Hashes;
  /** The number of that text; -1: none. */
  saidNo: Int16Array;
  marks: Uint8Array;
  /** By what it was recognised last: a place in `identityBases`. */
  basis: Uint8Array;
  byHost: HashIndex;
  byShort: HashIndex;
  byVendor: HashIndex;
}

/** The seed of this installation's hashes: nobody outside can make names that collide. */
export async function loadSeed(db: Sql): Promise<number> {
  const { rows } = await db.query<{ seed: number }>("SELECT seed FROM hash_seed");
  if (!rows[0]) throw new Error("the seed of the hashes is missing");
  return rows[0].seed;
}

/** A hash of one text. */
export function hashText(text: string | null, seed: number): { high: number; low: number } {
  if (text === null) return { high: 0, low: 0 };
  const bytes = Buffer.from(text);
  const high = new Int32Array(1);
  const low = new Int32Array(1);
  hashBytes(bytes, 0, bytes.length, seed, high, low, 0);
  return { high: high[0] as number, low: low[0] as number };
}

/** Loads them under the evidence lock. Hashes that are missing (clients of an earlier release, or of a person) are computed and kept. */
export async function loadKnownClients(tx: Tx, applianceId: number, seed: number): Promise<KnownClients> {
  await hashTheRest(tx, applianceId, seed);
  const { rows } = await tx.query<{ count: number }>(
    "SELECT count(*) AS count FROM client WHERE appliance_id = $1",
    [applianceId],
  );
  const count = rows[0]?.count ?? 0;
  const hashes = (): Hashes => ({ high: new Int32Array(count), low: new Int32Array(count) });
  const known = {
    count,
    id: new Int32Array(count),
    kind: new Uint8Array(count),
    hostHash: hashes(),
    shortHash: hashes(),
    vendorHash: hashes(),
    saidHash: hashes(),
    saidNo: new Int16Array(count).fill(-1),
    marks: new Uint8Array(count),
    basis: new Uint8Array(count),
  };
  let at = 0;
  await readBinary(
    tx,
    `SELECT c.id, (array_position(ARRAY[${clientKinds.map((kind) => `'${kind}'`).join(",")}], c.kind) - 1)::smallint,
            c.host_hash, c.short_hash, c.vendor_hash, c.said_hash, c.said_no,
            ((c.fqdn IS NOT NULL)::int * ${clientMarks.fqdn} + (c.hostname IS NOT NULL)::int * ${clientMarks.hostname}
             + (c.merged_into_id IS NOT NULL)::int * ${clientMarks.merged} + (c.survivor_id IS NOT NULL)::int * ${clientMarks.shadow}
             + c.possible_duplicate::int * ${clientMarks.doubtful})::smallint,
            (array_position(ARRAY[${identityBases.map((basis) => `'${basis}'`).join(",")}], c.identity_basis) - 1)::smallint
       FROM client c WHERE c.appliance_id = ${applianceId} ORDER BY c.id`,
    (row) => {
      known.id[at] = row.int() ?? 0;
      known.kind[at] = row.int() ?? 0;
      for (const column of [known.hostHash, known.shortHash, known.vendorHash, known.saidHash]) {
        column.high[at] = row.high() ?? 0;
        column.low[at] = row.low;
      }
      known.saidNo[at] = row.int() ?? -1;
      known.marks[at] = row.int() ?? 0;
      known.basis[at] = row.int() ?? 0;
      at++;
    },
  );
  const index = (column: Hashes) => {
    const made = new HashIndex(column, known.kind, count);
    for (let client = 0; client < count; client++) made.add(client);
    return made;
  };
  await markOwners(tx, applianceId, known);
  return {
    ...known,
    byHost: index(known.hostHash),
    byShort: index(known.shortHash),
    byVendor: index(known.vendorHash),
  };
}

/** The place of a client in the columns; -1: it is not there. */
export function placeOfClient({ id, count }: Pick<KnownClients, "id" | "count">, clientId: number): number {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = id[middle] as number;
    if (found === clientId) return middle;
    if (found < clientId) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

async function markOwners(
  tx: Tx,
  applianceId: number,
  known: Pick<KnownClients, "id" | "count" | "marks">,
): Promise<void> {
  const { rows } = await tx.query<{ id: number }>(
    "SELECT DISTINCT merged_into_id AS id FROM client WHERE merged_into_id IS NOT NULL AND appliance_id = $1",
    [applianceId],
  );
  for (const { id } of rows) {
    const place = placeOfClient(known, id);
    if (place >= 0) known.marks[place] = (known.marks[place] as number) | clientMarks.mergedInto;
  }
}

interface UnhashedRow {
  id: number;
  hostKey: string;
  shortHost: string;
  vendorId: string | null;
  name: string | null;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  attributes: Record<string, string>;
  saidNo: number | null;
}

const hashedAtOnce = 5_000;

/** Fills in the hashes of clients that have none. */
async function hashTheRest(tx: Tx, applianceId: number, seed: number): Promise<void> {
  for (;;) {
    const { rows } = await tx.query<UnhashedRow>(
      `SELECT id, host_key AS "hostKey", short_host AS "shortHost", vendor_id AS "vendorId", name, hostname, fqdn,
              group_name AS "group", attributes, said_no AS "saidNo"
         FROM client WHERE appliance_id = $1 AND host_hash IS NULL ORDER BY id LIMIT ${hashedAtOnce}`,
      [applianceId],
    );
    if (rows.length === 0) return;
    await tx.query(
      "CREATE TEMP TABLE IF NOT EXISTS hashed (id int, host int8, short int8, vendor int8, said int8)",
    );
    await tx.query("TRUNCATE hashed");
    await copyRows(
      tx,
      "hashed",
      rows.map((row) => [
        row.id,
        asInt8(hashText(row.hostKey, seed)),
        asInt8(hashText(row.shortHost, seed)),
        row.vendorId === null ? null : asInt8(hashText(row.vendorId, seed)),
        row.saidNo === null ? null : asInt8(hashSaid(row, seed)),
      ]),
    );
    await tx.query(
      `UPDATE client c SET host_hash = h.host, short_hash = h.short, vendor_hash = h.vendor, said_hash = h.said
         FROM hashed h WHERE c.id = h.id`,
    );
  }
}

/** The hash of a whole said text. */
export function hashSaid(row: Parameters<typeof saidBytes>[0], seed: number): { high: number; low: number } {
  const bytes = saidBytes(row);
  const high = new Int32Array(1);
  const low = new Int32Array(1);
  hashBytes(bytes, 0, bytes.length, seed, high, low, 0);
  return { high: high[0] as number, low: low[0] as number };
}

/** A hash as SQL takes it. */
export function asInt8({ high, low }: { high: number; low: number }): string {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0)).toString();
}
