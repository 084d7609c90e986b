/** get_connected_client_list: how many clients of each type are connected to each unit, and which ids they have. */
import { cut } from "../cut";
import { idOf, wholeNumber } from "../fields";
import { type Outcome, refuse } from "../outcome";
import { attributeOf, childrenNamed, type XmlElement } from "../xml/xml-element";
import { type Records, readRecords } from "./records";

/** The types that can be asked for. Jump Clients (`pinned_client`) cannot: they are counted, never listed. */
export const listedTypes = [
  "representative",
  "support_customer",
  "presentation_attendee",
  "push_agent",
] as const;
export type ListedType = (typeof listedTypes)[number];

/** What one unit counts, by type as written. A type that is absent was not counted, or nobody of it is connected: unknown, not 0. */
export interface UnitCounts {
  applianceId: string | null;
  counts: Readonly<Record<string, number>>;
}

/** One `<connected_client>`. */
export interface ListedClient {
  type: string | null;
  /** Valid only while the client is connected, so it identifies nobody; get_connected_clients is asked by it. */
  id: string | null;
}

/** `<connected_client_list>` (vendor page get_connected_client_list, beyondtrust.com, Privileged Remote Access edition). */
export interface ConnectedClientList {
  units: readonly UnitCounts[];
  clients: Records<ListedClient>;
}

const mostClients = 10_000_000;

/** Refuses a count that cannot be read, or is given twice for one unit: the ramp after an upgrade is drawn by it. */
export function readConnectedClientList(root: XmlElement): Outcome<ConnectedClientList> {
  const problems: string[] = [];
  const units = childrenNamed(root, "connected_client_summary")
    .flatMap((summary) => childrenNamed(summary, "appliance_summary"))
    .map((unit) => ({ applianceId: idOf(unit, problems), counts: countsOf(unit, problems) }));
  const ids = units.map((unit) => unit.applianceId).filter((id) => id !== null);
  if (new Set(ids).size < ids.length) problems.push("an appliance is summed up twice");
  if (problems[0] !== undefined) {
    return refuse("unreadable", `The list of connected clients cannot be used: ${problems[0]}.`);
  }
  const clients = readRecords(childrenNamed(root, "connected_client"), (client, recordProblems) => ({
    type: attributeOf(client, "type"),
    id: idOf(client, recordProblems),
  }));
  return { kind: "read", value: { units, clients } };
}

/** Over all units; `null` where no unit counted that type. */
export function connectedOfType(
  list: ConnectedClientList,
  type: ListedType | "pinned_client",
): number | null {
  const counts = list.units.map((unit) => unit.counts[type]).filter((count) => count !== undefined);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

function countsOf(unit: XmlElement, problems: string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const element of childrenNamed(unit, "count")) {
    const type = attributeOf(element, "type");
    const count = wholeNumber(element.text, 0, mostClients);
    if (type === null) problems.push("a count does not say of what");
    else if (count === null) problems.push(`the count of ${type} says "${cut(element.text, 60)}"`);
    else if (counts.has(type)) problems.push(`${type} is counted twice`);
    else counts.set(type, count);
  }
  return Object.fromEntries(counts);
}
