/** GET /api/v1/clients: clients with their state and why, filtered, sorted and paged. */
import { z } from "zod";
import { pageAnswer, pageQuery, readCursor, writeCursor } from "@/app/_web/pagination";
import { route } from "@/app/_web/route";
import { readClientCursor } from "@/lib/rollout/clients/client-page";
import { clientQuery } from "@/lib/rollout/clients/client-query";
import { listClients } from "@/lib/rollout/clients/list-clients";
import { clientAnswer, writeClient } from "./client-answer";

const listQuery = z.object({ ...clientQuery.shape, ...pageQuery });

export const listClientsRoute = route(
  {
    operation: {
      id: "listClients",
      summary: "List clients with their state and why they are in it",
      tag: "clients",
      description:
        "State and reason are those of `rolloutId`, else of each appliance's newest rollout. `state`, `kind` and `reason` take several words with commas. Sorted by `name` unless `sort` says otherwise; `-` before it turns the order round.",
    },
    deed: "client.read",
    query: listQuery,
    answers: { 200: pageAnswer(clientAnswer) },
  },
  async ({ ctx, query: { limit, cursor, ...query } }) => {
    const position = readClientCursor(readCursor(cursor, z.unknown()), query);
    const page = await listClients(ctx, query, { limit, cursor: position });
    return {
      status: 200,
      body: {
        items: page.items.map(writeClient),
        nextCursor: page.next && writeCursor(page.next),
        total: page.total,
      },
    };
  },
);
