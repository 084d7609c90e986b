/** Gives each row that says something else than its client's row the number of its text, and brings descriptions up to date. */
import { isDeepStrictEqual } from "node:util";
import { hostKey, shortHost } from "@/lib/core/client";
import { type Description, describe } from "@/lib/core/description";
import { copyRows } from "@/lib/platform/copy";
import type { CopyValue } from "@/lib/platform/copy-line";
import type { Tx } from "@/lib/platform/db";
import { planFor } from "../plan";
import { loadTexts, type SaidText, toDescription, toSaid } from "../said";
import { identityBases } from "../says";
import { noteSearchGaps } from "../search-gap";
import { rowFates } from "./file-rows";
import { asInt8, hashSaid, hashText, type KnownClients, loadSeed } from "./known-clients";
import type { TakenRows } from "./take-rows";
import type { WeighedRows } from "./weigh-rows";

/** A client's description as it is to be written. */
export interface Described {
  clientId: number;
  /** `null` in `saidNo`: the row does not hold one text whole. */
  saidNo: number | null;
  description: Description;
  identityBasis: string | null;
}

/** A text that a client's row does not hold (any more). */
export interface NewText {
  clientId: number;
  no: number;
  said: Description;
}

interface ChangedRow {
  seq: number;
  clientId: number;
  said: Description;
  known: Partial<Description> | null;
  saidNo: number | null;
}

const rowsAtOnce = 5_000;

/** A client that is in another group now. */
export interface GroupMove {
  clientId: number;
  from: string | null;
  to: string | null;
}

/**
 * Describes the clients of changed rows anew where the snapshot is the newest word on them, and keeps every text that was
 * said. Returns those whose group is another one now.
 */
export async function describeRows(tx: Tx, taken: TakenRows, weighed: WeighedRows): Promise<GroupMove[]> {
  const { rows, known } = taken;
  const behind = new Set(weighed.behind);
  const seed = await loadSeed(tx);
  const moved: GroupMove[] = [];
  await giveClients(tx, taken);
  await tx.query(
    `DECLARE changed NO SCROLL CURSOR FOR
     SELECT r.seq, c.id AS "clientId", c.said_no AS "saidNo",
            jsonb_build_object('vendorId', r.vendor_id, 'name', r.name, 'hostname', r.hostname, 'fqdn', r.fqdn,
                               'group', r.group_name, 'attributes', r.attributes) AS said,
            jsonb_build_object('vendorId', c.vendor_id, 'name', c.name, 'hostname', c.hostname, 'fqdn', c.fqdn,
                               'group', c.group_name, 'attributes', c.attributes) AS known
       FROM changed_row r JOIN row_client w ON w.seq = r.seq JOIN client c ON c.id = w.client_id`,
  );
  for (;;) {
    const { rows: changed } = await tx.query<ChangedRow>(`FETCH ${rowsAtOnce} FROM changed`);
    if (changed.length === 0) break;
    const texts = await loadTexts(
      tx,
      changed.map(({ clientId }) => clientId),
    );
    const described: Described[] = [];
    const added: NewText[] = [];
    for (const row of changed) {
      const place = rows.client[row.seq] as number;
      const said = toDescription(row.said);
      const result = placeText(row, said, texts.get(row.clientId) ?? [], !behind.has(place));
      rows.said[row.seq] = result.no;
      added.push(...result.added);
      if (result.saidNo === undefined) continue;
      const from = row.known?.group ?? null;
      const to = result.description.group;
      if (from !== to) moved.push({ clientId: row.clientId, from, to });
      described.push({
        clientId: row.clientId,
        saidNo: result.saidNo,
        description: result.description,
        identityBasis: identityBases[rows.basis[row.seq] as number] ?? null,
      });
    }
    await planFor(tx, changed.length, async () => {
      await keepTexts(tx, added);
      await writeDescriptions(tx, described, seed);
    });
  }
  await tx.query("CLOSE changed");
  await keepNamelessTexts(tx, taken);
  await recogniseOtherwise(tx, taken, behind, known);
  return moved;
}

/**
 * Where a text belongs among those of its client, and what its description becomes. `saidNo` undefined: it stays as it is.
 */
function placeText(
  { clientId, known, saidNo }: ChangedRow,
  said: Description,
  texts: readonly SaidText[],
  isNewest: boolean,
): { no: number; added: NewText[]; saidNo: number | null | undefined; description: Description } {
  const found = texts.find((text) => isDeepStrictEqual(text.said, said));
  const no = found?.no ?? Math.max(-1, ...texts.map((text) => text.no)) + 1;
  const before = toDescription(known ?? {});
  const keep = (text: Description, number: number): NewText[] => [{ clientId, no: number, said: text }];
  const isWhole = found !== undefined && found.no === saidNo;
  if (isWhole) return { no, added: [], saidNo: undefined, description: before };
  const description = isNewest ? describe(before, said) : before;
  if (isDeepStrictEqual(description, before))
    return { no, added: found ? [] : keep(said, no), saidNo: undefined, description: before };
  // The row is about to say something else: what it held whole is kept, and so is this text unless the row now holds it.
  const displaced = saidNo === null ? [] : keep(before, saidNo);
  const holdsIt = said.name !== null && isDeepStrictEqual(description, said);
  return {
    no,
    added: [...displaced, ...(holdsIt || found ? [] : keep(said, no))],
    saidNo: holdsIt ? no : null,
    description,
  };
}

/** Which client each changed row is about. */
async function giveClients(tx: Tx, { rows, known }: TakenRows): Promise<void> {
  await tx.query("CREATE TEMP TABLE IF NOT EXISTS row_client (seq int, client_id int) ON COMMIT DELETE ROWS");
  await tx.query("TRUNCATE row_client");
  function* pairs(): Generator<CopyValue[]> {
    for (let row = 0; row < rows.count; row++)
      if (rows.changed[row] === 1 && rows.fate[row] === rowFates.known)
        yield [row, known.id[rows.client[row] as number] as number];
  }
  await copyRows(tx, "row_client", pairs());
  await tx.query("ANALYZE row_client");
}

/** Keeps texts that rows of clients do not hold. */
export async function keepTexts(tx: Tx, texts: readonly NewText[]): Promise<void> {
  if (texts.length === 0) return;
  await tx.query(
    "CREATE TEMP TABLE IF NOT EXISTS new_text (client_id int, no smallint, said jsonb) ON COMMIT DELETE ROWS",
  );
  await tx.query("TRUNCATE new_text");
  await copyRows(
    tx,
    "new_text",
    texts.map(({ clientId, no, said }) => [clientId, no, JSON.stringify(toSaid(said))]),
  );
  await tx.query(
    "INSERT INTO client_said (client_id, no, said) SELECT DISTINCT ON (client_id, no) * FROM new_text ON CONFLICT DO NOTHING",
  );
}

/** Writes descriptions with all that follows from them. */
export async function writeDescriptions(
  tx: Tx,
  described: readonly Described[],
  seed: number,
): Promise<void> {
  if (described.length === 0) return;
  await tx.query(`CREATE TEMP TABLE IF NOT EXISTS described (
      client_id int, vendor_id text, name text, hostname text, fqdn text, group_name text, host_key text, short_host text,
      attributes jsonb, identity_basis text, host_hash int8, short_hash int8, vendor_hash int8, said_hash int8, said_no smallint)
    ON COMMIT DELETE ROWS`);
  await tx.query("TRUNCATE described");
  await copyRows(
    tx,
    "described",
    described.map((each) => describedValues(each, seed)),
  );
  await tx.query(
    `UPDATE client c SET vendor_id = d.vendor_id, name = COALESCE(d.name, c.name), hostname = d.hostname, fqdn = d.fqdn,
            group_name = d.group_name, attributes = d.attributes, host_key = COALESCE(d.host_key, c.host_key),
            short_host = COALESCE(d.short_host, c.short_host), identity_basis = COALESCE(d.identity_basis, c.identity_basis),
            host_hash = d.host_hash, short_hash = d.short_hash, vendor_hash = d.vendor_hash, said_hash = d.said_hash,
            said_no = d.said_no
       FROM described d WHERE c.id = d.client_id`,
  );
  await noteSearchGaps(
    tx,
    described.map(({ clientId }) => clientId).sort((a, b) => a - b),
  );
}

function describedValues(
  { clientId, description, identityBasis, saidNo }: Described,
  seed: number,
): CopyValue[] {
  const { vendorId, name, hostname, fqdn, group, attributes } = description;
  const key = hostKey(description) || (vendorId === null ? null : `id:${vendorId}`);
  const short = key !== null && (hostname !== null || fqdn !== null) ? shortHost(key) : key;
  const hash = (text: string | null) => (text === null ? null : asInt8(hashText(text, seed)));
  return [
    clientId,
    vendorId,
    name ?? hostname ?? fqdn ?? vendorId,
    hostname,
    fqdn,
    group,
    key,
    short,
    JSON.stringify(attributes),
    identityBasis,
    hash(key),
    hash(short),
    hash(vendorId),
    saidNo === null ? null : asInt8(hashSaid(description, seed)),
    saidNo,
  ];
}

/** Rows of new clients without a name: their client's row shows another word of them, so the text is kept apart. */
async function keepNamelessTexts(tx: Tx, { nameless }: TakenRows): Promise<void> {
  for (let start = 0; start < nameless.length; start += rowsAtOnce) {
    const { rows } = await tx.query<Description & { id: number }>(
      `SELECT id, vendor_id AS "vendorId", NULL AS name, hostname, fqdn, group_name AS "group", attributes FROM client
        WHERE id = ANY($1::int[])`,
      [nameless.slice(start, start + rowsAtOnce)],
    );
    await keepTexts(
      tx,
      rows.map(({ id, ...said }) => ({ clientId: id, no: 0, said })),
    );
  }
}

/** Clients that were recognised by something else than before. */
async function recogniseOtherwise(
  tx: Tx,
  { rows }: TakenRows,
  behind: ReadonlySet<number>,
  known: KnownClients,
): Promise<void> {
  const byBasis = new Map<number, number[]>();
  for (let row = 0; row < rows.count; row++) {
    if (rows.fate[row] !== rowFates.known) continue;
    const place = rows.client[row] as number;
    if (behind.has(place) || known.basis[place] === rows.basis[row]) continue;
    const ids = byBasis.get(rows.basis[row] as number);
    if (ids) ids.push(known.id[place] as number);
    else byBasis.set(rows.basis[row] as number, [known.id[place] as number]);
  }
  for (const [basis, ids] of byBasis) {
    await tx.query("UPDATE client SET identity_basis = $2 WHERE id = ANY($1::int[])", [
      ids,
      identityBases[basis],
    ]);
  }
}
