/** GET /api/v1/clients.csv: every client that fits the filters, for people who go on in a spreadsheet. */
import { type Cell, csvQuery, csvResponse } from "@/app/_web/csv";
import { otherMethods, rawRoute } from "@/app/_web/route";
import { words } from "@/lib/platform/words";
import { visibleAppliances } from "@/lib/rollout/clients/client-facets";
import { clientQuery } from "@/lib/rollout/clients/client-query";
import type { ClientRow } from "@/lib/rollout/clients/client-rows";
import { streamClients } from "@/lib/rollout/clients/stream-clients";
import { writeClient } from "../clients/client-answer";

export const GET = rawRoute(
  {
    operation: {
      id: "exportClients",
      summary: "Every client that fits the filters, as CSV",
      tag: "clients",
      description:
        "Takes the filters and the order of `listClients`. Formulas are disarmed with a leading apostrophe.",
    },
    deed: "client.read",
    query: clientQuery.extend(csvQuery),
    answers: {
      200: {
        mediaType: "text/csv",
        description: "UTF-8 with byte order mark, a heading line, one line per client.",
      },
    },
  },
  async ({ ctx, query }) => {
    const appliances = await visibleAppliances(ctx);
    const appliance =
      appliances.find(({ id }) => id === query.applianceId) ??
      (appliances.length === 1 ? appliances[0] : null);
    const day = new Date(ctx.now).toISOString().slice(0, 10);
    const fileName = ["clients", appliance?.hostname, day].filter(Boolean).join("_");
    const hostnames = new Map(appliances.map(({ id, hostname }) => [id, hostname]));
    const { separator, ...filter } = query;
    const rows = cells(streamClients(ctx, filter), hostnames);
    return csvResponse(`${fileName}.csv`, Object.keys(columns), rows, separator);
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");

type Written = ReturnType<typeof writeClient> & { appliance: string };

const states = words("states");
const kinds = words("kinds");

/** The headings and what stands below them. Headings that an import knows are the ones it would recognise. */
const columns = {
  id: (client) => client.id,
  appliance: (client) => client.appliance,
  kind: (client) => kinds(client.kind),
  name: (client) => client.name,
  hostname: (client) => client.hostname,
  fqdn: (client) => client.fqdn,
  vendor_id: (client) => client.vendorId,
  group: (client) => client.group,
  connection_type: (client) => client.connectionType,
  state: (client) => states(client.state ?? "none"),
  reason_code: (client) => client.reason?.code ?? null,
  reason: (client) => client.reason?.sentence ?? null,
  what_would_clear_it: (client) => client.reason?.clear ?? null,
  state_since: (client) => client.stateSince,
  last_connected: (client) => client.lastSeenAt,
  due: (client) => client.dueAt,
  checked_in: (client) => client.checkedInAt,
  late: (client) => client.late,
  left: (client) => client.left,
  possible_duplicate: (client) => client.possibleDuplicate,
  survivor_id: (client) => client.survivorId,
  site: (client) => client.site,
  owner: (client) => client.owner,
  tags: (client) => client.tags.join(", "),
} satisfies Record<string, (client: Written) => Cell>;

async function* cells(
  rows: AsyncGenerator<ClientRow>,
  hostnames: Map<number, string>,
): AsyncGenerator<Cell[]> {
  for await (const row of rows) {
    const client = {
      ...writeClient(row),
      appliance: hostnames.get(row.applianceId) ?? String(row.applianceId),
    };
    yield Object.values(columns).map((write) => write(client));
  }
}
