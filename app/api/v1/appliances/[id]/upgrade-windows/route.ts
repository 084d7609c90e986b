import { z } from "zod";
import { pageAnswer, pageOfWhole, pageQuery } from "@/app/_web/pagination";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { refuseUnless } from "@/lib/access/may";
import { announceWindowInput } from "@/lib/alerts/schema";
import { announceWindow } from "@/lib/alerts/windows/announce-window";
import { listWindows } from "@/lib/alerts/windows/queries";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import { windowAnswer, writeWindow } from "../../../upgrade-windows/window-answer";

const params = z.object({ id: idParam });

export const GET = route(
  {
    operation: {
      id: "listUpgradeWindows",
      summary: "Announced upgrades of an appliance, newest first",
      tag: "alerts",
      description: "The newest 50.",
    },
    deed: "appliance.read",
    params,
    query: z.object(pageQuery),
    answers: { 200: pageAnswer(windowAnswer) },
  },
  async ({ ctx, params: { id }, query }) => {
    refuseUnless(ctx, "appliance.read", id);
    await loadAppliance(ctx.db, id);
    return { status: 200, body: pageOfWhole((await listWindows(ctx, id)).map(writeWindow), query) };
  },
);

export const POST = route(
  {
    operation: {
      id: "announceUpgrade",
      summary: "Announce an upgrade of an appliance",
      tag: "alerts",
      description:
        "Alerts about the appliance wait while it lasts. Afterwards somebody is asked what was installed, unless a release was recorded.",
    },
    deed: "window.announce",
    params,
    body: announceWindowInput,
    answers: { 201: z.object({ id: z.int() }) },
    problems: { 409: "`windows_overlap`", 422: "`window_unclear`" },
  },
  async ({ ctx, params: { id }, body }) => ({
    status: 201,
    body: { id: await announceWindow(ctx, id, body) },
  }),
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
