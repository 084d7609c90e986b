/** What a person must be told loudly about a release. */
import { hoursTooEarly, previousRelease, siteWaitHours } from "@/lib/core/release";
import type { Sql } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import { behindQuery } from "../members/member-counts";
import { loadSiteReleases } from "../members/store";

export interface ReleaseWarning {
  code: "previous_release_too_recent";
  sentence: string;
  /** How many clients had not fetched the previous release. */
  clientsBehind: number;
  hoursBetween: number;
}

/**
 * Guides: at least 24 hours between two "Bomgar" packages. Names how many clients have not yet fetched the previous one
 * and may never come by themselves.
 */
export async function warnOfHaste(
  db: Sql,
  applianceId: number,
  releaseId: number,
): Promise<ReleaseWarning[]> {
  const releases = await loadSiteReleases(db, applianceId);
  const release = releases.find(({ id }) => id === releaseId);
  const previous = release ? previousRelease(releases, release) : null;
  const hours = release ? hoursTooEarly(release, previous) : null;
  if (!previous || hours === null) return [];
  const { rows } = await db.query<{ behind: number }>(
    behindQuery("(SELECT id FROM rollout WHERE release_id = $1)"),
    [previous.id],
  );
  const clientsBehind = rows[0]?.behind ?? 0;
  const sentence = words("warnings")("previous_release_too_recent", {
    hours,
    wait: siteWaitHours,
    previous: previous.version,
    behind: clientsBehind,
  });
  return [{ code: "previous_release_too_recent", sentence, clientsBehind, hoursBetween: hours }];
}
