/** How each kind of rule looks. */
import type { RuleKind } from "@/lib/core/alerts/rule";
import type { Condition, FindConditions, Looking } from "./condition";
import { exportOld, feedQuiet } from "./feed-conditions";
import { duplicatesJump, importFailed, importWaiting } from "./import-conditions";
import { countMembers } from "./member-conditions";
import { channelFailing, deliveryDead, mailWrong, sweepLate } from "./own-conditions";
import { halted, noProgress, releasedTooEarly } from "./rollout-conditions";
import { siteSilent } from "./site-silent";
import { windowEnded } from "./window-conditions";

const finders: Record<RuleKind, FindConditions> = {
  stragglers: countMembers,
  needs_redeployment: countMembers,
  connected_but_old: countMembers,
  agents_waiting: countMembers,
  regressed: countMembers,
  site_silent: siteSilent,
  no_progress: noProgress,
  halted,
  released_too_early: releasedTooEarly,
  duplicates: duplicatesJump,
  feed_quiet: feedQuiet,
  export_old: exportOld,
  import_waiting: importWaiting,
  import_failed: importFailed,
  window_ended: windowEnded,
  channel_failing: channelFailing,
  delivery_dead: deliveryDead,
  mail_problem: mailWrong,
  sweep_late: sweepLate,
};

/** What a rule finds now, whatever its thresholds say to it. */
export function findConditions(looking: Looking): Promise<Condition[]> {
  return finders[looking.when.kind](looking);
}
