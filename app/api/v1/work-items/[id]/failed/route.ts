import { otherMethods } from "@/app/_web/route";
import { failedInput } from "@/lib/work/schema";
import { deedRoute } from "../../deed-route";

export const POST = deedRoute(
  {
    id: "failWorkItem",
    summary: "Report that an item could not be done",
    description: "A slot that was taken for it ends as a failed attempt.",
  },
  failedInput,
  (body) => ({ deed: "failed", ...body }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
