/** What a fleet is: clients on their machines at their sites, and the failover pair that they connect to. */
import type { Agenda } from "./agenda";
import type { Habit } from "./habits";
import type { Happening } from "./happenings";

/** The six kinds of client software that a site upgrade concerns (guides, "Client updates"). */
export type Kind =
  | "console"
  | "jump_client"
  | "jumpoint"
  | "button"
  | "connection_agent"
  | "integration_client";

/**
 * What is special about a client. `stuck`: connects and never upgrades. `skips`: passes over the second release. `slow`: takes the
 * better part of an hour. `fails`: succeeds at the third attempt. `regresses`: is set back by an old image once. `scrapped`,
 * `disabled`, `uninstalled`: goes for good, before the start or later. `shadow`: the older of two on one host, long silent.
 * `msi_locked_down`: a console that cannot replace itself (guides, "MSI").
 */
export type Nature =
  | "ordinary"
  | "stuck"
  | "skips"
  | "slow"
  | "fails"
  | "regresses"
  | "scrapped"
  | "disabled"
  | "uninstalled"
  | "shadow"
  | "msi_locked_down";

export interface Site {
  name: string;
  code: string;
  offsetMinutes: number;
  publicIp: string;
  /** The Jump Group of the site: its id and code name. */
  groupId: number;
  groupCode: string;
  /** False while the site's line is cut. */
  lineUp: boolean;
}

/** One client; of a Jumpoint each node is one. Instants in epoch milliseconds, whole seconds. */
export interface FleetClient {
  /** Its place in `fleet.clients`. */
  readonly index: number;
  readonly kind: Kind;
  /** The appliance's number for it within its kind; of a Jumpoint's node the node's. */
  readonly vendorId: number;
  readonly jumpointId: number | null;
  readonly name: string;
  readonly hostname: string;
  readonly fqdn: string | null;
  /** The place of its site in `fleet.sites`. */
  readonly site: number;
  readonly system: string;
  readonly privateIp: string;
  /** The user name of a console's technician, of the user at a Jump Client's machine, of an API account. */
  readonly user: string;
  readonly displayName: string;
  /** The provider by which a technician signs in, or which a connection agent serves. */
  readonly provider: string | null;
  readonly connectionType: "active" | "passive" | null;
  readonly nature: Nature;
  /** When somebody takes it away, disables or uninstalls it. */
  readonly leavesAt: number | null;
  habit: Habit;
  /** The site version whose software it runs. */
  version: string;
  /** When it last began to run another version; null where it never has since the fleet was made. */
  upgradedAt: number | null;
  availability: "available" | "disabled" | "uninstalled";
  /** Its machine is on. */
  on: boolean;
  online: boolean;
  /** New with each connection, and valid only while it lasts. */
  connectionId: number;
  lastConnectAt: number | null;
  lastDisconnectAt: number | null;
  lastAccessAt: number | null;
  /** Entries of contact with an older turn are void. */
  contactTurn: number;
  upgradeTurn: number;
  upgrade: "none" | "waiting" | "running";
  failedUpgrades: number;
  /** It does not upgrade before this instant. */
  heldUntil: number;
  /** The version for which a person will install it anew. */
  redeploysTo: string | null;
  /** Taken off the appliance by an administrator. */
  removed: boolean;
}

export interface Jumpoint {
  readonly id: number;
  readonly name: string;
  readonly codeName: string;
  readonly platform: "windows-x86" | "linux-x86";
  readonly clustered: boolean;
  readonly nodes: readonly FleetClient[];
}

export type UnitName = "A" | "B";

/** One appliance of the failover pair. */
export interface Unit {
  readonly name: UnitName;
  /** 32 hexadecimal digits. */
  readonly guid: string;
  version: string;
  /** When the installation of that version completed. */
  installedAt: number;
}

/** A site release: who installs it is the unit that serves at `startsAt`; the peer follows. */
export interface Release {
  readonly version: string;
  readonly startsAt: number;
  readonly installedAt: number;
}

export interface Session {
  readonly lsid: string;
  readonly console: number;
  readonly client: number;
}

export interface Fleet {
  readonly seed: number;
  /** The public host name of the site. */
  readonly host: string;
  now: number;
  readonly sites: readonly Site[];
  readonly clients: FleetClient[];
  /** Those of `clients` that the appliance lists, by id. */
  readonly jumpClients: FleetClient[];
  readonly jumpoints: readonly Jumpoint[];
  readonly agents: readonly FleetClient[];
  readonly units: Readonly<Record<UnitName, Unit>>;
  serving: UnitName;
  /** The place in `releases` of what the serving unit installs just now, which nobody can connect to meanwhile. */
  installing: number | null;
  readonly releases: Release[];
  /** How many Jump Clients may upgrade at a time: the appliance's own setting, at most 500 (vendor, on-prem-jump-clients). */
  readonly upgradeCap: number;
  upgradesRunning: number;
  /** Places of clients that wait for an upgrade, in order; some wait no more. */
  upgradeQueue: number[];
  readonly agenda: Agenda;
  readonly sessions: Map<number, Session>;
  lastConnectionId: number;
  lastSession: number;
  lastVendorId: number;
  /** What happened since it was last taken by `advance`. */
  readonly happenings: Happening[];
}

/** False while the serving unit installs a release. */
export function isUp(fleet: Fleet): boolean {
  return fleet.installing === null;
}

/** The version that the clients are measured against: that of the serving unit. */
export function siteVersion(fleet: Fleet): string {
  return fleet.units[fleet.serving].version;
}

/** True where the client runs other software than the serving unit's; the API's `needs_update`. */
export function needsUpdate(fleet: Fleet, client: FleetClient): boolean {
  return client.version !== siteVersion(fleet);
}

/** The site of a client. */
export function siteOf(fleet: Fleet, client: FleetClient): Site {
  return fleet.sites[client.site] as Site;
}
