/** get_appliances: the units of a failover pair or a cluster. */
import { flagOf, idOf, offsetSeconds, textOf, wordOf } from "../fields";
import { childrenNamed, type XmlElement } from "../xml/xml-element";
import { type FailoverRole, failoverRoles } from "./health";
import { type Records, readRecords } from "./records";

/** The part in a cluster. Older releases say "master" for `primary`. */
export type ClusterRole = "single" | "primary" | "traffic";
const clusterRoles = { single: "single", primary: "primary", master: "primary", traffic: "traffic" } as const;

/** One `<appliance>` (vendor page get_appliances). */
export interface ApplianceUnit {
  /** Its GUID, the same as in check_health. */
  id: string | null;
  name: string | null;
  publicHostname: string | null;
  clusterRole: ClusterRole | null;
  failoverRole: FailoverRole | null;
  acceptingConnections: boolean | null;
  /** Seconds away from UTC. */
  timezoneOffset: number | null;
}

/** Every unit by itself; one whose role is a word that nobody knows is refused. */
export function readAppliances(root: XmlElement): Records<ApplianceUnit> {
  return readRecords(childrenNamed(root, "appliance"), (unit, problems) => ({
    id: idOf(unit, problems),
    name: textOf(unit, "name"),
    publicHostname: textOf(unit, "public_hostname"),
    clusterRole: wordOf(unit, "cluster_role", clusterRoles, problems),
    failoverRole: wordOf(unit, "failover_role", failoverRoles, problems),
    acceptingConnections: flagOf(unit, "accepting_connections", problems),
    timezoneOffset: offsetSeconds(unit),
  }));
}
