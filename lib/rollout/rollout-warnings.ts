/** What a person must be told loudly about a rollout. */
import { looksLikeInstallationStart, startSuspicionMinutes } from "@/lib/core/release";
import { vendorSettings } from "@/lib/core/upgrade-advice";
import type { Sql } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import { loadStartSign } from "./members/start-signs";
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
    mode: "observe" | "control";
    cap: number | null;
  },
): Promise<RolloutWarning[]> {
  const [haste, start] = await Promise.all([
    warnOfHaste(db, rollout.applianceId, rollout.releaseId),
    warnOfStart(db, rollout.id),
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

/** Rule 16, as it was counted when the members were last judged as a whole. */
async function warnOfStart(db: Sql, rolloutId: number): Promise<StartWarning[]> {
  const { offlineSoonAfter, withConnection } = await loadStartSign(db, rolloutId);
  if (!looksLikeInstallationStart(offlineSoonAfter, withConnection)) return [];
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
