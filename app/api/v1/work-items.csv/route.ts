/** GET /api/v1/work-items.csv: the redeployment list, or somebody's part of it, for a spreadsheet. */
import { type Cell, csvQuery, csvResponse } from "@/app/_web/csv";
import { writeInstant } from "@/app/_web/params";
import { otherMethods, rawRoute } from "@/app/_web/route";
import { explain } from "@/lib/rollout/members/explain";
import { remedyTitle } from "@/lib/work/instructions";
import { itemQuery } from "@/lib/work/schema";
import { walkItems } from "@/lib/work/walk-items";

const headings = [
  "held by",
  "site",
  "client",
  "host",
  "kind",
  "group",
  "system",
  "owner",
  "state",
  "what to do",
  "reason",
  "since",
  "last connected",
  "security providers down",
  "slot until",
  "installer",
  "note",
  "id",
] as const;

export const GET = rawRoute(
  {
    operation: {
      id: "exportWorkItems",
      summary: "The redeployment list as CSV",
      tag: "work",
      description:
        "Takes the filters of `listWorkItems`; `assignee` gives one person's part. In the order of a visit.",
    },
    deed: "work.read",
    query: itemQuery.extend(csvQuery),
    answers: { 200: { mediaType: "text/csv", description: "A heading line, one line per item." } },
  },
  async ({ ctx, query: { separator, ...query } }) => {
    const day = new Date(ctx.now).toISOString().slice(0, 10);
    return csvResponse(`work_${day}.csv`, headings, cells(), separator);

    async function* cells(): AsyncGenerator<Cell[]> {
      for await (const item of walkItems(ctx, query)) {
        yield [
          item.assignee?.name ?? null,
          item.site,
          item.name,
          item.fqdn ?? item.hostname,
          item.kind,
          item.group,
          item.os,
          item.owner,
          item.state,
          remedyTitle(item.remedy),
          item.reason && explain(item.reason, item.timeZone).sentence,
          writeInstant(item.since),
          writeInstant(item.lastSeenAt),
          item.state === "done" ? null : item.securityProviders.join(", "),
          item.slot && writeInstant(item.slot.leaseUntil),
          item.package && (item.package.location ?? writeInstant(item.package.madeAt)),
          item.note,
          item.id,
        ];
      }
    }
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
