import { z } from "zod";
import { pageAnswer, pageOfWhole, pageQuery } from "@/app/_web/pagination";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { createFeed } from "@/lib/feeds/create-feed";
import { listFeeds } from "@/lib/feeds/queries";
import { createFeedInput } from "@/lib/feeds/schema";
import { feedAnswer, writeFeed } from "./feed-answer";

export const GET = route(
  {
    operation: { id: "listFeeds", summary: "Feeds, by appliance", tag: "feeds" },
    deed: "feed.read",
    query: z.object({ applianceId: idParam.optional(), ...pageQuery }),
    answers: { 200: pageAnswer(feedAnswer) },
  },
  async ({ ctx, query: { applianceId, ...page } }) => ({
    status: 200,
    body: pageOfWhole((await listFeeds(ctx, applianceId ?? null)).map(writeFeed), page),
  }),
);

export const POST = route(
  {
    operation: {
      id: "createFeed",
      summary: "Add a feed",
      tag: "feeds",
      description:
        "`config_api` and `command_api` are read from the appliance; `folder` and `url` are read for exports; `syslog`, `outbound_events` and `events` send by themselves. `url` in the answer is the address that outbound events are posted to; it is told once.",
    },
    deed: "feed.manage",
    body: createFeedInput,
    answers: { 201: z.object({ id: z.int(), url: z.string().nullable() }) },
    // The answer may be a secret; it is not kept for replay.
    idempotency: false,
  },
  async ({ ctx, body }) => ({ status: 201, body: await createFeed(ctx, body) }),
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
