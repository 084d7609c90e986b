/** What the judgements of a rollout share, and the locks under which it is read and changed. */
import type { ClientKind } from "@/lib/core/client";
import { type Policy, policyOf, type StoredPolicy } from "@/lib/core/policy";
import { byInstallation, type SiteRelease } from "@/lib/core/release";
import { lockFacts } from "@/lib/evidence/lock-facts";
import type { Newest } from "@/lib/evidence/newest";
import { prepared, type Sql, type Tx } from "@/lib/platform/db";

export type RolloutStatus = "opening" | "open" | "held" | "superseded" | "closed";

/** A rollout with everything its members' judgements share. */
export interface RolloutBasis {
  id: number;
  applianceId: number;
  status: RolloutStatus;
  mode: "observe" | "control";
  epoch: number;
  release: SiteRelease & { agentsUpdateThemselves: boolean };
  siteReleases: SiteRelease[];
  policy: Policy;
  looks: Map<ClientKind, KindLook>;
}

/** What the imports and feeds of one kind say as a whole. */
export interface KindLook {
  /** When all there is of the kind was looked at last: `exportedAt` of the newest complete snapshot, or a feed's reading (rule 4). */
  lookAt: number | null;
  /** `exportedAt` of the complete snapshot before that one. */
  lookBeforeAt: number | null;
  /** Rule 10: the first complete snapshot after the release, when no snapshot of the kind was made before it. */
  cohortImportId: number | null;
  /** The newest snapshot of the kind, complete or not: what facts leave out because it says it. Null: only feeds look at the kind. */
  newest: Newest | null;
}

/** The standing policy of an appliance: the newest edition, else the default. */
export async function loadPolicy(db: Sql, applianceId: number): Promise<{ version: number; policy: Policy }> {
  const { rows } = await db.query<{ version: number; policy: StoredPolicy }>(
    "SELECT version, policy FROM policy_version WHERE appliance_id = $1 ORDER BY version DESC LIMIT 1",
    [applianceId],
  );
  return { version: rows[0]?.version ?? 0, policy: policyOf(rows[0]?.policy ?? null) };
}

/** The standing site releases of an appliance, oldest first. */
export async function loadSiteReleases(db: Sql, applianceId: number): Promise<SiteRelease[]> {
  const { rows } = await db.query<SiteRelease>(
    `SELECT id, version, installed_at AS "installedAt" FROM release
      WHERE appliance_id = $1 AND kind = 'site' AND withdrawn_at IS NULL`,
    [applianceId],
  );
  return byInstallation(rows);
}

/** The rollout of an appliance that is still going (opening, open or held), if any. */
export async function findGoingRollout(
  db: Sql,
  applianceId: number,
): Promise<{ id: number; status: RolloutStatus } | null> {
  const { rows } = await db.query<{ id: number; status: RolloutStatus }>(
    "SELECT id, status FROM rollout WHERE appliance_id = $1 AND status IN ('opening', 'open', 'held')",
    [applianceId],
  );
  return rows[0] ?? null;
}

/** A row of `basisQuery`. */
export interface BasisRow {
  id: number;
  applianceId: number;
  status: RolloutStatus;
  mode: "observe" | "control";
  epoch: number;
  releaseId: number;
  version: string;
  installedAt: number;
  agentsUpdateThemselves: boolean;
  policy: StoredPolicy | null;
  siteReleases: (Omit<SiteRelease, "installedAt"> & { installedAt: string })[] | null;
  looks:
    | (Pick<KindLook, "cohortImportId"> & {
        kind: ClientKind;
        lookAt: string | null;
        lookBeforeAt: string | null;
        newestId: number | null;
        newestAt: string | null;
      })[]
    | null;
}

/** SQL: what all judgements of the rollout `$1` share, for `toBasis`. */
export const basisQuery = () => `
  SELECT r.id, r.appliance_id AS "applianceId", r.status, r.mode, r.epoch, r.release_id AS "releaseId", l.version,
         round(extract(epoch FROM l.installed_at) * 1000)::float8 AS "installedAt", l.agents_update_themselves AS "agentsUpdateThemselves",
         (SELECT policy FROM policy_version WHERE appliance_id = r.appliance_id ORDER BY version DESC LIMIT 1) AS policy,
         (SELECT json_agg(json_build_object('id', id, 'version', version, 'installedAt', installed_at)) FROM release
           WHERE appliance_id = r.appliance_id AND kind = 'site' AND withdrawn_at IS NULL
             AND installed_at <= l.installed_at) AS "siteReleases",
         (SELECT json_agg(look) FROM (${lookOfEachKind}) look) AS looks
    FROM rollout r JOIN release l ON l.id = r.release_id WHERE r.id = $1`;

/** Loads it in one statement; `null` when the rollout is gone. */
export async function loadRolloutBasis(db: Sql, rolloutId: number): Promise<RolloutBasis | null> {
  const { rows } = await db.query<BasisRow>(prepared(basisQuery()), [rolloutId]);
  return rows[0] ? toBasis(rows[0]) : null;
}

/** Puts a row of `basisQuery` (or its JSON) into the form of the rules. */
export function toBasis(row: BasisRow): RolloutBasis {
  const { releaseId, version, installedAt, agentsUpdateThemselves, policy, siteReleases, looks, ...rollout } =
    row;
  const instant = (text: string | null) => (text === null ? null : Date.parse(text));
  return {
    ...rollout,
    release: { id: releaseId, version, installedAt, agentsUpdateThemselves },
    siteReleases: byInstallation(
      (siteReleases ?? []).map((release) => ({ ...release, installedAt: Date.parse(release.installedAt) })),
    ),
    policy: policyOf(policy),
    looks: new Map(
      (looks ?? []).map(({ kind, lookAt, lookBeforeAt, cohortImportId, newestId, newestAt }) => [
        kind,
        {
          lookAt: instant(lookAt),
          lookBeforeAt: instant(lookBeforeAt),
          cohortImportId,
          newest:
            newestId === null || newestAt === null
              ? null
              : { importId: newestId, exportedAt: Date.parse(newestAt) },
        },
      ]),
    ),
  };
}

/** SQL over rollout `r` and its release `l`: a `KindLook` for each kind that imports speak of or feeds look at. */
const lookOfEachKind = `
  SELECT kind, GREATEST("lookAt", read."lookedAt") AS "lookAt", "lookBeforeAt", "cohortImportId", "newestId", "newestAt" FROM (
  SELECT s.kind, max(i.exported_at) FILTER (WHERE i.complete) AS "lookAt",
         (array_agg(i.exported_at ORDER BY i.exported_at DESC) FILTER (WHERE i.complete))[2] AS "lookBeforeAt",
         CASE WHEN bool_or(COALESCE(i.first_exported_at, i.exported_at) <= l.installed_at) THEN NULL
              ELSE (array_agg(i.id ORDER BY i.exported_at, i.id)
                      FILTER (WHERE i.complete AND i.exported_at > l.installed_at))[1]
         END AS "cohortImportId",
         (array_agg(i.id ORDER BY i.exported_at DESC, i.id DESC))[1] AS "newestId", max(i.exported_at) AS "newestAt"
    FROM import i CROSS JOIN LATERAL unnest(i.kinds) AS s(kind)
   WHERE i.appliance_id = r.appliance_id AND i.status = 'done'
   GROUP BY s.kind) listed FULL JOIN (
  SELECT o.kind, max(o.looked_at) AS "lookedAt" FROM feed_look o JOIN feed f ON f.id = o.feed_id
   WHERE f.appliance_id = r.appliance_id GROUP BY o.kind) read USING (kind)`;

/**
 * Locks, in this order: batches (`../batch-turn.ts`), evidence and facts (an appliance's, advisory), rollout, appliance, member, slot. An import holds the rows of
 * members from when it writes what is known of them: whoever writes many members takes the facts first, and whoever writes few takes
 * their rows before anything else that an import may want (`lockMembers`).
 *
 * Holds what a rollout's members are judged by against change until the transaction ends: it is neither superseded,
 * closed, opened nor given another mode. Holding, resuming and halting it go on. Returns its status, or `null` when it
 * is gone.
 */
export async function lockRollout(tx: Tx, rolloutId: number): Promise<RolloutStatus | null> {
  const { rows } = await tx.query<{ status: RolloutStatus }>(
    "SELECT status FROM rollout WHERE id = $1 FOR KEY SHARE",
    [rolloutId],
  );
  return rows[0]?.status ?? null;
}

/** Takes a rollout to hold, resume or halt it: in turns with others who do, waiting for no judgement. */
export async function lockRolloutToHold(tx: Tx, rolloutId: number): Promise<void> {
  await tx.query("SELECT 1 FROM rollout WHERE id = $1 FOR NO KEY UPDATE", [rolloutId]);
}

/**
 * Takes the rollouts of an appliance, once nothing is written of its clients and no judgement is under way, and then the appliance:
 * for who changes what members are judged by. In this order grants go on until then. Returns false when there is no such appliance.
 */
export async function lockRolloutsOf(tx: Tx, applianceId: number): Promise<boolean> {
  await lockFacts(tx, applianceId);
  await tx.query("SELECT 1 FROM rollout WHERE appliance_id = $1 ORDER BY id FOR UPDATE", [applianceId]);
  return (await lockAppliance(tx, applianceId)) !== null;
}

/**
 * Takes the appliance's row, and returns its cap, or `null` when it is gone: what slots are granted by is changed in
 * turns with granting. NO KEY: an import that is being applied refers to the row and must hold nobody up.
 */
export async function lockAppliance(tx: Tx, applianceId: number): Promise<{ cap: number | null } | null> {
  const { rows } = await tx.query<{ cap: number | null }>(
    "SELECT cap FROM appliance WHERE id = $1 FOR NO KEY UPDATE",
    [applianceId],
  );
  return rows[0] ?? null;
}

/** Takes the rows of these clients, one after the other: what is known of them and how they stand is theirs until the transaction ends. */
export async function lockMembers(tx: Tx, clientIds: readonly number[]): Promise<void> {
  await tx.query(
    prepared(
      `WITH taken AS MATERIALIZED (
         SELECT 1 FROM client_now WHERE client_id = ANY($1::int[]) ORDER BY client_id FOR NO KEY UPDATE)
       SELECT count(*) FROM taken`,
    ),
    [clientIds],
  );
}

/** The same after the rollout of their appliance that is going, if there is one. */
export async function holdMembers(tx: Tx, applianceId: number, clientIds: readonly number[]): Promise<void> {
  const rollout = await findGoingRollout(tx, applianceId);
  if (rollout) await lockRollout(tx, rollout.id);
  await lockMembers(tx, clientIds);
}
