/** Commands that tell who is connected. Jump Clients are only counted there (vendor, get_connected_client_list). */
import { type FleetClient, siteOf } from "../fleet/fleet";
import type { Appliance } from "./appliance";
import { instant, type Told } from "./told";
import { element, escaped, leaf } from "./xml";

/** The types that can be asked for. `push_agent` is the Jumpoint's process (inferred), a Jump Client is a `pinned_client`. */
const types = ["representative", "support_customer", "presentation_attendee", "push_agent"] as const;
type Type = (typeof types)[number];
const mostIds = 100;

/** `get_connected_client_list`: counts by type, and an id for each client of the types asked for. */
export function answerConnectedList(appliance: Appliance, parameters: URLSearchParams): Told {
  const wanted = wantedTypes(parameters);
  if ("error" in wanted) return wanted;
  const { fleet } = appliance;
  const counts = wanted.types.map((type) =>
    element("count", { type }, String(connected(appliance, type).length)),
  );
  const pinned = fleet.jumpClients.filter(({ online }) => online).length;
  if (wanted.all) counts.push(element("count", { type: "pinned_client" }, String(pinned)));
  const summary = element("appliance_summary", { id: fleet.units[fleet.serving].guid }, ...counts);
  const clients =
    parameters.get("summary_only") === "1"
      ? []
      : wanted.types.flatMap((type) =>
          connected(appliance, type).map(({ connectionId: id }) => element("connected_client", { type, id })),
        );
  return {
    root: "connected_client_list",
    inside: [element("connected_client_summary", {}, summary), ...clients],
  };
}

/** `get_connected_clients`: details by id, a hundred at most. An id of a connection that is over is passed over. */
export function answerConnectedClients(appliance: Appliance, parameters: URLSearchParams): Told {
  const wanted = wantedTypes(parameters);
  if ("error" in wanted) return wanted;
  const ids = (parameters.get("id") ?? "").split(",").filter((id) => id !== "");
  if (ids.length === 0) return { error: "The id parameter is required." };
  if (ids.length > mostIds) return { error: `A maximum of ${mostIds} IDs is supported.` };
  const withConnections = parameters.get("include_connections") === "1";
  const inside = wanted.types.flatMap((type) =>
    connected(appliance, type)
      .filter(({ connectionId }) => ids.includes(String(connectionId)))
      .map((client) => describe(appliance, type, client, withConnections)),
  );
  return { root: "connected_clients", inside };
}

/** `get_logged_in_reps`: the technicians whose consoles are connected. */
export function answerLoggedInReps(appliance: Appliance): Told {
  const inside = connected(appliance, "representative").map((rep) =>
    element(
      "rep",
      { id: rep.vendorId },
      leaf("display_name", rep.displayName),
      leaf("public_display_name", rep.displayName),
      leaf("private_display_name", rep.displayName),
      leaf("type", "Normal"),
      leaf("direct_link", `https://${appliance.fleet.host}/?rep=${rep.vendorId}`),
      instant(appliance, "logged_in_since", rep.lastConnectAt ?? 0),
      leaf("presentation_count", 0),
      leaf("support_session_count", sessionsOf(appliance, rep)),
      leaf("showing_on_rep_list", 1),
    ),
  );
  return { root: "logged_in_reps", inside };
}

function describe(appliance: Appliance, type: Type, client: FleetClient, withConnections: boolean): string {
  const { fleet } = appliance;
  const since = instant(appliance, "connected_since", client.lastConnectAt ?? 0);
  const connection = element("client_connection", { id: fleet.units[fleet.serving].guid }, since);
  const platform = client.system.startsWith("Windows")
    ? "windows"
    : client.system.startsWith("mac")
      ? "mac"
      : "linux";
  return element(
    `connected_${type}`,
    { id: client.connectionId },
    ...(withConnections ? [element("client_connections", {}, connection), element("event_log")] : []),
    leaf("hostname", client.hostname),
    element("platform", { id: platform }, escaped(client.system)),
    leaf("timezone_offset", siteOf(fleet, client).offsetMinutes * 60),
    since,
  );
}

function connected({ fleet }: Appliance, type: Type): FleetClient[] {
  if (type === "push_agent")
    return fleet.jumpoints.flatMap(({ nodes }) => nodes.filter(({ online }) => online));
  if (type === "support_customer")
    return [...fleet.sessions.values()]
      .map(({ client }) => fleet.clients[client])
      .filter((client): client is FleetClient => client?.online === true);
  if (type === "presentation_attendee") return [];
  return fleet.clients.filter(({ kind, online }) => kind === "console" && online);
}

function sessionsOf({ fleet }: Appliance, rep: FleetClient): number {
  return [...fleet.sessions.values()].filter(({ console }) => console === rep.index).length;
}

function wantedTypes(
  parameters: URLSearchParams,
): { types: readonly Type[]; all: boolean } | { error: string } {
  const asked = (parameters.get("type") ?? "all").split(",").map((type) => type.trim());
  const wrong = asked.find((type) => type !== "all" && !types.some((known) => known === type));
  if (wrong !== undefined) return { error: `Invalid client type: ${wrong}` };
  const all = asked.includes("all");
  return { types: all ? types : types.filter((type) => asked.includes(type)), all };
}
