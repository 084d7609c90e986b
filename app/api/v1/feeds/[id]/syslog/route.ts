import { z } from "zod";
import { readLinesBody } from "@/app/_web/lines-body";
import { idParam } from "@/app/_web/params";
import { otherMethods, rawRoute } from "@/app/_web/route";
import { acceptLines } from "@/lib/feeds/syslog/accept-lines";
import { linesAnswer } from "../lines-answer";

export const POST = rawRoute(
  {
    operation: {
      id: "sendSyslog",
      summary: "Send syslog lines of an appliance",
      tag: "feeds",
      description:
        "Raw lines as rsyslog, Vector or Fluent Bit pass them on, one on each line (docs/feeds/syslog.md). Segments of one message may come in several requests.",
    },
    deed: "feed.write",
    params: z.object({ id: idParam }),
    body: { mediaType: "text/plain", description: "One syslog line on each line." },
    answers: { 200: linesAnswer },
    problems: {
      409: "`wrong_feed_type`, `feed_paused`",
      503: "`feed_backlog`: more was sent than could be taken in; nothing of the request was kept.",
    },
    idempotency: false,
  },
  async ({ ctx, params: { id }, request }) => ({
    status: 200,
    body: await acceptLines(ctx, id, await readLinesBody(request)),
  }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
