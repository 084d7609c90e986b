import { z } from "zod";
import { linkAnswer } from "@/app/_web/access-shapes";
import { writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { issuePasswordLink } from "@/lib/access/issue-password-link";

export const POST = route(
  {
    operation: {
      id: "issuePasswordLink",
      summary: "Make a link with which a person sets a new password",
      tag: "people",
    },
    deed: "people.manage",
    params: z.object({ id: z.string().min(1).max(64) }),
    answers: { 201: linkAnswer },
    problems: { 409: "`person_disabled`" },
    // The answer is a secret; it is not kept for replay.
    idempotency: false,
  },
  async ({ ctx, params: { id } }) => {
    const link = await issuePasswordLink(ctx, id);
    return { status: 201, body: { ...link, expiresAt: writeInstant(link.expiresAt) } };
  },
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
