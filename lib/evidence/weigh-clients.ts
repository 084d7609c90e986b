/** Brings what is known of clients up to date with all that was observed of them, through the pure core. */
import { isDeepStrictEqual } from "node:util";
import type { ClientKind } from "@/lib/core/client";
import { type Description, describe } from "@/lib/core/description";
import { type Facts, type Sighting, weigh } from "@/lib/core/evidence";
import { mergeFacts, speakerOf } from "@/lib/core/merged-facts";
import { readBinary } from "@/lib/platform/copy-binary";
import type { Tx } from "@/lib/platform/db";
import { lockFacts } from "./lock-facts";
import { loadNewest, type NewestByKind } from "./newest";
import { type NowFacts, toNowFacts } from "./now-row";
import { planFor } from "./plan";
import { byObservation, loadSingles, snapshotsOf } from "./read-sightings";
import {
  type Described,
  type GroupMove,
  keepTexts,
  type NewText,
  writeDescriptions,
} from "./record/describe-rows";
import { loadSeed } from "./record/known-clients";
import { writeNow } from "./record/weigh-rows";
import { loadTexts, noDescription, type SaidText } from "./said";
import { type IdentityBasis, sayingOf } from "./says";
import { blockOf, clientAt, type MadeAt, readBlocks, sightingAt } from "./snapshot-block";
import { loadWeighedFrom } from "./weighed-from";

/** One client's own observations. */
interface Entry {
  facts: Facts;
  description: Description;
  identityBasis: IdentityBasis | null;
  /** Something stands that describes it; else it keeps the names it is found by, should it come again. */
  isDescribed: boolean;
}

/** What every client is looked at by. */
interface ClientHead {
  id: number;
  kind: ClientKind;
  identityBasis: string | null;
  saidNo: number | null;
}

interface ClientRow extends ClientHead {
  vendorId: string | null;
  name: string;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  attributes: Record<string, string>;
}

const blocksAtOnce = 8;

/**
 * Weighs all standing observations of clients of one appliance again; a client of which none stands keeps its name and loses
 * everything else. What is known of clients that were merged into one of them counts for it (`mergeFacts`). It keeps its own identity
 * and, where another speaks for it, takes that one's group and attributes. A merged client is weighed by itself as well, so that it is
 * found by what it is called now and can be split off at any time, but it does not stand. Returns those whose group is another one now.
 * `releasedAt`: as in `weigh`, where it is another than the appliance has (`weighFrom`).
 */
export async function weighClients(
  tx: Tx,
  applianceId: number,
  clientIds: readonly number[],
  { releasedAt }: { releasedAt?: number } = {},
): Promise<GroupMove[]> {
  await lockFacts(tx, applianceId);
  const touched = [...new Set(clientIds)].sort((a, b) => a - b);
  const moved: GroupMove[] = [];
  if (touched.length === 0) return moved;
  const seed = await loadSeed(tx);
  const basis: Basis = {
    newest: await loadNewest(tx, applianceId),
    imports: await loadSnapshots(tx, applianceId),
    seed,
    releasedAt: releasedAt ?? (await loadWeighedFrom(tx, applianceId)),
  };
  for (const ids of inBlocks(touched))
    moved.push(...(await planFor(tx, ids.length, () => weighSome(tx, basis, ids))));
  return moved;
}

interface Basis {
  newest: NewestByKind;
  imports: ReadonlyMap<number, MadeAt>;
  seed: number;
  /** As in `weigh`. */
  releasedAt: number | null;
}

async function loadSnapshots(tx: Tx, applianceId: number): Promise<Map<number, MadeAt>> {
  const { rows } = await tx.query<MadeAt & { id: number }>(
    `SELECT id, exported_at AS "exportedAt", first_exported_at AS "firstExportedAt" FROM import WHERE id IN (${snapshotsOf}) AND exported_at IS NOT NULL`,
    [applianceId],
  );
  return new Map(rows.map(({ id, ...made }) => [id, made]));
}

/** Ids in runs that fall into a few blocks each. */
function* inBlocks(ids: readonly number[]): Generator<number[]> {
  let some: number[] = [];
  let blocks = new Set<number>();
  for (const id of ids) {
    if (!blocks.has(blockOf(id)) && blocks.size === blocksAtOnce) {
      yield some;
      some = [];
      blocks = new Set();
    }
    blocks.add(blockOf(id));
    some.push(id);
  }
  if (some.length > 0) yield some;
}

async function weighSome(tx: Tx, basis: Basis, ids: readonly number[]): Promise<GroupMove[]> {
  const mergedInto = await loadMerges(tx, ids);
  const entryIds = [...new Set([...ids, ...mergedInto.keys()])].sort((a, b) => a - b);
  const heads = await loadHeads(tx, entryIds);
  const observed = await loadObserved(tx, basis, entryIds);
  const ofMerges = new Set([...mergedInto.keys(), ...mergedInto.values()]);
  const describedAnew = entryIds.filter(
    (id) => ofMerges.has(id) || needsTexts(observed.get(id) ?? [], heads.get(id)),
  );
  const clients = await loadClients(tx, describedAnew);
  const texts =
    describedAnew.length === 0 ? new Map<number, SaidText[]>() : await loadTexts(tx, describedAnew);
  const entries = new Map(
    entryIds.map((id) => [id, entryOf(basis, observed.get(id) ?? [], clients.get(id), texts.get(id))]),
  );
  const mergedHere = new Map<number, number[]>();
  for (const [id, ownerId] of [...mergedInto].sort(([a], [b]) => a - b))
    mergedHere.set(ownerId, [...(mergedHere.get(ownerId) ?? []), id]);
  const now: { clientId: number; now: NowFacts }[] = [];
  const described: Redescribed[] = [];
  const forgotten: number[] = [];
  const moved: GroupMove[] = [];
  const recognised = new Map<string, number[]>();
  for (const id of ids) {
    const head = heads.get(id);
    const own = entries.get(id);
    if (!head || !own) continue;
    const others = (mergedHere.get(id) ?? []).flatMap((other) => entries.get(other) ?? []);
    const joined = joinEntries(own, others);
    now.push({
      clientId: id,
      now: toNowFacts(joined.facts, mergedInto.has(id), basis.newest.get(head.kind) ?? null),
    });
    const client = clients.get(id);
    const description = client && describeAgain(client, joined, texts.get(id) ?? [], others.length > 0);
    if (!own.isDescribed) forgotten.push(id);
    if (description) {
      described.push(description);
      if (description.description.group !== client.group)
        moved.push({ clientId: id, from: client.group, to: description.description.group });
    } else if (joined.identityBasis !== null && joined.identityBasis !== head.identityBasis)
      recognised.set(joined.identityBasis, [...(recognised.get(joined.identityBasis) ?? []), id]);
  }
  await writeNow(tx, now);
  if (forgotten.length > 0)
    await tx.query("DELETE FROM client_said WHERE client_id = ANY($1::int[])", [forgotten]);
  await keepTexts(
    tx,
    described.flatMap(({ kept }) => kept ?? []),
  );
  await writeDescriptions(tx, described, basis.seed);
  for (const [identityBasis, recognisedIds] of recognised) {
    await tx.query("UPDATE client SET identity_basis = $2 WHERE id = ANY($1::int[])", [
      recognisedIds,
      identityBasis,
    ]);
  }
  return moved;
}

/** Of these clients and of those merged into them: which was merged into which. */
async function loadMerges(tx: Tx, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await tx.query<{ id: number; mergedIntoId: number }>(
    `SELECT id, merged_into_id AS "mergedIntoId" FROM client WHERE id = ANY($1::int[]) AND merged_into_id IS NOT NULL
     UNION SELECT id, merged_into_id FROM client WHERE merged_into_id = ANY($1::int[]) AND merged_into_id IS NOT NULL`,
    [ids],
  );
  return new Map(rows.map(({ id, mergedIntoId }) => [id, mergedIntoId]));
}

async function loadHeads(tx: Tx, ids: readonly number[]): Promise<Map<number, ClientHead>> {
  const heads = new Map<number, ClientHead>();
  await readBinary(
    tx,
    `SELECT id, kind, identity_basis, said_no FROM client WHERE id IN (${ids.join(",")})`,
    (row) => {
      const id = row.int() ?? 0;
      const kind = row.text() as ClientKind;
      heads.set(id, { id, kind, identityBasis: row.text(), saidNo: row.int() });
    },
  );
  return heads;
}

async function loadClients(tx: Tx, ids: readonly number[]): Promise<Map<number, ClientRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<ClientRow>(
    `SELECT id, kind, vendor_id AS "vendorId", name, hostname, fqdn, group_name AS "group", attributes,
            identity_basis AS "identityBasis", said_no AS "saidNo" FROM client WHERE id = ANY($1::int[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What was observed of each client itself. */
async function loadObserved(tx: Tx, basis: Basis, ids: readonly number[]): Promise<Map<number, Observed[]>> {
  const observed = new Map<number, Observed[]>(ids.map((id) => [id, []]));
  const blocks = [...new Set(ids.map(blockOf))];
  if (basis.imports.size > 0) {
    await readBlocks(
      tx,
      `b.import_id IN (${[...basis.imports.keys()].join(",")}) AND b.block IN (${blocks.join(",")})`,
      (block) => {
        const made = basis.imports.get(block.importId);
        if (!made) return;
        for (let place = 0; place < block.says.length; place++) {
          if (block.says[place] === 0) continue;
          const list = observed.get(clientAt(block.block, place));
          const sighting = list && sightingAt(block, place, made);
          if (!sighting) continue;
          list.push({
            sighting,
            said: block.said[place] as number,
            basis: sayingOf(block.says[place] as number).basis,
            firstAt: null,
          });
        }
      },
    );
  }
  for (const { clientId, sighting, said, basis: single, firstAt } of await loadSingles(tx, ids))
    observed.get(clientId)?.push({ sighting, said, basis: single, firstAt });
  return observed;
}

interface Observed {
  sighting: Sighting;
  /** The number of its text, or the text of a single observation. */
  said: number | Description;
  basis: IdentityBasis | null;
  /** As in `StoredSighting`. */
  firstAt: number | null;
}

/**
 * The sightings in the order of their observation. What a feed said again and again counts from its beginning where something else was
 * said in between: it comes after that, and before it as well.
 */
function inTime(observed: readonly Observed[]): Sighting[] {
  return observed.flatMap(({ sighting, firstAt }, place) => {
    const before = observed[place - 1]?.sighting.observedAt ?? Number.NEGATIVE_INFINITY;
    if (firstAt === null || before <= firstAt) return [sighting];
    const { connectedAt, observedAt } = sighting;
    const first = {
      ...sighting,
      observedAt: firstAt,
      connectedAt: connectedAt === observedAt ? firstAt : connectedAt,
    };
    return [first, sighting];
  });
}

/** Whether its description is not simply the one text that its row holds. */
function needsTexts(observed: readonly Observed[], client: ClientHead | undefined): boolean {
  return (
    observed.length === 0 || client?.saidNo === null || observed.some(({ said }) => said !== client?.saidNo)
  );
}

function entryOf(
  { releasedAt }: Basis,
  observed: Observed[],
  client: ClientRow | undefined,
  texts: readonly SaidText[] | undefined,
): Entry {
  observed.sort((a, b) => byObservation(a.sighting, b.sighting));
  const held = client ? descriptionOf(client) : noDescription;
  const textOf = (said: number | Description) =>
    typeof said !== "number"
      ? said
      : said === client?.saidNo
        ? held
        : (texts?.find(({ no }) => no === said)?.said ?? noDescription);
  return {
    facts: weigh(inTime(observed), releasedAt),
    description: observed.reduce((so, { said }) => describe(so, textOf(said)), noDescription),
    identityBasis: observed.findLast(({ basis }) => basis !== null)?.basis ?? null,
    isDescribed: observed.length > 0,
  };
}

function descriptionOf({ vendorId, name, hostname, fqdn, group, attributes }: ClientRow): Description {
  return { vendorId, name, hostname, fqdn, group, attributes };
}

function joinEntries(own: Entry, others: readonly Entry[]): Entry {
  if (others.length === 0) return own;
  const speaker = [own, ...others][speakerOf([own.facts, ...others.map(({ facts }) => facts)])] ?? own;
  return {
    ...own,
    facts: mergeFacts([own.facts, ...others.map(({ facts }) => facts)]),
    description: {
      ...own.description,
      group: speaker.description.group ?? own.description.group,
      attributes: { ...own.description.attributes, ...speaker.description.attributes },
    },
  };
}

/** How a client is described from now on, with the text that its row does not hold any more (`kept`). */
interface Redescribed extends Described {
  kept: NewText | null;
}

/** Null: as it is. */
function describeAgain(
  client: ClientRow,
  entry: Entry,
  texts: readonly SaidText[],
  isJoined: boolean,
): Redescribed | null {
  const held = descriptionOf(client);
  const { description } = entry;
  const shown = { ...description, name: shownName(description) ?? client.name };
  const wanted: Description = entry.isDescribed
    ? shown
    : { ...shown, vendorId: held.vendorId, hostname: held.hostname, fqdn: held.fqdn };
  if (isDeepStrictEqual(wanted, held)) return null;
  const isWhole = entry.isDescribed && !isJoined && description.name !== null;
  const whole = isWhole ? texts.find(({ said }) => isDeepStrictEqual(said, description)) : undefined;
  return {
    clientId: client.id,
    saidNo: whole?.no ?? null,
    description: wanted,
    identityBasis: entry.identityBasis ?? client.identityBasis,
    kept:
      client.saidNo !== null && entry.isDescribed
        ? { clientId: client.id, no: client.saidNo, said: held }
        : null,
  };
}

function shownName({ name, hostname, fqdn, vendorId }: Description): string | null {
  return name ?? hostname ?? fqdn ?? vendorId;
}
