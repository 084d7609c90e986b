/** GET /api/v1/work-items.html: the run sheet, to be printed or kept on a device without a network. */
import { otherMethods, rawRoute } from "@/app/_web/route";
import type { WorkItem } from "@/lib/work/item-rows";
import { itemQuery } from "@/lib/work/schema";
import { walkItems } from "@/lib/work/walk-items";
import { writeSheet } from "./write-sheet";

/** More than anybody carries around; whoever wants all takes the CSV. */
const linesAtMost = 2_000;

export const GET = rawRoute(
  {
    operation: {
      id: "printWorkItems",
      summary: "The redeployment list as a run sheet to print",
      tag: "work",
      description:
        "Takes the filters of `listWorkItems`. One page for each person, in the order of a visit, with boxes to tick and what to do; it needs nothing else once it is there. At most 2,000 items.",
    },
    deed: "work.read",
    query: itemQuery,
    answers: { 200: { mediaType: "text/html", description: "A page that stands alone." } },
  },
  async ({ ctx, query }) => {
    const items: WorkItem[] = [];
    for await (const item of walkItems(ctx, query)) {
      if (items.length >= linesAtMost) break;
      items.push(item);
    }
    return new Response(writeSheet(items, ctx.now), {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        // Nothing in it runs and nothing is fetched: it is text and its own style.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      },
    });
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
