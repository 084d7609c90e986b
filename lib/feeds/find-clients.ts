/** Looks up which clients records of a feed may speak of. */
import type { ClientKind } from "@/lib/core/client";
import { hostKey, shortHost } from "@/lib/core/client";
import type { Sql } from "@/lib/platform/db";
import { type Candidate, hostOf } from "./choose-client";
import type { Observation } from "./observation";

type CandidateRow = Candidate & { kind: ClientKind };

/** Whom records may mean. */
export interface Candidates {
  /** Of a record the clients of its kind that it may mean, for `chooseClient`. */
  of(observation: Observation): Candidate[];
  /** A record is the first to speak of somebody, whom those after it may mean as well. */
  add(observation: Observation, id: number): void;
}

/** Looks them up for all records at once. */
export async function findCandidates(
  db: Sql,
  applianceId: number,
  observations: readonly Observation[],
): Promise<Candidates> {
  const byId = await lookUp(db, applianceId, "c.vendor_id", pairsOf(observations, idOf));
  // Whoever is known by a full name has its short one as well, or in its place where it is a display name.
  const byHost = await lookUp(db, applianceId, "c.short_host", [
    ...pairsOf(observations, shortOf),
    ...pairsOf(observations, fullOf),
  ]);
  const byName = await lookUp(db, applianceId, "lower(c.name)", pairsOf(observations, nameOf));
  const byOwner = await lookUp(db, applianceId, "lower(c.owner)", [
    ...pairsOf(observations, ({ named }) => lower(named.user)),
    ...pairsOf(observations, nameOf),
  ]);
  const agents = await loadAgents(db, applianceId, observations);
  // Thousands of records may name one host, and thousands of clients stand on it: it is gathered once.
  const gathered = new Map<string, Candidate[]>();
  const gather = (observation: Observation) => {
    const { kind } = observation;
    const user = lower(observation.named.user);
    const name = nameOf(observation);
    const lists = [
      byHost.get(keyOf(kind, shortOf(observation))),
      byHost.get(keyOf(kind, fullOf(observation))),
      byName.get(keyOf(kind, name)),
      byOwner.get(keyOf(kind, user)),
      byOwner.get(keyOf(kind, name)),
    ];
    // Whoever has another id than the record is somebody else.
    const found = lists.flatMap((list) => (idOf(observation) === null ? list?.all : list?.withoutId) ?? []);
    if (kind === "connection_agent") found.push(...agents);
    return [...new Map(found.map((each) => [each.id, each])).values()];
  };
  const of = (observation: Observation) => {
    const id = idOf(observation);
    const ofId = id === null ? undefined : byId.get(keyOf(observation.kind, id));
    if (ofId) return ofId.all;
    if (id !== null) return gather(observation);
    const key = JSON.stringify([observation.kind, hostOf(observation), nameOf(observation)]);
    const known = gathered.get(key) ?? gather(observation);
    gathered.set(key, known);
    return known;
  };
  const add = ({ kind, named }: Observation, id: number) => {
    const { fqdn, hostname, name } = named;
    const vendorId = named.vendorId ?? named.user;
    const host = hostKey({ fqdn, hostname, name: null });
    const fresh = {
      ...{ id, kind, vendorId, hostKey: host, shortHost: shortHost(host), owner: null, isShadow: false },
      ...{ name: name ?? hostname ?? vendorId ?? "", securityProviders: [] },
    };
    if (vendorId !== null) note(byId, keyOf(kind, vendorId), fresh);
    if (host !== "") note(byHost, keyOf(kind, fresh.shortHost), fresh);
    note(byName, keyOf(kind, fresh.name.toLowerCase()), fresh);
    gathered.clear();
  };
  return { of, add };
}

/** Whom a name fits, and those of them that have no id. */
interface Fitting {
  all: Candidate[];
  withoutId: Candidate[];
}

function note(found: Map<string, Fitting>, key: string, candidate: Candidate): void {
  const known = found.get(key) ?? { all: [], withoutId: [] };
  known.all.push(candidate);
  if (candidate.vendorId === null) known.withoutId.push(candidate);
  found.set(key, known);
}

type Pair = { kind: ClientKind; key: string };
const keyOf = (kind: ClientKind, key: string | null) => `${kind}\n${key ?? ""}`;
const lower = (text: string | null) => text?.toLowerCase() ?? null;
const shortOf = (each: Observation) => {
  const host = hostOf(each);
  return host === null ? null : shortHost(host);
};
/** Where it is not the short one. */
const fullOf = (each: Observation) => {
  const host = hostOf(each);
  return host === shortOf(each) ? null : host;
};
const idOf = ({ named }: Observation) => named.vendorId ?? named.user;
/** Only who has no host is looked for by name: a host is the better key. */
const nameOf = (each: Observation) => (hostOf(each) === null ? lower(each.named.name) : null);

function pairsOf(observations: readonly Observation[], key: (each: Observation) => string | null): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const each of observations) {
    const found = key(each);
    if (found !== null) pairs.set(keyOf(each.kind, found), { kind: each.kind, key: found });
  }
  return [...pairs.values()];
}

const columns = `c.id, c.kind, c.vendor_id AS "vendorId", c.host_key AS "hostKey", c.short_host AS "shortHost", c.name, c.owner,
  c.security_providers AS "securityProviders", c.survivor_id IS NOT NULL AS "isShadow"`;

async function lookUp(
  db: Sql,
  applianceId: number,
  column: string,
  pairs: readonly Pair[],
): Promise<Map<string, Fitting>> {
  const found = new Map<string, Fitting>();
  if (pairs.length === 0) return found;
  const { rows } = await db.query<CandidateRow & { key: string }>(
    `SELECT w.key, ${columns} FROM unnest($2::text[], $3::text[]) AS w(kind, key)
       JOIN client c ON c.appliance_id = $1 AND c.kind = w.kind AND ${column} = w.key
       JOIN client_now n ON n.client_id = c.id WHERE n.stands OR c.merged_into_id IS NOT NULL`,
    [applianceId, pairs.map(({ kind }) => kind), pairs.map(({ key }) => key)],
  );
  for (const { key, ...row } of rows) note(found, keyOf(row.kind, key), row);
  return found;
}

/** The agents that serve one of the security providers which records name. */
async function loadAgents(
  db: Sql,
  applianceId: number,
  observations: readonly Observation[],
): Promise<Candidate[]> {
  const providers = observations.flatMap(({ named }) => lower(named.securityProvider) ?? []);
  if (providers.length === 0) return [];
  const { rows } = await db.query<CandidateRow>(
    `SELECT ${columns} FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE c.appliance_id = $1 AND c.kind = 'connection_agent' AND n.stands
        AND EXISTS (SELECT 1 FROM unnest(c.security_providers) AS p(name) WHERE lower(p.name) = ANY($2))`,
    [applianceId, [...new Set(providers)]],
  );
  return rows;
}
