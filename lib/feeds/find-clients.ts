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
  const of = (observation: Observation) => {
    const { kind } = observation;
    const found = [
      ...(byId.get(keyOf(kind, idOf(observation))) ?? []),
      ...(byHost.get(keyOf(kind, shortOf(observation))) ?? []),
      ...(byHost.get(keyOf(kind, fullOf(observation))) ?? []),
      ...(byName.get(keyOf(kind, nameOf(observation))) ?? []),
      ...(byOwner.get(keyOf(kind, lower(observation.named.user))) ?? []),
      ...(byOwner.get(keyOf(kind, nameOf(observation))) ?? []),
      ...(kind === "connection_agent" ? agents : []),
    ];
    return [...new Map(found.map((each) => [each.id, each])).values()];
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
  };
  return { of, add };
}

function note(found: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const known = found.get(key);
  if (known) known.push(candidate);
  else found.set(key, [candidate]);
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
): Promise<Map<string, Candidate[]>> {
  const found = new Map<string, Candidate[]>();
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
