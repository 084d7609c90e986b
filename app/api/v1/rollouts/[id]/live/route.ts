/** GET /api/v1/rollouts/{id}/live: tells as it happens that a rollout has changed (server-sent events). */
import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, rawRoute } from "@/app/_web/route";
import { type LiveChange, watchRollout } from "@/app/_web/watch-rollout";
import { actorOf } from "@/app/_web/who";
import { may } from "@/lib/access/may";
import { controlHead } from "@/lib/rollout/cap/control-queries";

const heartbeatMs = 15_000;
/** A stream ends after this; whoever still looks connects again, perhaps to another process. */
const longestMs = 600_000;
const reconnectMs = 2_000;
/** So many events may lie unread. */
const unreadMost = 100;

export const GET = rawRoute(
  {
    operation: {
      id: "watchRollout",
      summary: "Be told when a rollout changes",
      tag: "rollouts",
      description:
        "Server-sent events. `changed` comes at once and after each change, at most twice a second, with `{revision, held, cap, counts, countedAt}`; `revision` is another text whenever anything has changed. The members of a large rollout are counted less often than once a second: `countedAt` says when. A comment every 15 seconds keeps the connection alive; after 10 minutes the stream ends, connect again.",
    },
    deed: "rollout.read",
    params: z.object({ id: idParam }),
    answers: { 200: { mediaType: "text/event-stream", description: "A stream of `changed` events." } },
    problems: { 503: "`too_many_streams`, `stopping`; with Retry-After" },
  },
  async ({ ctx, params: { id }, request }) => {
    const { applianceId } = await controlHead(ctx, id);
    const encoder = new TextEncoder();
    let end = (_closed?: "by the reader"): void => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        let open = true;
        const write = (text: string) => {
          if (!open) return;
          // Who does not read any more is let go: what is written would be kept for them.
          if ((controller.desiredSize ?? 0) < -unreadMost) end();
          else controller.enqueue(encoder.encode(text));
        };
        const leave = watchRollout(id, {
          actor: `${ctx.actor.type}:${ctx.actor.id}`,
          tell: (change: LiveChange) => write(`event: changed\ndata: ${JSON.stringify(change)}\n\n`),
          close: () => end(),
        });
        const heartbeat = setInterval(async () => {
          write(": still here\n\n");
          // Who is signed out, disabled or loses the appliance meanwhile is told nothing more.
          const actor = await actorOf(request).catch(() => ctx.actor);
          if (!actor || !may(actor, "rollout.read", applianceId)) end();
        }, heartbeatMs);
        const limit = setTimeout(() => end(), longestMs);
        end = (closed) => {
          if (!open) return;
          open = false;
          clearInterval(heartbeat);
          clearTimeout(limit);
          leave();
          if (closed === undefined) controller.close();
        };
        write(`retry: ${reconnectMs}\n\n`);
        request.signal.addEventListener("abort", () => end(), { once: true });
      },
      cancel: () => end("by the reader"),
    });
    return new Response(body, {
      headers: {
        "Content-Type": "text/event-stream; charset=utf-8",
        // Compressing would hold events back until there is enough of them.
        "Cache-Control": "no-store, no-transform",
        "X-Accel-Buffering": "no",
      },
    });
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
