/** What only a demo's pages have at their foot. */
import { WordsBelow } from "@/app/_components/words-below";
import { may } from "@/lib/access/may";
import { demoFaults } from "@/lib/demo/faults";
import { demoSpeeds } from "@/lib/demo/steer";
import type { Ctx } from "@/lib/platform/context";
import { readDemoClock } from "@/lib/platform/demo-clock";
import { DemoBar } from "./demo-bar.client";

/** `folder`: the demo's, where its clock is. */
export function DemoFooter({ ctx, folder }: { ctx: Ctx; folder: string }) {
  const { speed, paused } = readDemoClock(folder);
  return (
    <WordsBelow of={["demo"]}>
      <DemoBar
        first={{ now: ctx.now, speed, paused, site: null, failing: [] }}
        faults={demoFaults}
        speeds={demoSpeeds}
        maySteer={may(ctx.actor, "feed.manage", null)}
      />
    </WordsBelow>
  );
}
