/** Which clients a question can be about, and which rollout decides their states: the one asked for, else each appliance's newest. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import type { RolloutStatus } from "../members/store";
import type { ClientQuery } from "./client-query";

/** Where a question looks. */
export interface ClientScope {
  /** `null`: every appliance. */
  appliances: readonly number[] | null;
  /** Rollouts that go on: their members stand in `client_now`. */
  going: readonly number[];
  /** Rollouts that are over: their members stand in blocks. */
  over: readonly number[];
  /** The members of one rollout and nobody else. */
  only: boolean;
  /** Appliances whose clients need not be members of a rollout that is shown: it has none, is over, or is opening. */
  unjudged: readonly number[];
}

interface ShownRollout {
  applianceId: number;
  rolloutId: number | null;
  status: RolloutStatus | null;
}

/**
 * The rollout asked for, or that of the site release installed last.
 * @throws AppError 403 for somebody who may see no clients, 404 for a rollout they may not know of
 */
export async function scopeOf(
  ctx: Ctx,
  { applianceId, rolloutId }: Pick<ClientQuery, "applianceId" | "rolloutId">,
): Promise<ClientScope> {
  const visible = refuseUnlessSomewhere(ctx, "client.read");
  const { rows } = await ctx.db.query<ShownRollout>(
    `SELECT a.id AS "applianceId", shown.id AS "rolloutId", shown.status
       FROM appliance a LEFT JOIN LATERAL (
         SELECT r.id, r.status FROM rollout r JOIN release l ON l.id = r.release_id
          WHERE r.appliance_id = a.id AND l.withdrawn_at IS NULL AND ($3::int IS NULL OR r.id = $3)
          ORDER BY l.installed_at DESC, l.id DESC LIMIT 1) shown ON true
      WHERE ($1::int[] IS NULL OR a.id = ANY($1)) AND ($2::int IS NULL OR a.id = $2) AND ($3::int IS NULL OR shown.id IS NOT NULL)`,
    [visible === "all" ? null : [...visible], applianceId ?? null, rolloutId ?? null],
  );
  if (rolloutId !== undefined && rows.length === 0) throw notFound("rollout", rolloutId);
  const ids = (statuses: readonly RolloutStatus[]) =>
    rows.flatMap(({ rolloutId: id, status }) =>
      id !== null && status !== null && statuses.includes(status) ? [id] : [],
    );
  const isEverywhere = visible === "all" && applianceId === undefined && rolloutId === undefined;
  return {
    appliances: isEverywhere ? null : rows.map((row) => row.applianceId),
    going: ids(["opening", "open", "held"]),
    over: ids(["superseded", "closed"]),
    only: rolloutId !== undefined,
    unjudged: rows.flatMap((row) =>
      row.status === "open" || row.status === "held" ? [] : [row.applianceId],
    ),
  };
}
