import { z } from "zod";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { memberStates } from "@/lib/core/member";
import {
  mergeClients,
  previewMerge,
  previewSplit,
  type Standing,
  type StandingChange,
  splitClient,
} from "@/lib/intake/merge-clients";
import { mergeInput, splitQuery } from "@/lib/intake/schema";
import { reasonAnswer, writeReason } from "../../client-answer";

const params = z.object({ id: idParam });

const standingAnswer = z.object({
  state: z.enum(memberStates).nullable().meta({ description: "Null: it has none, or counts as another." }),
  reason: reasonAnswer.nullable(),
  lastSeenAt: instantAnswer.nullable(),
  survivorId: z.int().nullable().meta({ description: "The client that it is a shadow of." }),
  possibleDuplicate: z.boolean(),
  mergedIntoId: z.int().nullable(),
});

const changesAnswer = z.object({
  clients: z
    .array(
      z.object({
        id: z.int(),
        name: z.string(),
        host: z.string().nullable(),
        timeZone: z.string(),
        now: standingAnswer,
        after: standingAnswer,
      }),
    )
    .meta({ description: "The two clients first, then others on their endpoints that it would change." }),
});
/** What a merge or a split would change, as the API answers it. */
export type MergeChanges = z.output<typeof changesAnswer>;

export const POST = route(
  {
    operation: {
      id: "mergeClient",
      summary: "Make two clients one",
      tag: "clients",
      description:
        "The client stands no more: what is known of it counts for `into`, until the two are split. Both must be of one appliance and one kind. With `dryRun` nothing is changed, and the answer says what would be.",
    },
    deed: "client.merge",
    params,
    body: mergeInput,
    answers: { 200: changesAnswer, 201: z.object({ id: z.int() }) },
    problems: { 409: "`merged_already`: one of the two is merged already; `detail` says what to do" },
  },
  async ({ ctx, params: { id }, body: { into, dryRun } }) =>
    dryRun
      ? { status: 200, body: writeChanges(await previewMerge(ctx, id, into)) }
      : { status: 201, body: { id: await mergeClients(ctx, id, into) } },
);

export const DELETE = route(
  {
    operation: {
      id: "splitClient",
      summary: "Split a merged client off again",
      tag: "clients",
      description:
        "Both are judged again, each by its own sightings. With `dryRun=true` nothing is changed, and the answer says what would be.",
    },
    deed: "client.merge",
    params,
    query: splitQuery,
    answers: { 200: changesAnswer, 204: null },
  },
  async ({ ctx, params: { id }, query: { dryRun } }) => {
    if (dryRun) return { status: 200, body: writeChanges(await previewSplit(ctx, id)) };
    await splitClient(ctx, id);
    return { status: 204 };
  },
);

function writeChanges(changes: readonly StandingChange[]): MergeChanges {
  return {
    clients: changes.map(({ now, after, ...client }) => ({
      ...client,
      now: writeStanding(now, client.timeZone),
      after: writeStanding(after, client.timeZone),
    })),
  };
}

function writeStanding(
  { reason, lastSeenAt, ...standing }: Standing,
  timeZone: string,
): z.output<typeof standingAnswer> {
  return {
    ...standing,
    reason: writeReason(standing.state, reason, timeZone),
    lastSeenAt: writeInstant(lastSeenAt),
  };
}

export const { GET, PUT, PATCH } = otherMethods("POST", "DELETE");
