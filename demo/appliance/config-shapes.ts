/** How the Configuration API writes a Jump Client, a Jumpoint, a node, a Jump Group (vendor specification 1.10, `components.schemas`). */
import { day } from "../fleet/durations";
import { type FleetClient, type Jumpoint, needsUpdate, type Site, siteOf } from "../fleet/fleet";
import { type Appliance, byItsClock, written } from "./appliance";

/** After how many days without a connection a Jump Client counts as lost: a site setting. */
export const lostDays = 15;

/** True where it has been away for longer than the setting allows. */
export function isLost(
  { fleet }: Appliance,
  { online, lastConnectAt, lastDisconnectAt }: FleetClient,
): boolean {
  const last = Math.max(lastConnectAt ?? 0, lastDisconnectAt ?? 0);
  return !online && last > 0 && fleet.now - last > lostDays * day;
}

/** `JumpClient`. Texts of times that never were are empty; `fqdn` is left out where the system has none. */
export function writeJumpClient(appliance: Appliance, client: FleetClient) {
  const site = siteOf(appliance.fleet, client);
  const time = (instant: number | null) => (instant === null ? "" : written(byItsClock(appliance, instant)));
  return {
    id: client.vendorId,
    jump_group_id: site.groupId,
    jump_group_type: "shared",
    name: client.name,
    hostname: client.hostname,
    ...(client.fqdn === null ? {} : { fqdn: client.fqdn }),
    tag: client.hostname.split("-")[1] ?? "",
    comments: "",
    jump_policy_id: null,
    attended_session_policy_id: null,
    unattended_session_policy_id: null,
    public_site_address: appliance.fleet.host,
    customer_client_start_mode: "normal",
    is_quiet: false,
    install_mode: "service",
    connection_type:
      client.availability === "uninstalled" ? "uninstalled" : (client.connectionType ?? "active"),
    last_connect_timestamp: time(client.lastConnectAt),
    last_disconnect_timestamp: time(client.lastDisconnectAt),
    is_lost: isLost(appliance, client),
    needs_update: needsUpdate(appliance.fleet, client),
    unavailable_reason: client.availability === "disabled" ? "disabled" : "none",
    operating_system: client.system,
    public_ip: site.publicIp,
    private_ip: client.privateIp,
    console_user: client.online ? client.user : "",
    expiration_timestamp: "",
    max_offline_minutes: 0,
    last_access_timestamp: time(client.lastAccessAt),
  };
}

/** `Jumpoint`. The proxy's settings are null until it connects for the first time after an upgrade. */
export function writeJumpoint(
  { fleet }: Appliance,
  { id, name, platform, codeName, clustered, nodes }: Jumpoint,
) {
  const { installedAt } = fleet.units[fleet.serving];
  const cameBack = nodes.some(({ lastConnectAt }) => lastConnectAt !== null && lastConnectAt > installedAt);
  const known = <T>(value: T) => (cameBack ? value : null);
  return {
    id,
    name,
    platform,
    code_name: codeName,
    comments: "",
    enabled: true,
    connected: nodes.some(({ online }) => online),
    clustered,
    shell_jump_enabled: platform === "linux-x86",
    external_jump_item_network_id: "",
    jzp_enabled: known(false),
    jzp_proxy_hostname: known(""),
    jzp_proxy_port: known(9555),
    jzp_allow_http_get: known(false),
    jzp_client_address_restrictions_type: known("no_restriction"),
    jzp_restricted_ips: known([] as string[]),
  };
}

/** `JumpointNode`. Its times are UTC and may be null. */
export function writeNode(appliance: Appliance, node: FleetClient) {
  const time = (instant: number | null) =>
    instant === null ? null : written(byItsClock(appliance, instant));
  return {
    id: node.vendorId,
    last_connect_timestamp: time(node.lastConnectAt),
    last_disconnect_timestamp: time(node.lastDisconnectAt),
    public_ip: siteOf(appliance.fleet, node).publicIp,
    private_ip: node.privateIp,
    hostname: node.hostname,
  };
}

/** `JumpGroup`. */
export function writeGroup({ groupId: id, name, groupCode: code_name }: Site) {
  return { id, name, code_name, comments: `All of ${name}` };
}
