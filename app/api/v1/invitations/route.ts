import { z } from "zod";
import { invitationAnswer, linkAnswer, writeInvitation } from "@/app/_web/access-shapes";
import { cutPage, pageAnswer, pageQuery, readCursor } from "@/app/_web/pagination";
import { writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { invitePerson } from "@/lib/access/invite-person";
import { listInvitations } from "@/lib/access/queries";
import { invitationInput } from "@/lib/access/schema";

export const GET = route(
  {
    operation: {
      id: "listInvitations",
      summary: "Invitations that nobody has accepted yet, newest first",
      tag: "people",
    },
    deed: "people.manage",
    query: z.object(pageQuery),
    answers: { 200: pageAnswer(invitationAnswer) },
  },
  async ({ ctx, query }) => {
    const { items, total } = await listInvitations(ctx, {
      limit: query.limit,
      beforeId: readCursor(query.cursor, z.int()),
    });
    const page = cutPage(items, query.limit, ({ id }) => id);
    return { status: 200, body: { ...page, items: page.items.map(writeInvitation), total } };
  },
);

export const POST = route(
  {
    operation: {
      id: "invitePerson",
      summary: "Invite somebody by a one-time link, good for seven days",
      tag: "people",
    },
    deed: "people.manage",
    body: invitationInput,
    answers: { 201: linkAnswer },
    problems: { 409: "`email_taken`" },
    // The answer is a secret; it is not kept for replay.
    idempotency: false,
  },
  async ({ ctx, body }) => {
    const link = await invitePerson(ctx, body);
    return { status: 201, body: { ...link, expiresAt: writeInstant(link.expiresAt) } };
  },
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
