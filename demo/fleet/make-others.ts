/** All that is no Jump Client: Jumpoints, technicians' consoles, Buttons, connection agents, integration clients. */
import type { Fleet, FleetClient, Jumpoint } from "./fleet";
import { addClient } from "./new-client";
import { personNamed } from "./people";
import { about, between, dealt, draw, pick } from "./random";
import { company, domain, providers } from "./words";

const windows = "Windows 11 Pro (64-bit)";
const windowsServer = "Windows Server 2022 (64-bit)";

/** One Jumpoint a site at first, then more; every third is clustered, with two to four nodes. */
export function makeJumpoints(
  fleet: Pick<Fleet, "seed" | "clients" | "sites">,
  count: number,
  version: string,
): Jumpoint[] {
  let nodeId = 0;
  return Array.from({ length: count }, (_, place) => {
    const site = place % fleet.sites.length;
    const { code, name } = fleet.sites[site] ?? { code: "HQ", name: company };
    const id = place + 1;
    const clustered = place % 3 === 1;
    const nodeCount = clustered ? Math.floor(between(draw(fleet.seed, about.system, place, 2), 2, 5)) : 1;
    const platform = place % 4 === 3 ? ("linux-x86" as const) : ("windows-x86" as const);
    const codeName = `jumpoint_${code.toLowerCase()}_${id}`;
    const nodes = Array.from({ length: nodeCount }, (_, node) => {
      const hostname = `${code}-JPT-${String(id).padStart(2, "0")}${clustered ? String.fromCharCode(65 + node) : ""}`;
      return addClient(fleet, {
        kind: "jumpoint",
        vendorId: ++nodeId,
        jumpointId: id,
        name: `${name} Jumpoint ${id}`,
        hostname,
        fqdn: `${hostname}.${code}.${domain}`.toLowerCase(),
        site,
        system: platform === "linux-x86" ? "Ubuntu 24.04 LTS" : windowsServer,
        user: "",
        habit: "server",
        version,
      });
    });
    return { id, name: `${name} Jumpoint ${id}`, codeName, platform, clustered, nodes };
  });
}

/** Technicians' consoles; every eighth is an MSI on a locked-down machine, every third technician signs in by a directory. */
export function makeConsoles(fleet: Fleet, count: number, version: string): void {
  for (let number = 1; number <= count; number++) {
    const site = Math.floor(draw(fleet.seed, about.site, number, 1) ** 3 * fleet.sites.length);
    const code = fleet.sites[site]?.code ?? "HQ";
    const { displayName, user } = personNamed(fleet.seed, 1_000_000 + number);
    addClient(fleet, {
      kind: "console",
      vendorId: number + 1,
      name: displayName,
      displayName,
      user: `${user}${number}`,
      hostname: `${code}-SUP-${String(number).padStart(3, "0")}`,
      site,
      system: windows,
      provider: number % 3 === 0 ? pick(providers.slice(0, fleet.agents.length), (number / 3 / 7) % 1) : null,
      habit: "rep",
      nature: dealt(fleet.seed, about.nature, number) < 1 / 8 ? "msi_locked_down" : "ordinary",
      version,
    });
  }
}

/** Buttons lie on the desks of machines that have a Jump Client, and are used now and then. */
export function makeButtons(fleet: Fleet, count: number, version: string): void {
  for (let number = 1; number <= count; number++) {
    const host = fleet.jumpClients[(number * 13) % fleet.jumpClients.length];
    if (!host) return;
    const { hostname, fqdn, site, system, user, privateIp } = host;
    const name = `${hostname} Support Button`;
    addClient(fleet, {
      ...{ kind: "button", vendorId: number, habit: "rare", version, name },
      ...{ hostname, fqdn, site, system, user, privateIp },
    });
  }
}

/** Connection agents: one for each of the first `count` security providers. */
export function makeAgents(
  fleet: Pick<Fleet, "seed" | "clients" | "sites">,
  count: number,
  version: string,
): FleetClient[] {
  return providers.slice(0, count).map((provider, place) =>
    addClient(fleet, {
      kind: "connection_agent",
      vendorId: place + 1,
      name: `Connection agent for ${provider}`,
      hostname: `HQ-DIR-0${place + 1}`,
      fqdn: `hq-dir-0${place + 1}.hq.${domain}`,
      site: 0,
      system: windowsServer,
      user: "",
      provider,
      habit: "server",
      version,
    }),
  );
}

/** Integration clients: they sign in at the API with an account of their own. */
export function makeIntegrationClients(fleet: Fleet, version: string): void {
  for (const [place, name] of ["Session Archive", "Ticket Desk Link"].entries()) {
    addClient(fleet, {
      kind: "integration_client",
      vendorId: place + 1,
      name,
      displayName: name,
      user: String(draw(fleet.seed, about.person, place, 3))
        .slice(2)
        .padEnd(40, "7")
        .slice(0, 40),
      hostname: `HQ-INT-0${place + 1}`,
      fqdn: `hq-int-0${place + 1}.hq.${domain}`,
      site: 0,
      system: windowsServer,
      habit: "server",
      version,
    });
  }
}
