/** From an answer as it came to what it says, typed by the command that it answers. */
import { futureToleranceMinutes } from "@/lib/core/release";
import { type ApiInfo, readApiInfo } from "./documents/api-info";
import { type ApplianceUnit, readAppliances } from "./documents/appliances";
import { type ConnectedClientList, readConnectedClientList } from "./documents/connected-client-list";
import { type ConnectedClient, readConnectedClients } from "./documents/connected-clients";
import { type Health, readHealth } from "./documents/health";
import { type LoggedInRep, readLoggedInReps } from "./documents/logged-in-reps";
import type { Records } from "./documents/records";
import { type Outcome, refuse } from "./outcome";
import { type CommandAction, whichDocument } from "./which-document";
import { readXml } from "./xml/read-xml";
import type { XmlElement } from "./xml/xml-element";
import type { XmlLimits } from "./xml/xml-limits";

/** One answer. `action` is the command, `value` what it says; instants in it are the appliance's own. */
export type CommandDocument =
  | { action: "get_api_info"; value: ApiInfo }
  | { action: "check_health"; value: Health }
  | { action: "get_appliances"; value: Records<ApplianceUnit> }
  | { action: "get_connected_client_list"; value: ConnectedClientList }
  | { action: "get_connected_clients"; value: Records<ConnectedClient> }
  | { action: "get_logged_in_reps"; value: Records<LoggedInRep> };

/** When an answer came, and by which clock. */
export interface Arrival {
  /** Our clock, epoch milliseconds. */
  receivedAt: number;
  /** How far the appliance's clock is ahead of ours, in milliseconds; 0 where nobody knows. */
  clockSkewMs: number;
}

/** What is expected of an answer. */
export interface Expected {
  /** The command that was asked; absent for a document that comes without a question. */
  action?: CommandAction;
  limits?: XmlLimits;
}

/**
 * Reads an answer. A date in it may lie five minutes after its arrival, by the appliance's clock, and no more. Refusals are
 * those of `readXml`, of the document's reader, `unknown_document`, and `other_document` where another answer was expected.
 */
export function readDocument(
  input: Uint8Array | string,
  arrival: Arrival,
  expected: Expected = {},
): Outcome<CommandDocument> {
  const tree = readXml(input, expected.limits);
  if (tree.kind === "refused") return tree;
  const which = whichDocument(tree.value);
  if (which.kind === "refused") return which;
  if (expected.action !== undefined && expected.action !== which.value) {
    return refuse(
      "other_document",
      `${expected.action} was asked, and the answer is that of ${which.value}: check what stands between the appliance and Rollcall.`,
    );
  }
  const latestAt = arrival.receivedAt + arrival.clockSkewMs + futureToleranceMinutes * 60_000;
  return readAs(which.value, tree.value, latestAt);
}

function readAs(action: CommandAction, root: XmlElement, latestAt: number): Outcome<CommandDocument> {
  switch (action) {
    case "get_api_info":
      return as(action, readApiInfo(root));
    case "check_health":
      return as(action, readHealth(root, latestAt));
    case "get_appliances":
      return as(action, { kind: "read", value: readAppliances(root) });
    case "get_connected_client_list":
      return as(action, readConnectedClientList(root));
    case "get_connected_clients":
      return as(action, { kind: "read", value: readConnectedClients(root, latestAt) });
    case "get_logged_in_reps":
      return as(action, { kind: "read", value: readLoggedInReps(root, latestAt) });
  }
}

function as<Action extends CommandAction, T>(
  action: Action,
  outcome: Outcome<T>,
): Outcome<{ action: Action; value: T }> {
  return outcome.kind === "read" ? { kind: "read", value: { action, value: outcome.value } } : outcome;
}
