/** What a connection looks like to those who read the appliance's log. */
import { type Fleet, type FleetClient, siteOf } from "./fleet";

/**
 * Tells of a console's login or logout, or of an API account's login; other kinds leave no trace in the log (vendor, syslog:
 * "the representative console triggers syslog only for login and logout").
 */
export function signIn(fleet: Fleet, client: FleetClient, what: "login" | "logout", success: boolean): void {
  if (client.kind !== "console" && client.kind !== "integration_client") return;
  const ofApi = client.kind === "integration_client";
  if (ofApi && what === "logout") return;
  fleet.happenings.push({
    what,
    at: fleet.now,
    target: ofApi ? "web/api" : "rep_client",
    user: client.user,
    displayName: client.displayName,
    provider: ofApi ? null : providerOf(fleet, client),
    ip: siteOf(fleet, client).publicIp,
    success,
  });
}

/** The provider of a technician, or the local password where no connection agent of that provider is connected. */
function providerOf(fleet: Fleet, client: FleetClient): string {
  if (client.provider === null) return "password";
  const serves = fleet.agents.some(({ provider, online }) => provider === client.provider && online);
  return serves ? client.provider : "password";
}
