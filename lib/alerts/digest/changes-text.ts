/** Writes changes as lines of plain text: for the digest's mail, and for whoever copies the hand-over. */
import { hasMoved } from "@/lib/core/alerts/counts-then";
import { type MemberState, memberStates } from "@/lib/core/member";
import type { Mover } from "@/lib/core/movers";
import { percentOf } from "@/lib/core/percent";
import { words } from "@/lib/platform/words";
import type { ApplianceChanges, Changes, IncidentChange, RolloutChanges } from "./changes";
import { whoseMove } from "./whose-move";

const t = words("digest");
const states = words("states");

/** Whether anything happened, or anybody has to do anything. */
export function isQuiet({ appliances, incidents }: Changes): boolean {
  return (
    incidents.length === 0 &&
    appliances.every(
      ({ rollouts, releases, imports, incidents: own }) =>
        releases.length === 0 &&
        own.length === 0 &&
        imports.failed + imports.waiting === 0 &&
        rollouts.every(({ moves, now }) => !hasMoved(moves) && now.overdue + now.needs_redeployment === 0),
    )
  );
}

/** A block of lines for each appliance of which there is anything to tell, then Rollcall itself. */
export function linesOfChanges({ appliances, incidents, own: movers }: Changes): string[] {
  const blocks = appliances
    .map((appliance) => linesOfAppliance(appliance, movers))
    .filter((lines) => lines.length > 0);
  const own = incidents.map(lineOfIncident);
  return [...blocks.flat(), ...(own.length === 0 ? [] : [t("itself"), ...own])];
}

function linesOfAppliance(
  { name, rollouts, releases, imports, incidents }: ApplianceChanges,
  own: readonly Mover[],
): string[] {
  const lines = [
    ...releases.map(({ kind, version, recordedBy }) =>
      t("release", { kind: t(`packages.${kind as "site" | "base" | "license"}`), version, by: recordedBy }),
    ),
    ...rollouts.flatMap((rollout) => linesOfRollout(rollout, own)),
    ...(imports.done > 0 ? [t("importsDone", { count: imports.done })] : []),
    ...(imports.failed > 0 ? [t("importsFailed", { count: imports.failed })] : []),
    ...(imports.waiting > 0 ? [t("importsWaiting", { count: imports.waiting })] : []),
    ...incidents.map(lineOfIncident),
  ];
  return lines.length === 0 ? [] : [t("appliance", { name }), ...lines];
}

/** How far a rollout is, in words. */
export function standingOf({
  version,
  status,
  now,
}: Pick<RolloutChanges, "version" | "status" | "now">): string {
  const members = memberStates.reduce((sum, state) => sum + now[state], 0);
  return t("standing", {
    version,
    status: t(`statuses.${status}`),
    done: now.checked_in,
    members,
    percent: percentOf(now.checked_in, members) ?? "none",
  });
}

function linesOfRollout(rollout: RolloutChanges, own: readonly Mover[]): string[] {
  const { before, now, moves, stragglers, movers } = rollout;
  const standing = standingOf(rollout);
  const changed = memberStates
    .filter((state) => now[state] !== before[state])
    .map((state) => difference(state, before, now));
  const moved =
    changed.length > 0 ? t("moved", { list: changed.join(", ") }) : t(hasMoved(moves) ? "sameAgain" : "same");
  const behind = now.overdue + now.needs_redeployment;
  const sites = stragglers.bySite.map(({ site, members: count }) =>
    t("site", { site: site ?? t("noSite"), count }),
  );
  const more = stragglers.moreSites > 0 ? [t("moreSites", { count: stragglers.moreSites })] : [];
  const whose = whoseMove(movers, own, now.checked_in + now.excluded);
  return [
    standing,
    moved,
    ...(whose === null ? [] : [whose]),
    ...(behind === 0
      ? []
      : [
          t("waits", {
            overdue: now.overdue,
            redeploy: now.needs_redeployment,
            rest: now.waiting + now.queued + now.upgrading,
          }),
        ]),
    ...(behind > 0 && sites.length > 0 ? [t("bySite", { list: [...sites, ...more].join(", ") })] : []),
  ];
}

function difference(
  state: MemberState,
  before: Record<MemberState, number>,
  now: Record<MemberState, number>,
): string {
  const by = now[state] - before[state];
  return t("difference", { state: states(state), now: now[state], by: by > 0 ? `+${by}` : `−${-by}` });
}

function lineOfIncident({ id, rule, count, status }: IncidentChange): string {
  return t(status === "resolved" ? "incidentOver" : "incident", { id, rule, count });
}
