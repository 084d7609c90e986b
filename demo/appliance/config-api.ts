/** The Configuration API: `/api/config/v1` (vendor specification 1.10), as far as a monitor reads it. */
import { addJumpClient, removeJumpClient } from "../fleet/churn";
import { type FleetClient, type Jumpoint, type Site, siteOf } from "../fleet/fleet";
import { type Answer, type Appliance, type Asked, isSeen, json } from "./appliance";
import { writeGroup, writeJumpClient, writeJumpoint, writeNode } from "./config-shapes";
import { accessDenied, hasToken } from "./identify";
import { answerPage, type Filters, unknownParameter, unprocessable } from "./pages";

export const configBase = "/api/config/v1";

/** Answers what stands under `/api/config/v1`. */
export function answerConfig(appliance: Appliance, asked: Asked): Answer {
  const { faults } = appliance;
  if (!hasToken(appliance, asked)) return accessDenied();
  const allow = "GET, HEAD, OPTIONS";
  if (asked.method === "OPTIONS")
    return { status: 200, type: "application/json", body: "", headers: { Allow: allow } };
  if (asked.method !== "GET" && asked.method !== "HEAD")
    return json(405, { message: "Method Not Allowed" }, { Allow: allow });
  if (faults.take("forbidden", asked.path) !== null)
    return json(403, { message: "This API account may not use the Configuration API." });
  const [resource = "", id, below, ...more] = asked.path.slice(configBase.length + 1).split("/");
  if (more.length > 0) return notFound();
  if (id === undefined) return answerList(appliance, asked, resource);
  if (!/^[1-9]\d{0,9}$/.test(id)) return unprocessable({ id: ["The id must be an integer of at least 1."] });
  const [unknown] = asked.query.keys();
  if (unknown !== undefined) return unknownParameter(unknown);
  return answerOne(appliance, resource, Number(id), below);
}

function answerList(appliance: Appliance, asked: Asked, resource: string): Answer {
  const { fleet, faults } = appliance;
  if (faults.take("unknownParameter", asked.path) !== null)
    return unknownParameter([...asked.query.keys()][0] ?? "current_page");
  changeMeanwhile(appliance, asked);
  switch (resource) {
    case "jump-client": {
      const seen = fleet.jumpClients.filter(({ vendorId }) => isSeen(appliance, vendorId));
      return answerPage(asked, seen, jumpClientFilters(appliance), (row) => writeJumpClient(appliance, row));
    }
    case "jumpoint":
      return answerPage(asked, fleet.jumpoints, jumpointFilters(appliance), (row) =>
        writeJumpoint(appliance, row),
      );
    case "jump-group":
      return answerPage(asked, fleet.sites, groupFilters, writeGroup);
    default:
      return notFound();
  }
}

function answerOne(appliance: Appliance, resource: string, id: number, below: string | undefined): Answer {
  const { fleet } = appliance;
  if (resource === "jump-client" && below === undefined) {
    const client = fleet.jumpClients.find(({ vendorId }) => vendorId === id);
    return client && isSeen(appliance, id) ? json(200, writeJumpClient(appliance, client)) : notFound();
  }
  if (resource === "jump-group" && below === undefined) {
    const group = fleet.sites.find(({ groupId }) => groupId === id);
    return group ? json(200, writeGroup(group)) : notFound();
  }
  const jumpoint = resource === "jumpoint" ? fleet.jumpoints.find((each) => each.id === id) : undefined;
  if (!jumpoint || (below !== undefined && below !== "node")) return notFound();
  if (below === undefined) return json(200, writeJumpoint(appliance, jumpoint));
  return json(
    200,
    jumpoint.nodes.map((node) => writeNode(appliance, node)),
  );
}

/** With the `changingPages` fault on, clients that stood on earlier pages go, and new ones come at the end. */
function changeMeanwhile({ fleet, faults }: Appliance, { path, query }: Asked): void {
  if (Number(query.get("current_page") ?? 1) <= 1 || !path.endsWith("/jump-client")) return;
  for (let left = faults.take("changingPages", path) ?? 0; left > 0; left--) {
    const first = fleet.jumpClients[0];
    if (first) removeJumpClient(fleet, first.vendorId);
    addJumpClient(fleet);
  }
}

function jumpClientFilters({ fleet }: Appliance): Filters<FleetClient> {
  return {
    name: { of: ({ name }) => [name] },
    hostname: { of: ({ hostname }) => [hostname] },
    fqdn: { of: ({ fqdn }) => [fqdn] },
    tag: { of: ({ hostname }) => [hostname.split("-")[1] ?? ""] },
    jump_group_id: { of: (client) => [siteOf(fleet, client).groupId] },
    jump_group_type: { of: () => ["shared"], allowed: ["shared", "personal"] },
    console_user: { of: ({ user, online }) => [online ? user : ""] },
    public_ip: { of: (client) => [siteOf(fleet, client).publicIp] },
    private_ip: { of: ({ privateIp }) => [privateIp] },
    connection_type: {
      of: ({ availability, connectionType }) => [
        availability === "uninstalled" ? availability : connectionType,
      ],
      allowed: ["active", "passive", "uninstalled"],
    },
  };
}

function jumpointFilters({ fleet }: Appliance): Filters<Jumpoint> {
  return {
    name: { of: ({ name }) => [name] },
    code_name: { of: ({ codeName }) => [codeName] },
    hostname: { of: ({ nodes }) => nodes.map(({ hostname }) => hostname) },
    private_ip: { of: ({ nodes }) => nodes.map(({ privateIp }) => privateIp) },
    public_ip: { of: ({ nodes }) => nodes.map((node) => siteOf(fleet, node).publicIp) },
  };
}

const groupFilters: Filters<Site> = {
  name: { of: ({ name }) => [name] },
  code_name: { of: ({ groupCode }) => [groupCode] },
};

function notFound(): Answer {
  return json(404, { message: "The requested resource was not found." });
}
