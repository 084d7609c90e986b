import { z } from "zod";
import { readLinesBody } from "@/app/_web/lines-body";
import { idParam } from "@/app/_web/params";
import { otherMethods, rawRoute } from "@/app/_web/route";
import { acceptEvents } from "@/lib/feeds/events/accept-events";
import { eventLine } from "@/lib/feeds/events/read-events";
import { linesAnswer } from "../lines-answer";

export const POST = rawRoute(
  {
    operation: {
      id: "sendEvents",
      summary: "Send what a management tool saw of clients",
      tag: "feeds",
      description:
        "NDJSON: one event on each line, thousands in a request (docs/feeds/events.md). Each line is looked at by itself: what is wrong with one keeps none of the others out. What was accepted is kept before it is answered and taken in within a moment; the same event again is `repeated` and changes nothing; a late one never moves a last connection back.",
    },
    deed: "feed.write",
    params: z.object({ id: idParam }),
    body: { mediaType: "application/x-ndjson", description: "One event on each line.", schema: eventLine },
    answers: { 200: linesAnswer },
    problems: {
      409: "`wrong_feed_type`, `feed_paused`",
      503: "`feed_backlog`: more was sent than could be taken in; nothing of the request was kept.",
    },
    idempotency: false,
  },
  async ({ ctx, params: { id }, request }) => ({
    status: 200,
    body: await acceptEvents(ctx, id, await readLinesBody(request)),
  }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
