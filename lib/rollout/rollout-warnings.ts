/** What a person must be told loudly about a rollout. */
import { looksLikeInstallationStart, startSuspicionMinutes } from "@/lib/core/release";
import { vendorSettings } from "@/lib/core/upgrade-advice";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import { type ReleaseWarning, warnOfHaste } from "./releases/release-warnings";

/** Rule 16: the recorded time is probably the start of the installation. */
export interface StartWarning {
  code: "installation_start_suspected";
  sentence: string;
  offlineSoonAfter: number;
  withinMinutes: number;
}

/** More at once than the appliance itself would let through (domain: at most 500 Jump Client upgrades). */
export interface CapWarning {
  code: "cap_above_vendor";
  sentence: string;
  cap: number;
}

export type RolloutWarning = ReleaseWarning | StartWarning | CapWarning;

/** Every warning that stands for a rollout and its release. `installedAt` in epoch milliseconds. */
export async function warnOfRollout(
  db: Sql,
  rollout: {
    id: number;
    applianceId: number;
    releaseId: number;
    installedAt: number;
    mode: "observe" | "control";
    cap: number | null;
  },
): Promise<RolloutWarning[]> {
  const [haste, start] = await Promise.all([
    warnOfHaste(db, rollout.applianceId, rollout.releaseId),
    warnOfStart(db, rollout.id, rollout.installedAt),
  ]);
  return [...start, ...haste, ...warnOfCap(rollout)];
}

function warnOfCap({ mode, cap }: { mode: "observe" | "control"; cap: number | null }): CapWarning[] {
  const most = vendorSettings.concurrent;
  if (mode !== "control" || cap === null || cap <= most) return [];
  return [
    { code: "cap_above_vendor", sentence: words("rolloutWarnings")("cap_above_vendor", { cap, most }), cap },
  ];
}

/**
 * Rule 16: counts the members that are offline since a time shortly after the recorded one, by the index of last
 * connections; everybody else only where these could be enough.
 */
async function warnOfStart(db: Sql, rolloutId: number, installedAt: number): Promise<StartWarning[]> {
  const { rows } = await db.query<{ offlineSoonAfter: number }>(
    `SELECT count(*) AS "offlineSoonAfter" FROM member m JOIN client c ON c.id = m.client_id
      WHERE m.rollout_id = $1 AND c.appliance_id = (SELECT appliance_id FROM rollout WHERE id = $1)
        AND c.last_seen_at > $2 AND c.last_seen_at <= $3 AND c.facts #>> '{online,value}' = 'false'`,
    [rolloutId, asTimestamp(installedAt), asTimestamp(installedAt + startSuspicionMinutes * 60_000)],
  );
  const { offlineSoonAfter = 0 } = rows[0] ?? {};
  if (!looksLikeInstallationStart(offlineSoonAfter, 0)) return [];
  const { rows: all } = await db.query<{ withConnection: number }>(
    `SELECT count(c.last_seen_at) AS "withConnection"
       FROM member m JOIN client c ON c.id = m.client_id WHERE m.rollout_id = $1`,
    [rolloutId],
  );
  if (!looksLikeInstallationStart(offlineSoonAfter, all[0]?.withConnection ?? 0)) return [];
  const sentence = words("rolloutWarnings")("installation_start_suspected", {
    count: offlineSoonAfter,
    minutes: startSuspicionMinutes,
  });
  return [
    {
      code: "installation_start_suspected",
      sentence,
      offlineSoonAfter,
      withinMinutes: startSuspicionMinutes,
    },
  ];
}
