import { z } from "zod";
import { personAnswer, writePerson } from "@/app/_web/access-shapes";
import { cutPage, pageAnswer, pageQuery, readCursor } from "@/app/_web/pagination";
import { otherMethods, route } from "@/app/_web/route";
import { listPeople } from "@/lib/access/queries";

const position = z.object({ name: z.string(), id: z.string() });

export const GET = route(
  {
    operation: { id: "listPeople", summary: "People who can sign in, by name", tag: "people" },
    deed: "people.manage",
    query: z.object(pageQuery),
    answers: { 200: pageAnswer(personAnswer) },
  },
  async ({ ctx, query }) => {
    const { items, total } = await listPeople(ctx, {
      limit: query.limit,
      after: readCursor(query.cursor, position),
    });
    const page = cutPage(items, query.limit, ({ name, id }) => ({ name, id }));
    return { status: 200, body: { ...page, items: page.items.map(writePerson), total } };
  },
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
