import { otherMethods } from "@/app/_web/route";
import { backInput } from "@/lib/work/schema";
import { deedRoute } from "../../deed-route";

export const POST = deedRoute(
  {
    id: "giveWorkItemBack",
    summary: "Give an item back to the list",
    description: "Nobody holds it then, and a slot that was taken for it is free. No attempt is counted.",
  },
  backInput,
  (body) => ({ deed: "back", ...body }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
