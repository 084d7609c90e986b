/** Puts an item into the words of a page. */
import { may } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { words } from "@/lib/platform/words";
import { explain } from "@/lib/rollout/members/explain";
import { instructionsOf, remedyTitle } from "@/lib/work/instructions";
import type { WorkItem } from "@/lib/work/item-rows";
import type { WorkListItem, WorkReader } from "./list-item";

export function toListItem(item: WorkItem, several: boolean): WorkListItem {
  return {
    id: item.id,
    applianceId: item.applianceId,
    appliance: several ? item.applianceName : null,
    timeZone: item.timeZone,
    control: item.mode === "control",
    kind: item.kind,
    name: item.name,
    host: item.fqdn ?? item.hostname,
    group: item.group,
    site: item.site,
    owner: item.owner,
    os: item.os,
    providers: item.state === "done" ? [] : item.securityProviders,
    lastSeenAt: item.lastSeenAt,
    state: item.state,
    since: item.since,
    reasonTitle: words("reasonTitles")(item.reasonCode),
    sentence: item.reason && explain(item.reason, item.timeZone).sentence,
    remedy: { title: remedyTitle(item.remedy), steps: instructionsOf(item.remedy) },
    cameBack: item.cameBack,
    assignee: item.assignee,
    startedAt: item.startedAt,
    startedBy: item.startedBy,
    slotUntil: item.slot?.leaseUntil ?? null,
    doneAt: item.doneAt,
    doneBy: item.doneBy,
    failed: item.failed,
    note: item.note,
    installer: item.package,
    wantsInstaller: ["jump_client", "console", "button"].includes(item.kind) && item.remedy !== "enable",
  };
}

/** On whichever appliance: each deed is asked about its own again. */
export function readerOf({ actor }: Ctx, appliances: readonly number[]): WorkReader {
  return {
    id: actor.type === "person" ? actor.id : null,
    name: actor.name,
    mayDo: appliances.some((id) => may(actor, "work.do", id)),
    mayAssign: appliances.some((id) => may(actor, "work.assign", id)),
  };
}
