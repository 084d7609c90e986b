/** An appliance in control mode with a fleet of any size: made through the verbs, its clients written by SQL in seconds. */
import type { KindPolicy, Policy } from "@/lib/core/policy";
import { createAppliance } from "@/lib/fleet/create-appliance";
import type { CreateApplianceInput } from "@/lib/fleet/schema";
import { type Ctx, openContext, system } from "@/lib/platform/context";
import { advanceQueue } from "@/lib/rollout/cap/advance-queue";
import { changePolicy } from "@/lib/rollout/change-policy";
import { changeRollout } from "@/lib/rollout/change-rollout";
import { openRollout } from "@/lib/rollout/open-rollout";
import { recordRelease } from "@/lib/rollout/releases/record-release";
import type { ChangeRolloutInput } from "@/lib/rollout/schema";

/** A seeded fleet; clients `pc1` … `pcN` in `groups` groups, ids ascending. */
export interface CapSite {
  applianceId: number;
  rolloutId: number;
  /** What it was seeded with. */
  cap: number;
  clientIds: number[];
}

export interface CapSitePlan {
  members: number;
  cap: number;
  groups?: number;
  /** What the policy says of an active Jump Client; the rest is the default. */
  policy?: Partial<KindPolicy>;
  appliance?: Partial<CreateApplianceInput>;
  rollout?: ChangeRolloutInput;
}

/** Slots come back to whoever wants them, however often attempts fail: for runs that never end. */
export const neverExhausted: Partial<KindPolicy> = {
  dueAfterMinutes: null,
  silentDays: null,
  missedReleases: null,
  failedAttempts: null,
};

const activeLine: KindPolicy = {
  dueAfterMinutes: 120,
  graceMinutes: 120,
  silentDays: 30,
  missedReleases: 2,
  failedAttempts: 3,
  msiLockedDown: false,
  byHand: false,
};

let sites = 0;

/** A context of Rollcall itself that nudges nobody: what a worker would do is called by hand. */
export async function quietContext(): Promise<Ctx> {
  return { ...(await openContext(system)), enqueue: async () => undefined };
}

/** Seeds a fleet that was last seen two hours before a release of an hour ago, and places it in the queue. */
export async function seedCapSite(plan: CapSitePlan): Promise<CapSite> {
  const ctx = await quietContext();
  const mark = `cap${++sites}-${ctx.now}`;
  const applianceId = await createAppliance(ctx, {
    name: mark,
    hostname: `${mark}.example.com`,
    timeZone: "UTC",
    cap: plan.cap,
    ...plan.appliance,
  });
  const policy: Partial<Policy> = { jump_client_active: { ...activeLine, ...plan.policy } };
  await changePolicy(ctx, applianceId, { policy });
  const hour = 3_600_000;
  const release = await recordRelease(ctx, applianceId, {
    kind: "site",
    name: "Bomgar-24.1.1",
    version: "24.1.1",
    installedAt: ctx.now - hour,
  });
  const rolloutId = release.rolloutId ?? 0;
  await openRollout(ctx, rolloutId);
  const clientIds = await insertClients(ctx, applianceId, mark, plan, ctx.now - 2 * hour);
  await changeRollout(ctx, rolloutId, { mode: "control", ...plan.rollout });
  await openRollout(ctx, rolloutId);
  await advanceQueue(ctx, applianceId);
  await ctx.db.query("ANALYZE client, client_now, queue_place, slot");
  return { applianceId, rolloutId, cap: plan.cap, clientIds };
}

async function insertClients(
  ctx: Ctx,
  applianceId: number,
  mark: string,
  { members, groups = 4 }: CapSitePlan,
  seenAt: number,
): Promise<number[]> {
  const { rows } = await ctx.db.query<{ id: number }>(
    `INSERT INTO client (appliance_id, kind, name, hostname, host_key, short_host, identity_basis, group_name)
     SELECT $1, 'jump_client', 'pc' || n, 'pc' || n || '-' || $2, 'pc' || n || '-' || $2, 'pc' || n || '-' || $2,
            'hostname', 'Group ' || (n % $4 + 1)
       FROM generate_series(1, $3) AS n RETURNING id`,
    [applianceId, mark, members, groups],
  );
  // One observation that speaks of all of them, so that the appliance has no list of the kind.
  await ctx.db.query(
    `WITH seen AS (
       INSERT INTO sighting (client_id, source, observed_at, descriptive)
       VALUES ($2, 'person', to_timestamp($3::float8 / 1000), '{}') RETURNING id, observed_at)
     INSERT INTO client_now (client_id, appliance_id, kind, stands, first_evidence_at, observed_at, seen, last_connected_at,
                             last_connected_source, online, online_source, connection_type, connection_type_source)
     SELECT c.id, c.appliance_id, c.kind, true, s.observed_at, s.observed_at, true, s.observed_at, -s.id, true, -s.id, 'active', -s.id
       FROM client c, seen s WHERE c.appliance_id = $1`,
    [applianceId, rows[0]?.id ?? 0, seenAt],
  );
  return rows.map(({ id }) => id).sort((one, other) => one - other);
}
