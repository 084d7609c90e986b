/** The house: everything a signed-in person walks through. */
import type { ReactNode } from "react";
import { ClockProvider } from "@/app/_components/clock.client";
import { WordsBelow } from "@/app/_components/words-below";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { countIncidents } from "@/lib/alerts/incidents/queries";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { readDemoClock } from "@/lib/platform/demo-clock";
import { env } from "@/lib/platform/env";
import { readReadiness } from "@/lib/platform/readiness";
import { DemoFooter } from "./_demo/demo-footer";
import { Shell } from "./_shell/shell.client";
import { WatchBanner } from "./_shell/watch-banner";

export default async function HouseLayout({ children }: { children: ReactNode }) {
  const ctx = await pageContext();
  const [appliances, incidents, readiness] = await Promise.all([
    listAppliances(ctx),
    countIncidents(ctx),
    readReadiness(ctx.db),
  ]);
  const { ROLLCALL_DEMO_FOLDER: demo } = env();
  return (
    <ClockProvider now={ctx.now} speed={demo === undefined ? 1 : speedOf(demo)}>
      <Shell
        person={{ name: ctx.actor.name, role: ctx.actor.type === "system" ? "admin" : ctx.actor.role }}
        appliances={appliances.map(({ id, name, hostname }) => ({ id, name, hostname }))}
        maySeeSettings={may(ctx.actor, "appliance.read", null) || appliances.length > 0}
        openIncidents={incidents.open}
        mayWork={appliances.some(({ id }) => may(ctx.actor, "work.do", id))}
        footer={demo === undefined ? null : <DemoFooter ctx={ctx} folder={demo} />}
      >
        <WatchBanner readiness={readiness} />
        <WordsBelow of={["states", "kinds"]}>{children}</WordsBelow>
      </Shell>
    </ClockProvider>
  );
}

/** How fast the clock of a demo runs; 0 where it stands still. */
function speedOf(demoFolder: string): number {
  const { speed, paused } = readDemoClock(demoFolder);
  return paused ? 0 : speed;
}
