/** The way from each need to where the reader can deal with it. */
import { clientsHref } from "@/app/_components/clients-href";
import type { Need } from "@/lib/core/attention";
import type { ApplianceAtGlance } from "@/lib/rollout/overview/overview-queries";

/** `mayWork`: the reader works on the clients of the appliance; who only looks is led to the list of them. */
export function needHref(
  need: Need,
  { appliance, rollout, superseded }: ApplianceAtGlance,
  mayWork: boolean,
): string {
  const rolloutId = rollout?.id ?? 0;
  switch (need.code) {
    case "not_watched":
      return "/readyz";
    case "release_noticed":
      return `/releases?applianceId=${appliance.id}#noticed-${need.proposalId}`;
    case "halted":
    case "held":
    case "drained":
    case "draining":
    case "opening":
      return `/rollouts/${rolloutId}`;
    case "no_slots":
    case "stands_still":
    case "sub_cap_zero":
      return `/rollouts/${rolloutId}/slots`;
    case "wave_stuck":
    case "queue_waits":
      return `/rollouts/${rolloutId}/plan`;
    case "push_paused":
      return `/settings/slots?applianceId=${appliance.id}`;
    case "overdue":
      return clientsHref({ rolloutId, state: "overdue", sort: "dueAt" });
    case "needs_redeployment":
      return mayWork
        ? redeploymentHref(appliance.id, rollout?.mode ?? "observe")
        : clientsHref({ rolloutId, state: "needs_redeployment" });
    case "queued_overdue":
      return clientsHref({ rolloutId, state: "queued", sort: "lastSeenAt" });
    case "due_soon":
      return clientsHref({ rolloutId, state: "waiting", sort: "dueAt" });
    case "unread":
      // In control mode they are queued, and no list can tell them apart: the import can.
      return rollout?.mode === "control"
        ? `/imports?applianceId=${appliance.id}`
        : clientsHref({ rolloutId, state: "waiting", reason: ["row_unreadable", "update_need_unread"] });
    case "export_older":
    case "no_complete_export":
    case "export_doubtful":
    case "no_data_since_due":
    case "no_clients":
      return `/imports?applianceId=${appliance.id}`;
    case "no_release":
      return `/releases?applianceId=${appliance.id}&record=1`;
    case "feed_silent":
      return `/settings/feeds/${need.feedId}?applianceId=${appliance.id}`;
    case "import_asks":
    case "import_failed":
    case "import_running":
      return `/imports/${need.importId}`;
    case "superseded":
      return `/rollouts/${superseded?.rolloutId ?? rolloutId}`;
  }
}

/** The same clients as items of work: whose work was started is flagged still, but under a slot (in control mode) it is upgrading. */
function redeploymentHref(applianceId: number, mode: "observe" | "control"): string {
  const states = mode === "control" ? "open,failed" : "open,failed,started";
  return `/work?${new URLSearchParams({ applianceId: String(applianceId), state: states })}`;
}
