import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { changeFeed, deleteFeed } from "@/lib/feeds/change-feed";
import { readFeed } from "@/lib/feeds/queries";
import { changeFeedInput } from "@/lib/feeds/schema";
import { feedAnswer, writeFeed } from "../feed-answer";

const params = z.object({ id: idParam });

export const GET = route(
  {
    operation: { id: "getFeed", summary: "One feed, and how it goes", tag: "feeds" },
    deed: "feed.read",
    params,
    answers: { 200: feedAnswer },
  },
  async ({ ctx, params: { id } }) => ({ status: 200, body: writeFeed(await readFeed(ctx, id)) }),
);

export const PATCH = route(
  {
    operation: {
      id: "changeFeed",
      summary: "Change, pause or resume a feed",
      tag: "feeds",
      description:
        "What is left out stays. Whoever changes the address gives the secret anew. Any change has it read again at once.",
    },
    deed: "feed.manage",
    params,
    body: changeFeedInput,
    answers: { 200: feedAnswer },
    // What is sent may be a secret.
    idempotency: false,
  },
  async ({ ctx, params: { id }, body }) => {
    await changeFeed(ctx, id, body);
    return { status: 200, body: writeFeed(await readFeed(ctx, id)) };
  },
);

export const DELETE = route(
  {
    operation: {
      id: "deleteFeed",
      summary: "Remove a feed",
      tag: "feeds",
      description: "What it has told stays known; what it sent and was not taken in yet is dropped.",
    },
    deed: "feed.manage",
    params,
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await deleteFeed(ctx, id);
    return { status: 204 };
  },
);

export const { POST, PUT } = otherMethods("GET", "PATCH", "DELETE");
