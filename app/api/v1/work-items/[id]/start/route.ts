import { otherMethods } from "@/app/_web/route";
import { startInput } from "@/lib/work/schema";
import { deedRoute } from "../../deed-route";

export const POST = deedRoute(
  {
    id: "startWorkItem",
    summary: "Start on an item",
    description:
      "In control mode this takes a slot, and is refused where there is none: all are held, the rollout is held, the window is closed.",
  },
  startInput,
  (body) => ({ deed: "start", ...body }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
