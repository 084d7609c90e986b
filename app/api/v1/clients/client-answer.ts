/** A client as the API answers it. */
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { clientKinds, connectionTypes } from "@/lib/core/client";
import { type MemberState, memberStates } from "@/lib/core/member";
import { moverOf, movers } from "@/lib/core/movers";
import { reasonCodes } from "@/lib/core/reasons";
import type { ClientRow } from "@/lib/rollout/clients/client-rows";
import { explain, type StoredReason } from "@/lib/rollout/members/explain";

export const reasonAnswer = z
  .object({
    code: z.enum(reasonCodes),
    sentence: z.string(),
    clear: z.string(),
    mover: z.enum(movers).meta({ description: "Whose move it is. `nobody`: time or the appliance does it." }),
  })
  .meta({
    description:
      "Why the member is in its state, in a plain sentence, what would clear it, and whose move it is.",
  });

/** A reason in words, with who has the move. Nothing where there is no state. */
export function writeReason(
  state: MemberState | null,
  reason: StoredReason | null,
  timeZone: string,
): z.output<typeof reasonAnswer> | null {
  if (state === null || reason === null) return null;
  return { ...explain(reason, timeZone), mover: moverOf(state, reason.code) };
}

export const clientAnswer = z.object({
  id: z.int(),
  applianceId: z.int(),
  kind: z.enum(clientKinds),
  name: z.string(),
  hostname: z.string().nullable(),
  fqdn: z.string().nullable(),
  vendorId: z.string().nullable(),
  group: z.string().nullable(),
  connectionType: z.enum(connectionTypes).nullable(),
  site: z.string().nullable(),
  owner: z.string().nullable(),
  tags: z.array(z.string()),
  lastSeenAt: instantAnswer
    .nullable()
    .meta({ description: "Last connection: the latest instant it is known to have been connected." }),
  rolloutId: z.int().nullable().meta({ description: "The rollout that state and reason are about." }),
  state: z.enum(memberStates).nullable().meta({ description: "Null before any site release." }),
  reason: reasonAnswer.nullable(),
  stateSince: instantAnswer.nullable(),
  dueAt: instantAnswer.nullable(),
  checkedInAt: instantAnswer.nullable(),
  late: z.boolean().meta({ description: "Arrived after the cohort was frozen." }),
  left: z.boolean().meta({ description: "Absent from the last two complete snapshots." }),
  survivorId: z
    .int()
    .nullable()
    .meta({ description: "The client that survives on the same endpoint, when this one is its shadow." }),
  possibleDuplicate: z.boolean(),
  identityBasis: z.string(),
});
export type ClientAnswer = z.output<typeof clientAnswer>;

/** Puts a row into words: the reason as a sentence in the appliance's zone, instants in RFC 3339 UTC. */
export function writeClient(row: ClientRow): ClientAnswer {
  return {
    id: row.id,
    applianceId: row.applianceId,
    kind: row.kind,
    name: row.name,
    hostname: row.hostname,
    fqdn: row.fqdn,
    vendorId: row.vendorId,
    group: row.group,
    connectionType: row.connectionType,
    site: row.site,
    owner: row.owner,
    tags: row.tags,
    lastSeenAt: writeInstant(row.lastSeenAt),
    rolloutId: row.rolloutId,
    state: row.state,
    reason: writeReason(row.state, row.reason, row.timeZone),
    stateSince: writeInstant(row.stateSince),
    dueAt: writeInstant(row.dueAt),
    checkedInAt: writeInstant(row.checkedInAt),
    late: row.late,
    left: row.left,
    survivorId: row.survivorId,
    possibleDuplicate: row.possibleDuplicate,
    identityBasis: row.identityBasis,
  };
}
