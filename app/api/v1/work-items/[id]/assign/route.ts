import { otherMethods } from "@/app/_web/route";
import { assignInput } from "@/lib/work/schema";
import { deedRoute } from "../../deed-route";

export const POST = deedRoute(
  {
    id: "assignWorkItem",
    summary: "Take an item, or give it to somebody",
    description:
      "Whoever works on clients may take what nobody holds and put back what they hold; giving to others, or taking from them, is for leads.",
  },
  assignInput,
  (body) => ({ deed: "assign", ...body }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
