/** What the next shift has to know: everything that changed since one last marked it as read. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { words } from "@/lib/platform/words";
import { type Changes, changesSince } from "./changes";
import { isQuiet, linesOfChanges } from "./changes-text";
import { lookedAt } from "./digest-store";

const day = 24 * 3_600_000;
const t = words("digest");

export interface Handover extends Changes {
  /** Nothing was marked as read yet: the last day is told. */
  isFirst: boolean;
  isQuiet: boolean;
  /** To be copied; times in UTC. */
  text: string;
}

/** Of the appliances that the actor may see. @throws AppError 403 */
export async function readHandover(ctx: Ctx): Promise<Handover> {
  refuseUnlessSomewhere(ctx, "appliance.read");
  const looked = await lookedAt(ctx);
  const changes = await changesSince(ctx, looked ?? ctx.now - day);
  return {
    ...changes,
    isFirst: looked === null,
    isQuiet: isQuiet(changes),
    text: [
      t("handover.heading", { when: utc(changes.until), since: utc(changes.since) }),
      ...(isQuiet(changes) ? [t("handover.quietTitle")] : linesOfChanges(changes)),
    ].join("\n"),
  };
}

const utc = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
