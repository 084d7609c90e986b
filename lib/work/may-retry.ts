/** Whether letting a client try again would change anything, for the one who asks: then a page offers it. */
import { may } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { previewBatch } from "./batch/preview-batch";

export async function mayRetry(
  ctx: Ctx,
  { id, applianceId }: { id: number; applianceId: number },
): Promise<boolean> {
  if (!may(ctx.actor, "work.do", applianceId)) return false;
  const { changed } = await previewBatch(ctx, { applianceId, asked: { deed: "retry" }, clientIds: [id] });
  return changed === 1;
}
