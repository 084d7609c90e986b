/** Lists of Jump Clients as people download them: the console's own, and one that a script made of the API. */
import { type FleetClient, siteOf } from "../fleet/fleet";
import { type Answer, type Appliance, type Asked, byItsClock, isSeen, json } from "./appliance";
import { isLost, writeJumpClient } from "./config-shapes";
import { basicPair, hasPassword } from "./identify";

/** Headings of a list that PowerShell made of the API (public script `jumpclients.csv`). */
const apiHeadings =
  "id jump_group_id name tag public_site_address comments jump_policy_id needs_update install_mode is_quiet connection_type last_connect_timestamp last_disconnect_timestamp fqdn unavailable_reason operating_system public_ip private_ip console_user expiration_timestamp is_lost jump_group_type customer_client_start_mode hostname max_offline_minutes last_access_timestamp jumpoint_proxy unattended_session_policy_id attended_session_policy_id".split(
    " ",
  );

const consoleHeadings =
  "Name,FQDN,Private IP,Operating System,Status,Status Details,Console User,Hostname / IP,Jump Group".split(
    ",",
  );

/** `GET /exports/jump-clients.csv`, with a name and password by basic authentication; `?shape=api` for the script's list. */
export function answerExport(appliance: Appliance, asked: Asked): Answer {
  const pair = basicPair(asked);
  if (!pair || !hasPassword(appliance, pair.name, pair.secret))
    return json(401, { message: "Unauthorized" }, { "WWW-Authenticate": 'Basic realm="exports"' });
  const seen = appliance.fleet.jumpClients.filter(({ vendorId }) => isSeen(appliance, vendorId));
  const ofApi = asked.query.get("shape") === "api";
  const body = ofApi ? apiList(appliance, seen) : consoleList(appliance, seen);
  const headers = { "Content-Disposition": 'attachment; filename="jump-clients.csv"' };
  return { status: 200, type: "text/csv; charset=utf-8", body, headers };
}

/**
 * The console's list: a first line that holds only `Jump Client`, headings, Name and FQDN behind an apostrophe (public program); the
 * dates in Status Details are those that the guides have people sort by, on a UTC clock. How the console words them is not known.
 */
export function consoleList(appliance: Appliance, clients: readonly FleetClient[]): string {
  const rows = clients.map((client) => {
    const guarded = (text: string | null) => (text ? `'${text}` : "");
    return [
      guarded(client.name),
      guarded(client.fqdn),
      client.privateIp,
      client.system,
      ...statusOf(appliance, client),
      client.online ? client.user : "",
      client.hostname,
      siteOf(appliance.fleet, client).name,
    ];
  });
  const line = (cells: readonly string[]) => `${cells.map(quotedIfNeeded).join(",")}\r\n`;
  return `Jump Client\r\n${[consoleHeadings, ...rows].map(line).join("")}`;
}

/** The script's list: every cell quoted, `True` and `False`, nothing for null (PowerShell's Export-Csv). */
export function apiList(appliance: Appliance, clients: readonly FleetClient[]): string {
  const rows = clients.map((client) => {
    const written: Record<string, unknown> = writeJumpClient(appliance, client);
    return apiHeadings.map((heading) => {
      const value = written[heading];
      return typeof value === "boolean" ? (value ? "True" : "False") : String(value ?? "");
    });
  });
  const line = (cells: readonly string[]) => `${cells.map(quoted).join(",")}\r\n`;
  return [apiHeadings, ...rows].map(line).join("");
}

function statusOf(appliance: Appliance, client: FleetClient): [status: string, details: string] {
  const { online, availability, lastConnectAt, lastDisconnectAt } = client;
  const told = (words: string, at: number | null): string =>
    at === null
      ? ""
      : `${words} ${new Date(byItsClock(appliance, at)).toISOString().slice(0, 19).replace("T", " ")}`;
  if (availability === "uninstalled") return ["Uninstalled", told("Uninstalled", lastDisconnectAt)];
  if (availability === "disabled") return ["Disabled", told("Disabled", lastDisconnectAt)];
  if (online) return ["Online", told("Online since", lastConnectAt)];
  return [isLost(appliance, client) ? "Lost" : "Offline", told("Offline since", lastDisconnectAt)];
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

function quotedIfNeeded(cell: string): string {
  return /[",\r\n]/.test(cell) ? quoted(cell) : cell;
}
