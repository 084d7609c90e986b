/** check_health: which software an appliance runs, which part it plays in a failover pair, and when the pair last synced. */
import { cut } from "../cut";
import { flagOf, idOf, soleText, textOf, wordOf } from "../fields";
import { type Outcome, refuse } from "../outcome";
import { readSiteVersion, type SiteVersion } from "../site-version";
import { readInstant } from "../timestamps";
import { childrenNamed, type XmlElement } from "../xml/xml-element";

/** The part an appliance plays in a failover pair; `none`: there is no pair. */
export type FailoverRole = "none" | "primary" | "backup";
/** The words for it, for every document that has them. */
export const failoverRoles = { none: "none", primary: "primary", backup: "backup" } as const;

/** `<health_check>` (vendor page check_health; recorded on 19.1.8). Each part may be absent: `null`. */
export interface Health {
  /** The GUID of the appliance: one of the two units of a pair. */
  applianceId: string | null;
  applianceName: string | null;
  /** The site software that this unit runs. */
  version: SiteVersion | null;
  /** Whether the appliance found itself well. */
  success: boolean | null;
  errorMessage: string | null;
  failoverRole: FailoverRole | null;
  enabledSharedIps: readonly string[];
  /** Epoch milliseconds by the appliance's clock. */
  lastDataSyncAt: number | null;
  lastDataSyncStatus: string | null;
  notes: readonly string[];
}

/** Refuses a version, role or success that stands there and cannot be read: releases are proposed by them. */
export function readHealth(root: XmlElement, latestAt: number): Outcome<Health> {
  const problems: string[] = [];
  const written = soleText(root, "version", problems);
  const version = written === null ? null : readSiteVersion(written);
  if (written !== null && version === null) {
    problems.push(`<version> says "${cut(written, 60)}", which is no version`);
  }
  const [appliance, ...others] = childrenNamed(root, "appliance");
  if (others.length > 0) problems.push("it speaks of several appliances");
  const applianceId = appliance === undefined ? null : idOf(appliance, problems);
  const success = flagOf(root, "success", problems);
  const failoverRole = wordOf(root, "failover_role", failoverRoles, problems);
  if (problems[0] !== undefined)
    return refuse("unreadable", `The health answer cannot be used: ${problems[0]}.`);
  const sync = readInstant(childrenNamed(root, "last_data_sync_time")[0], latestAt);
  return {
    kind: "read",
    value: {
      applianceId,
      applianceName: textOf(root, "appliance"),
      version,
      success,
      errorMessage: textOf(root, "error_message"),
      failoverRole,
      enabledSharedIps: childrenNamed(root, "enabled_shared_ips")
        .flatMap((list) => childrenNamed(list, "ip"))
        .map((ip) => ip.text)
        .filter((ip) => ip !== ""),
      lastDataSyncAt: sync.at,
      lastDataSyncStatus: textOf(root, "last_data_sync_status"),
      notes: sync.problem === null ? [] : [`The time of the last data sync ${sync.problem}.`],
    },
  };
}
