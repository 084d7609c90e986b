/** A person's decision that two clients are one, and taking it back. */
import { may, refuseUnless } from "@/lib/access/may";
import type { MemberState } from "@/lib/core/member";
import { type Mergeable, type MergeObstacle, obstacleToMerging } from "@/lib/core/merging";
import { lockFacts } from "@/lib/evidence/lock-facts";
import { newestSnapshots } from "@/lib/evidence/newest";
import { lastSeen } from "@/lib/evidence/now-row";
import { lockEvidence } from "@/lib/evidence/record-snapshot";
import { settleDuplicates } from "@/lib/evidence/settle-duplicates";
import { weighClients } from "@/lib/evidence/weigh-clients";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Sql, type Tx } from "@/lib/platform/db";
import { type AppError, conflict, notFound, unprocessable } from "@/lib/platform/errors";
import { words } from "@/lib/platform/words";
import { followMoves, unplaceMembers } from "@/lib/rollout/cap/place-members";
import { applianceOfClient } from "@/lib/rollout/members/change-client";
import type { StoredReason } from "@/lib/rollout/members/explain";
import { judgeByTheirProof } from "@/lib/rollout/members/judge-client";
import { copyMember, putBackMember } from "@/lib/rollout/members/keep-member";
import { reasonsOfMembers } from "@/lib/rollout/members/reasons-of-members";
import { findGoingRollout, lockRollout } from "@/lib/rollout/members/store";

/** How a client stands, as far as merging can change it: its state in its appliance's newest rollout, and its marks. */
export interface Standing {
  state: MemberState | null;
  reason: StoredReason | null;
  lastSeenAt: number | null;
  survivorId: number | null;
  possibleDuplicate: boolean;
  mergedIntoId: number | null;
}

/** One client now and after. */
export interface StandingChange {
  id: number;
  name: string;
  host: string | null;
  timeZone: string;
  now: Standing;
  after: Standing;
}

/**
 * Makes `clientId` one with `intoId`, which stands for both from then on; returns the decision's id. What is known of the merged
 * client counts there (`weighClients`), its own sightings stay under its id, and a slot that it holds ends.
 * @throws AppError 403, 404, 409 `merged_already`, 422 `same_client`, `other_appliance`, `other_kind`
 */
export async function mergeClients(ctx: Ctx, clientId: number, intoId: number): Promise<number> {
  const applianceId = await admit(ctx, clientId);
  const id = await inTransaction(ctx.db, (tx) => merge(tx, ctx, applianceId, clientId, intoId));
  await ctx.enqueue("slot.grant", { applianceId });
  return id;
}

/** What merging would change: the two clients first, then others on their endpoints that it changes. @throws as `mergeClients` */
export async function previewMerge(ctx: Ctx, clientId: number, intoId: number): Promise<StandingChange[]> {
  const applianceId = await admit(ctx, clientId);
  return previewOf(ctx, [clientId, intoId], (tx) => merge(tx, ctx, applianceId, clientId, intoId));
}

/**
 * Takes the decision back: the two are judged again, each by its own sightings.
 * @throws AppError 403, 404 where the client is not merged
 */
export async function splitClient(ctx: Ctx, clientId: number): Promise<void> {
  const applianceId = await admit(ctx, clientId);
  await inTransaction(ctx.db, (tx) => split(tx, ctx, applianceId, clientId));
  await ctx.enqueue("slot.grant", { applianceId });
}

/** What splitting would change. @throws as `splitClient` */
export async function previewSplit(ctx: Ctx, clientId: number): Promise<StandingChange[]> {
  const applianceId = await admit(ctx, clientId);
  const { mergedIntoId } = (await findMergeable(ctx.db, clientId)) ?? { mergedIntoId: null };
  if (mergedIntoId === null) throw notMerged(clientId);
  return previewOf(ctx, [clientId, mergedIntoId], (tx) => split(tx, ctx, applianceId, clientId));
}

async function admit(ctx: Ctx, clientId: number): Promise<number> {
  const applianceId = await applianceOfClient(ctx.db, clientId);
  refuseUnless(ctx, "client.merge", applianceId);
  return applianceId;
}

async function merge(
  tx: Tx,
  ctx: Ctx,
  applianceId: number,
  clientId: number,
  intoId: number,
): Promise<number> {
  await lockEvidence(tx, applianceId);
  await lockFacts(tx, applianceId);
  const client = await findMergeable(tx, clientId);
  if (!client?.stands) throw notFound("client", clientId);
  const into = await findMergeable(tx, intoId);
  if (!into?.stands || !may(ctx.actor, "client.read", into.applianceId)) throw notFound("client", intoId);
  const obstacle = obstacleToMerging(client, into);
  if (obstacle) throw refusal(client, into, obstacle);

  const rollout = await holdGoingRollout(tx, applianceId);
  const kept = rollout === null ? null : await copyMember(tx, rollout, clientId);
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO client_merge (client_id, into_id, made_by, made_at, kept_member) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [clientId, intoId, ctx.actor.name, asTimestamp(ctx.now), kept === null ? null : JSON.stringify(kept)],
  );
  await tx.query("UPDATE client SET merged_into_id = $2 WHERE id = $1", [clientId, intoId]);
  await recordAudit(tx, ctx, {
    deed: "client.merge",
    applianceId,
    subjectType: "client",
    subjectId: clientId,
    after: { into: intoId },
  });
  await settleAgain(tx, ctx, [client, into], `merged by ${ctx.actor.name}`);
  return rows[0]?.id ?? 0;
}

async function split(tx: Tx, ctx: Ctx, applianceId: number, clientId: number): Promise<void> {
  await lockEvidence(tx, applianceId);
  await lockFacts(tx, applianceId);
  const { rows } = await tx.query<{ intoId: number; kept: unknown }>(
    `UPDATE client_merge SET removed_by = $2, removed_at = $3 WHERE client_id = $1 AND removed_at IS NULL
     RETURNING into_id AS "intoId", kept_member AS kept`,
    [clientId, ctx.actor.name, asTimestamp(ctx.now)],
  );
  const client = await findMergeable(tx, clientId);
  const into = rows[0] && (await findMergeable(tx, rows[0].intoId));
  if (!client || !into) throw notMerged(clientId);
  const rollout = await holdGoingRollout(tx, applianceId);
  await tx.query("UPDATE client SET merged_into_id = NULL WHERE id = $1", [clientId]);
  if (rollout !== null && rows[0]?.kept) await putBackMember(tx, rollout, rows[0].kept);
  await recordAudit(tx, ctx, {
    deed: "client.merge",
    applianceId,
    subjectType: "client",
    subjectId: clientId,
    before: { into: into.id },
  });
  await settleAgain(tx, ctx, [client, into], `split by ${ctx.actor.name}`);
}

/** Weighs the two anew, settles who survives on their endpoints, and judges whom that can change. */
async function settleAgain(
  tx: Tx,
  ctx: Ctx,
  pair: readonly [Mergeable, Mergeable],
  cause: string,
): Promise<void> {
  const ids = pair.map(({ id }) => id);
  const [{ applianceId, kind }] = pair;
  await followMoves(tx, await weighClients(tx, applianceId, ids));
  await settleDuplicates(tx, applianceId, [kind]);
  await unplaceMembers(tx, ids);
  await judgeByTheirProof(tx, applianceId, await onTheirEndpoints(tx, ids), cause, ctx.now);
}

/** The clients themselves, the first ones first, and those of their kind that share a host with one of them. */
async function onTheirEndpoints(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    `SELECT DISTINCT o.id, array_position($1::int[], o.id) AS place
       FROM client c JOIN client o ON o.appliance_id = c.appliance_id AND o.kind = c.kind
        AND (o.id = c.id OR (o.short_host = c.short_host
                          AND EXISTS (SELECT 1 FROM client_now n WHERE n.client_id = o.id AND n.stands)))
      WHERE c.id = ANY($1::int[]) ORDER BY place NULLS LAST, o.id`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** The rollout that is going, held so that it stays the one until the transaction ends. */
async function holdGoingRollout(tx: Tx, applianceId: number): Promise<number | null> {
  const rollout = await findGoingRollout(tx, applianceId);
  if (rollout === null) return null;
  await lockRollout(tx, rollout.id);
  return rollout.id;
}

/** `stands`: something stands of it, or it is merged into another. */
async function findMergeable(db: Sql, clientId: number): Promise<(Mergeable & { stands: boolean }) | null> {
  const { rows } = await db.query<Mergeable & { stands: boolean }>(
    `SELECT c.id, c.appliance_id AS "applianceId", c.kind, c.merged_into_id AS "mergedIntoId",
            (SELECT n.stands FROM client_now n WHERE n.client_id = c.id) OR c.merged_into_id IS NOT NULL AS stands,
            (SELECT min(o.id) FROM client o WHERE o.merged_into_id = c.id) AS "mergedHereId"
       FROM client c WHERE c.id = $1`,
    [clientId],
  );
  return rows[0] ?? null;
}

/** Does it, looks, and undoes it. */
async function previewOf(
  ctx: Ctx,
  ids: readonly [number, number],
  deed: (tx: Tx) => Promise<unknown>,
): Promise<StandingChange[]> {
  return inTransaction(ctx.db, async (tx) => {
    const touched = await onTheirEndpoints(tx, ids);
    const before = await readStandings(tx, touched, ctx.now);
    await tx.query("SAVEPOINT before_deed");
    await deed(tx);
    const after = await readStandings(tx, touched, ctx.now);
    await tx.query("ROLLBACK TO SAVEPOINT before_deed");
    return touched.flatMap((id) => {
      const now = before.get(id);
      const then = after.get(id);
      if (!now || !then) return [];
      const { name, host, timeZone } = now;
      const change = { id, name, host, timeZone, now: now.standing, after: then.standing };
      return ids.includes(id) || differs(now.standing, then.standing) ? [change] : [];
    });
  });
}

function differs(one: Standing, other: Standing): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

interface StandingRow extends Omit<Standing, "state" | "reason"> {
  id: number;
  name: string;
  host: string | null;
  timeZone: string;
  rolloutId: number | null;
}

/** For clients of one appliance. */
async function readStandings(
  tx: Tx,
  ids: readonly number[],
  now: number,
): Promise<Map<number, Pick<StandingRow, "name" | "host" | "timeZone"> & { standing: Standing }>> {
  const { rows } = await tx.query<StandingRow>(
    `SELECT c.id, c.name, COALESCE(c.fqdn, c.hostname) AS host, a.time_zone AS "timeZone",
            ${lastSeen("n", "newest.exported_at")} AS "lastSeenAt", c.survivor_id AS "survivorId",
            c.possible_duplicate AND c.survivor_id IS NULL AS "possibleDuplicate", c.merged_into_id AS "mergedIntoId",
            (SELECT r.id FROM rollout r JOIN release l ON l.id = r.release_id
              WHERE r.appliance_id = c.appliance_id AND l.withdrawn_at IS NULL
              ORDER BY l.installed_at DESC, l.id DESC LIMIT 1) AS "rolloutId"
       FROM client c JOIN client_now n ON n.client_id = c.id JOIN appliance a ON a.id = c.appliance_id
       LEFT JOIN (${newestSnapshots("i.appliance_id = (SELECT appliance_id FROM client WHERE id = ($1::int[])[1])")}) newest
         ON newest.kind = c.kind
      WHERE c.id = ANY($1::int[])`,
    [ids],
  );
  const rolloutId = rows[0]?.rolloutId ?? null;
  const reasons = rolloutId === null ? new Map() : await reasonsOfMembers(tx, rolloutId, ids, now);
  return new Map(
    rows.map(({ id, name, host, timeZone, rolloutId: _, ...marks }) => {
      const found = reasons.get(id);
      const reason = found ? { code: found.code, inputs: found.inputs } : null;
      const standing = { state: found?.state ?? null, reason, ...marks };
      return [id, { name, host, timeZone, standing }];
    }),
  );
}

function notMerged(clientId: number): AppError {
  return notFound("standing merge of client", clientId);
}

/** Says what to do instead. */
function refusal(client: Mergeable, into: Mergeable, obstacle: MergeObstacle): AppError {
  const kinds = words("kinds");
  switch (obstacle.why) {
    case "same_client":
      return unprocessable(
        "same_client",
        "A client cannot be merged into itself. Name the other one as `into`.",
      );
    case "other_appliance":
      return unprocessable(
        "other_appliance",
        `Client ${client.id} and client ${into.id} belong to different appliances. Only clients of one appliance can be made one.`,
      );
    case "other_kind":
      return unprocessable(
        "other_kind",
        `Client ${client.id} is of the kind ${kinds(client.kind)}, client ${into.id} of the kind ${kinds(into.kind)}. Only clients of one kind can be made one.`,
      );
    case "client_merged":
      return conflict(
        "merged_already",
        obstacle.otherId === into.id
          ? `Client ${client.id} is merged into client ${into.id} already.`
          : `Client ${client.id} was merged into client ${obstacle.otherId} already. Split the two again first, or merge client ${obstacle.otherId}.`,
        { clientId: obstacle.otherId },
      );
    case "into_merged":
      return conflict(
        "merged_already",
        obstacle.otherId === client.id
          ? `Client ${into.id} is merged into client ${client.id} already. Split the two again first to merge them the other way round.`
          : `Client ${into.id} was itself merged into client ${obstacle.otherId}. Merge into client ${obstacle.otherId} instead.`,
        { clientId: obstacle.otherId },
      );
    case "others_merged":
      return conflict(
        "merged_already",
        `Client ${obstacle.otherId} was merged into client ${client.id}. Split those two again first, or merge client ${into.id} into client ${client.id} instead.`,
        { clientId: obstacle.otherId },
      );
  }
}
