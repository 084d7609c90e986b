/** The command API: `/api/command?action=…`, by GET or form POST, answers in XML (vendor, command API pages). */
import { siteVersion } from "../fleet/fleet";
import { type Answer, type Appliance, type Asked, byItsClock, unitOf } from "./appliance";
import { answerConnectedClients, answerConnectedList, answerLoggedInReps } from "./command-clients";
import { generations } from "./generations";
import { accessDenied, hasPassword, hasToken } from "./identify";
import { instant, type Told } from "./told";
import { document, element, entityBomb, escaped, leaf } from "./xml";

type Command = (appliance: Appliance, parameters: URLSearchParams, asked: Asked) => Told;

const commands: Readonly<Record<string, Command>> = {
  get_api_info: tellApiInfo,
  check_health: tellHealth,
  get_appliances: tellAppliances,
  get_connected_client_list: answerConnectedList,
  get_connected_clients: answerConnectedClients,
  get_logged_in_reps: answerLoggedInReps,
};

/** Answers a command. Parameters may stand in the query or in a form; who asks is known by a token, or by name and password. */
export function answerCommand(appliance: Appliance, asked: Asked): Answer {
  const { faults } = appliance;
  const parameters = new URLSearchParams([...asked.query, ...asked.form]);
  if (asked.headers.authorization !== undefined) {
    if (!hasToken(appliance, asked)) return accessDenied();
  } else if (!hasPassword(appliance, parameters.get("username"), parameters.get("password")))
    return xml(appliance, { error: "Authentication failed." }, 403);
  if (faults.take("forbidden", asked.path) !== null)
    return xml(appliance, { error: "Permission denied." }, 403);
  if (faults.take("entityBomb", asked.path) !== null)
    return { status: 200, type: "text/xml; charset=UTF-8", body: entityBomb() };
  const action = parameters.get("action") ?? "";
  const command = Object.hasOwn(commands, action) ? commands[action] : undefined;
  if (!command) return xml(appliance, { error: `Unknown action: ${action}` });
  return xml(appliance, command(appliance, parameters, asked));
}

/** The version as `check_health` writes it: the site's version, with the build in brackets (recorded on 19.1.8). */
export function versionWithBuild(version: string): string {
  const digits = version.replace(/\D/g, "");
  return `${version} (${40_000 + Number(digits)}-${digits.repeat(8).slice(0, 32)})`;
}

function xml({ generation }: Appliance, told: Told, status = 200): Answer {
  const { namespace } = generations[generation];
  const body =
    "error" in told
      ? document(namespace, "error", escaped(told.error))
      : document(namespace, told.root, ...told.inside);
  return { status, type: "text/xml; charset=UTF-8", body };
}

function tellApiInfo(appliance: Appliance): Told {
  const permission = (name: string, value: string) => element("permission", { name }, value);
  const permissions = [
    permission("perm_command", "read_only"),
    ...[
      "perm_reporting_support",
      "perm_reporting_license",
      "perm_reporting_archive",
      "perm_real_time_state",
    ].map((name) => permission(name, "0")),
    permission("perm_backup", "0"),
    permission("perm_configuration", "1"),
    permission("perm_configuration_vault_account", "0"),
  ];
  const { apiVersion } = generations[appliance.generation];
  const inside = [
    leaf("api_version", apiVersion),
    leaf("timestamp", Math.floor(byItsClock(appliance, appliance.fleet.now) / 1_000)),
    element("permissions", {}, ...permissions),
  ];
  return { root: "api_information", inside };
}

function tellHealth(appliance: Appliance, _: URLSearchParams, asked: Asked): Told {
  const { fleet } = appliance;
  const name = unitOf(appliance, asked);
  const unit = fleet.units[name];
  const synced = unit.version === siteVersion(fleet) && fleet.units.A.version === fleet.units.B.version;
  // The first data sync of an hour; none while the units run different versions, as the pair is broken up then.
  const syncedAt = Math.floor(fleet.now / 3_600_000) * 3_600_000;
  const inside = [
    element("appliance", { id: unit.guid }, escaped(unitHost(appliance, name))),
    leaf("version", versionWithBuild(unit.version)),
    leaf("success", 1),
    leaf("failover_role", roleOf(appliance, name)),
    element("enabled_shared_ips", {}, ...(name === fleet.serving ? [leaf("ip", "198.51.100.2")] : [])),
    ...(synced
      ? [instant(appliance, "last_data_sync_time", syncedAt), leaf("last_data_sync_status", "Success")]
      : []),
  ];
  return { root: "health_check", inside };
}

function tellAppliances(appliance: Appliance): Told {
  const { fleet } = appliance;
  const inside = (["A", "B"] as const).map((name) =>
    element(
      "appliance",
      { id: fleet.units[name].guid },
      leaf("name", unitHost(appliance, name)),
      leaf("public_hostname", fleet.host),
      leaf("cluster_role", "single"),
      leaf("failover_role", roleOf(appliance, name)),
      leaf("accepting_connections", name === fleet.serving ? 1 : 0),
      leaf("timezone_offset", 0),
    ),
  );
  return { root: "appliances", inside };
}

function roleOf({ fleet }: Appliance, name: "A" | "B"): string {
  return name === fleet.serving ? "primary" : "backup";
}

function unitHost({ fleet }: Appliance, name: "A" | "B"): string {
  return fleet.host.replace(/^([^.]+)/, `$1-${name.toLowerCase()}`);
}
