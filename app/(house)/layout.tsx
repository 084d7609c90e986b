/** The house: everything a signed-in person walks through. */
import type { ReactNode } from "react";
import { ClockProvider } from "@/app/_components/clock.client";
import { WordsBelow } from "@/app/_components/words-below";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { Shell } from "./_shell/shell.client";

export default async function HouseLayout({ children }: { children: ReactNode }) {
  const ctx = await pageContext();
  const appliances = await listAppliances(ctx);
  return (
    <ClockProvider now={ctx.now}>
      <Shell
        person={{ name: ctx.actor.name, role: ctx.actor.type === "system" ? "admin" : ctx.actor.role }}
        appliances={appliances.map(({ id, name, hostname }) => ({ id, name, hostname }))}
        maySeeSettings={may(ctx.actor, "appliance.read", null) || appliances.length > 0}
      >
        <WordsBelow of={["states", "kinds"]}>{children}</WordsBelow>
      </Shell>
    </ClockProvider>
  );
}
