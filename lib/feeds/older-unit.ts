/** Whether what an appliance says of its clients is about the release that is going out: of a pair the peer may serve, which has it not yet. */

import { currentRelease } from "@/lib/core/release";
import { compareVersions } from "@/lib/core/reported-version";
import type { Ctx } from "@/lib/platform/context";
import { loadSiteReleases } from "@/lib/rollout/members/store";
import { askCommand, type CommandSite } from "./command-api/ask-command";
import type { FeedProblem } from "./store";

/**
 * To a unit that runs an older version no client needs an update, and whoever connects to it has not got the release: neither proves a
 * check-in. `version`: what the unit that serves runs. Null: nothing speaks against it.
 */
export async function whyOlderUnit(
  ctx: Ctx,
  applianceId: number,
  version: string,
): Promise<FeedProblem | null> {
  const release = currentRelease(await loadSiteReleases(ctx.db, applianceId));
  const order = release === null ? null : compareVersions(version, release.version);
  if (release === null || order === null || order >= 0) return null;
  return {
    code: "older_unit",
    sentence: `The appliance runs ${version}, which is older than the release ${release.version} that is recorded here. What it says of its clients proves nothing of that release and is not taken in. If its pair was swapped, install the release on this unit as well; if the release was recorded by mistake, withdraw it.`,
  };
}

/** The same where the version has to be asked for; an account that may not ask is not held to it. */
export async function askWhetherOlder(
  ctx: Ctx,
  applianceId: number,
  session: CommandSite["session"],
): Promise<FeedProblem | null> {
  const health = await askCommand({ session, access: { type: "oauth2" }, clockSkewMs: 0 }, "check_health");
  const version = health.kind === "read" ? (health.value.version?.number ?? null) : null;
  return version === null ? null : whyOlderUnit(ctx, applianceId, version);
}
