/** GET /api/v1/clients.csv: every client that fits the filters, for people who go on in a spreadsheet. */
import { csvBytesResponse, csvQuery } from "@/app/_web/csv";
import { otherMethods, rawRoute } from "@/app/_web/route";
import { visibleAppliances } from "@/lib/rollout/clients/client-facets";
import { clientQuery } from "@/lib/rollout/clients/client-query";
import { streamClients } from "@/lib/rollout/clients/stream-clients";
import { clientLines, headings } from "./client-lines";

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
    const lines = clientLines(streamClients(ctx, filter), hostnames, separator);
    return csvBytesResponse(`${fileName}.csv`, headings, lines, separator);
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
