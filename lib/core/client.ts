/** What a client of an appliance is: the six kinds and the words their facts use. */

/** The six kinds of client software that follow a site upgrade (guides, "Client updates"). */
export const clientKinds = [
  "console",
  "jump_client",
  "jumpoint",
  "button",
  "connection_agent",
  "integration_client",
] as const;
export type ClientKind = (typeof clientKinds)[number];

/** How a Jump Client keeps contact. `null` elsewhere means: nobody has told us. */
export const connectionTypes = ["active", "passive"] as const;
export type ConnectionType = (typeof connectionTypes)[number];

/** Whether the endpoint still runs the client (Configuration API `unavailable_reason`, `connection_type`). */
export const availabilities = ["available", "disabled", "uninstalled"] as const;
export type Availability = (typeof availabilities)[number];

/** How a console was installed: an MSI on a locked-down machine cannot replace itself (guides). */
export const installMethods = ["msi", "msi_locked_down"] as const;
export type InstallMethod = (typeof installMethods)[number];

/**
 * The normalised name an endpoint is known by: the FQDN where there is one, else the host name, else the
 * client's own name (lower confidence). Lower case, no trailing dot.
 */
export function hostKey(names: {
  fqdn: string | null;
  hostname: string | null;
  name: string | null;
}): string {
  return normaliseHost(names.fqdn ?? names.hostname ?? names.name ?? "");
}

/** Lower case, trimmed, without the dot that ends an absolute domain name. */
export function normaliseHost(host: string): string {
  return host.trim().toLowerCase().replace(/\.$/, "");
}

/** The first label of a host name; an IP address is opaque and stays whole. */
export function shortHost(host: string): string {
  if (isIpAddress(host)) return host;
  const dot = host.indexOf(".");
  return dot > 0 ? host.slice(0, dot) : host;
}

/** True for a literal IPv4 or IPv6 address (which has no domain to cut off). */
export function isIpAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || (host.includes(":") && /^[0-9a-f:.%]+$/i.test(host));
}
