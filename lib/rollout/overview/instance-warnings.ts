/** What is wrong with Rollcall itself and makes what it says doubtful, for the top of the overview. */
import { appliancesFor } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { diskIsFull } from "@/lib/platform/disk";
import { decryptSecret } from "@/lib/platform/secrets";
import { clockWentBackAt } from "../members/watch-clock";

export type InstanceWarning =
  /** Nothing can be written until there is space on the database's disk; what waits goes on by itself then. */
  | { code: "disk_full" }
  /** A clock was ahead for a while; everything was judged again. */
  | { code: "clock_went_back"; at: number }
  /** The secret of an appliance's push webhook was encrypted under another ROLLCALL_SECRET: pushes have stopped. */
  | { code: "secret_unreadable"; applianceId: number; appliance: string };

const shownForMs = 24 * 3_600_000;

/** The warnings for who asks, the newest state of each; none of them is kept, so each goes away with its cause. */
export async function instanceWarnings(ctx: Ctx): Promise<InstanceWarning[]> {
  const [isFull, wentBackAt, unreadable] = await Promise.all([
    diskIsFull(ctx.db),
    clockWentBackAt(ctx),
    unreadableSecrets(ctx),
  ]);
  const isRecent = wentBackAt !== null && ctx.now - wentBackAt < shownForMs;
  return [
    ...(isFull ? [{ code: "disk_full" as const }] : []),
    ...(isRecent ? [{ code: "clock_went_back" as const, at: wentBackAt }] : []),
    ...unreadable,
  ];
}

async function unreadableSecrets(ctx: Ctx): Promise<InstanceWarning[]> {
  const where = appliancesFor(ctx.actor, "webhook.manage");
  const { rows } = await ctx.db.query<{ applianceId: number; appliance: string; secret: string }>(
    `SELECT a.id AS "applianceId", a.name AS appliance, w.secret_encrypted AS secret
       FROM push_webhook w JOIN appliance a ON a.id = w.appliance_id
      WHERE $1::int[] IS NULL OR a.id = ANY($1) ORDER BY lower(a.name), a.id`,
    [where === "all" ? null : [...where]],
  );
  return rows
    .filter(({ secret }) => !isReadable(secret))
    .map(({ applianceId, appliance }) => ({ code: "secret_unreadable", applianceId, appliance }));
}

function isReadable(secret: string): boolean {
  try {
    decryptSecret(secret);
    return true;
  } catch {
    return false;
  }
}
