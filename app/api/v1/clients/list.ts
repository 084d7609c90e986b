/** GET /api/v1/clients: clients with their state and why, filtered, sorted and paged. */
import { z } from "zod";
import { pageAnswer, pageQuery, readCursor, writeCursor } from "@/app/_web/pagination";
import { route } from "@/app/_web/route";
import { readClientCursor } from "@/lib/rollout/clients/client-order";
import { clientQuery } from "@/lib/rollout/clients/client-query";
import { listClients } from "@/lib/rollout/clients/list-clients";
import { clientAnswer, writeClient } from "./client-answer";

const listQuery = z.object({
  ...clientQuery.shape,
  ...pageQuery,
  from: z.string().max(500).optional().meta({
    description:
      "Begin at this value of what the list is sorted by: a name, a group, a kind or a state as a word, an instant as RFC 3339. `cursor` goes before it.",
  }),
});

const listAnswer = pageAnswer(clientAnswer).extend({
  totalIsEstimate: z.boolean().meta({
    description:
      "Up to 10,000 the total is always exact. Beyond that it is where the filters ask for kind, group, state, reason, `left` and `late` only, of rollouts; else it is an estimate out of a sample, to two digits.",
  }),
});

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
    answers: { 200: listAnswer },
  },
  async ({ ctx, query: { limit, cursor, from, ...query } }) => {
    const position = readClientCursor(readCursor(cursor, z.unknown()), query);
    const page = await listClients(ctx, query, { limit, cursor: position, from });
    return {
      status: 200,
      body: {
        items: page.items.map(writeClient),
        nextCursor: page.next && writeCursor(page.next),
        total: page.total.clients,
        totalIsEstimate: page.total.isEstimate,
      },
    };
  },
);
