/** Tells which answer of the Command API a tree is, for documents that come without the question. */
import { cut } from "./cut";
import { type Outcome, refuse } from "./outcome";
import type { XmlElement } from "./xml/xml-element";

/** The commands that Rollcall asks. All of them only read: `set_failover_role` and the like are no part of it. */
export const commandActions = [
  "get_api_info",
  "check_health",
  "get_appliances",
  "get_connected_client_list",
  "get_connected_clients",
  "get_logged_in_reps",
] as const;
export type CommandAction = (typeof commandActions)[number];

/** The outermost element of each answer, by local name. */
const actionOfRoot: Readonly<Record<string, CommandAction>> = {
  api_information: "get_api_info",
  health_check: "check_health",
  appliances: "get_appliances",
  connected_client_list: "get_connected_client_list",
  connected_clients: "get_connected_clients",
  logged_in_reps: "get_logged_in_reps",
};

/** The command that a document answers; `unknown_document` names what it is instead. */
export function whichDocument(root: XmlElement): Outcome<CommandAction> {
  const action = Object.entries(actionOfRoot).find(([name]) => name === root.name)?.[1];
  if (action !== undefined) return { kind: "read", value: action };
  return refuse(
    "unknown_document",
    `<${cut(root.name, 60)}> is no answer that Rollcall reads. It reads those of ${commandActions.join(", ")}.`,
  );
}
