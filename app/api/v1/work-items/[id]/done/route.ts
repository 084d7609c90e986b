import { otherMethods } from "@/app/_web/route";
import { doneInput } from "@/lib/work/schema";
import { deedRoute } from "../../deed-route";

export const POST = deedRoute(
  {
    id: "finishWorkItem",
    summary: "Report an item as done",
    description:
      "A person's word: it frees the slot and proves nothing. The item waits for a sighting for 24 hours and is open again without one; a kind that nothing reports on is checked in by it.",
  },
  doneInput,
  (body) => ({ deed: "done", ...body }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
