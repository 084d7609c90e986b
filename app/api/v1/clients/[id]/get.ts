/** GET /api/v1/clients/{id}: everything known about one client, with its sources. */
import { z } from "zod";
import { idParam, instantAnswer, writeInstant } from "@/app/_web/params";
import { route } from "@/app/_web/route";
import { availabilities, connectionTypes, installMethods } from "@/lib/core/client";
import type { EvidenceSource } from "@/lib/core/evidence";
import type { Reason } from "@/lib/core/judging/explain";
import { memberStates } from "@/lib/core/member";
import { moverOf } from "@/lib/core/movers";
import { type ClientDetail, clientDetail, clientRelations } from "@/lib/rollout/clients/client-detail";
import { explain } from "@/lib/rollout/members/explain";
import { clientAnswer, reasonAnswer, writeClient } from "../client-answer";

/** A feed where it is told as a source. */
const namedFeed = {
  feedId: z.int(),
  feedName: z.string().nullable(),
  feedRemoved: z.boolean().meta({ description: "The feed is not there any more." }),
};

const sourceAnswer = z.union([
  z.object({ type: z.literal("import"), importId: z.int(), line: z.int().nullable() }),
  z.object({ type: z.literal("person"), sightingId: z.int() }),
  z.object({
    type: z.literal("feed"),
    sightingId: z.int(),
    ...namedFeed,
    isInferred: z.literal(true).optional().meta({
      description: "The vendor does not state that the record is about this client; Rollcall concludes it.",
    }),
  }),
]);

function factAnswer<T extends z.ZodType>(value: T) {
  return z.object({ value, observedAt: instantAnswer, source: sourceAnswer }).nullable();
}

const removable = {
  id: z.int(),
  madeBy: z.string(),
  madeAt: instantAnswer,
  removedBy: z.string().nullable(),
  removedAt: instantAnswer.nullable(),
};

const clientDetailAnswer = clientAnswer.extend({
  installMethod: z.enum(installMethods).nullable(),
  preReleaseMsiPushed: z.boolean().nullable(),
  securityProviders: z.array(z.string()),
  plannedRetirementOn: z.iso.date().nullable(),
  priority: z.int(),
  firstEvidenceAt: instantAnswer.nullable(),
  judgeAfter: instantAnswer.nullable().meta({ description: "When time alone may change the state." }),
  attributes: z.record(z.string(), z.unknown()),
  otherReasons: z.array(reasonAnswer.extend({ state: z.enum(memberStates) })).meta({
    description:
      "What else holds at the same time: the first is what would decide if `reason` were mended, and so on. Nothing where the rollout is over.",
  }),
  facts: z.object({
    lastConnected: factAnswer(instantAnswer),
    online: factAnswer(z.boolean()),
    needsUpdate: factAnswer(z.boolean()),
    connectionType: factAnswer(z.enum(connectionTypes)),
    availability: factAnswer(z.enum(availabilities)),
  }),
  contradictions: z
    .array(
      z.object({
        fact: z.enum(["lastConnected", "online", "needsUpdate", "connectionType", "availability"]),
        value: z.union([z.boolean(), z.string()]),
        observedAt: instantAnswer,
        source: sourceAnswer,
      }),
    )
    .meta({
      description:
        "What another source says otherwise at about the same time: it does not count. `value` as in `facts`.",
    }),
  transitions: z.array(
    z.object({
      rolloutId: z.int(),
      from: z.enum(memberStates),
      to: z.enum(memberStates),
      reason: reasonAnswer,
      cause: z.string(),
      feed: z
        .object(namedFeed)
        .nullable()
        .meta({ description: "The feed that brought it about, where `cause` names one." }),
      at: instantAnswer,
    }),
  ),
  exclusions: z.array(z.object({ ...removable, reason: z.string() })),
  attestations: z.array(z.object({ ...removable, rolloutId: z.int(), note: z.string() })),
  mergedIntoId: z.int().nullable().meta({
    description:
      "The client that a person merged this one into: it counts there, and has no state of its own.",
  }),
  merges: z.array(z.object({ ...removable, clientId: z.int(), intoId: z.int() })),
  relatives: z.array(z.object({ id: z.int(), name: z.string(), relation: z.enum(clientRelations) })),
});

export const getClientRoute = route(
  {
    operation: {
      id: "getClient",
      summary: "One client: facts with their sources, history, and why",
      tag: "clients",
    },
    deed: "client.read",
    params: z.object({ id: idParam }),
    answers: { 200: clientDetailAnswer },
  },
  async ({ ctx, params }) => ({ status: 200, body: writeDetail(await clientDetail(ctx, params.id)) }),
);

function writeDetail(client: ClientDetail): z.input<typeof clientDetailAnswer> {
  const { lastConnected } = client.facts;
  return {
    ...writeClient(client),
    installMethod: client.installMethod,
    preReleaseMsiPushed: client.preReleaseMsiPushed,
    securityProviders: client.securityProviders,
    plannedRetirementOn: client.plannedRetirementOn,
    priority: client.priority,
    firstEvidenceAt: writeInstant(client.firstEvidenceAt),
    judgeAfter: writeInstant(client.judgeAfter),
    attributes: client.attributes,
    otherReasons: othersOf(client).map((other) => ({
      state: other.state,
      ...explain(other, client.timeZone),
      mover: moverOf(other.state, other.code),
    })),
    facts: {
      lastConnected:
        lastConnected && writeFact({ ...lastConnected, value: writeInstant(lastConnected.value) }),
      online: client.facts.online && writeFact(client.facts.online),
      needsUpdate: client.facts.needsUpdate && writeFact(client.facts.needsUpdate),
      connectionType: client.facts.connectionType && writeFact(client.facts.connectionType),
      availability: client.facts.availability && writeFact(client.facts.availability),
    },
    contradictions: client.contradictions.map(({ fact, value, at, source }) => ({
      fact,
      value: typeof value === "number" ? writeInstant(value) : value,
      observedAt: writeInstant(at),
      source: writeSource(source),
    })),
    transitions: client.transitions.map((transition) => ({
      rolloutId: transition.rolloutId,
      from: transition.fromState,
      to: transition.toState,
      reason: {
        ...explain(transition.reason, client.timeZone),
        mover: moverOf(transition.toState, transition.reason.code),
      },
      cause: transition.cause,
      feed: transition.feed && {
        feedId: transition.feed.id,
        feedName: transition.feed.name,
        feedRemoved: transition.feed.removed,
      },
      at: writeInstant(transition.at),
    })),
    exclusions: client.exclusions.map((exclusion) => ({ ...exclusion, ...writeTimes(exclusion) })),
    attestations: client.attestations.map((attestation) => ({ ...attestation, ...writeTimes(attestation) })),
    mergedIntoId: client.mergedIntoId,
    merges: client.merges.map(({ clientName: _, intoName: __, ...merge }) => ({
      ...merge,
      ...writeTimes(merge),
    })),
    relatives: client.relatives.map(({ id, name, relation }) => ({ id, name, relation })),
  };
}

function othersOf({ memberships, rolloutId }: ClientDetail): Reason[] {
  return memberships.find((membership) => membership.rolloutId === rolloutId)?.others ?? [];
}

function writeFact<T>(fact: { value: T; at: number; source: EvidenceSource }) {
  return { value: fact.value, observedAt: writeInstant(fact.at), source: writeSource(fact.source) };
}

function writeSource(source: EvidenceSource): z.input<typeof sourceAnswer> {
  if (source.type !== "feed") return source;
  const { feedName = null, feedRemoved = false } = source;
  return { ...source, feedName, feedRemoved };
}

function writeTimes(made: { madeAt: number; removedAt: number | null }) {
  return { madeAt: writeInstant(made.madeAt), removedAt: writeInstant(made.removedAt) };
}
