/** An item of the work list as the API answers it. */
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { reasonAnswer, writeReason } from "@/app/api/v1/clients/client-answer";
import { clientKinds } from "@/lib/core/client";
import { platforms } from "@/lib/core/installer";
import { reasonStates } from "@/lib/core/reasons";
import { comebacks, failReasons, itemStates, remedies } from "@/lib/core/work";
import { instructionsOf } from "@/lib/work/instructions";
import type { WorkItem } from "@/lib/work/item-rows";

export const itemAnswer = z.object({
  id: z.int().meta({ description: "Its client's." }),
  applianceId: z.int(),
  rolloutId: z.int(),
  release: z.string(),
  kind: z.enum(clientKinds),
  name: z.string(),
  hostname: z.string().nullable(),
  fqdn: z.string().nullable(),
  group: z.string().nullable(),
  site: z.string().nullable(),
  owner: z.string().nullable(),
  os: z.string().nullable(),
  tags: z.array(z.string()),
  priority: z.int(),
  securityProviders: z.array(z.string()),
  lastSeenAt: instantAnswer.nullable(),
  state: z.enum(itemStates),
  rank: z.int().meta({ description: "What it blocks: 1 blocks most." }),
  since: instantAnswer.meta({ description: "Since when it stands there like this." }),
  cameBack: z
    .enum(comebacks)
    .nullable()
    .meta({ description: "Why it is open again after somebody was at it or through with it." }),
  reason: reasonAnswer.nullable(),
  remedy: z.enum(remedies),
  instructions: z.array(z.string()).meta({ description: "What to do, step by step." }),
  assignee: z.object({ id: z.string().nullable(), name: z.string() }).nullable(),
  startedAt: instantAnswer.nullable(),
  startedBy: z.string().nullable(),
  slot: z.object({ id: z.int(), leaseUntil: instantAnswer }).nullable(),
  doneAt: instantAnswer.nullable(),
  doneBy: z.string().nullable(),
  failed: z.object({ reason: z.enum(failReasons), at: instantAnswer, by: z.string() }).nullable(),
  note: z.string().nullable(),
  rev: z.int(),
  package: z
    .object({
      id: z.int(),
      platform: z.enum(platforms),
      group: z.string().nullable(),
      madeAt: instantAnswer,
      validUntil: instantAnswer.nullable(),
      location: z.string().nullable(),
    })
    .nullable()
    .meta({ description: "The newest installer that is valid and fits." }),
});

export function writeItem(item: WorkItem): z.input<typeof itemAnswer> {
  return {
    id: item.id,
    applianceId: item.applianceId,
    rolloutId: item.rolloutId,
    release: item.release,
    kind: item.kind,
    name: item.name,
    hostname: item.hostname,
    fqdn: item.fqdn,
    group: item.group,
    site: item.site,
    owner: item.owner,
    os: item.os,
    tags: item.tags,
    priority: item.priority,
    securityProviders: item.securityProviders,
    lastSeenAt: writeInstant(item.lastSeenAt),
    state: item.state,
    rank: item.rank,
    since: writeInstant(item.since),
    cameBack: item.cameBack,
    // Each reason of an item is a reason of one state only.
    reason: item.reason && writeReason(reasonStates[item.reason.code][0], item.reason, item.timeZone),
    remedy: item.remedy,
    instructions: instructionsOf(item.remedy),
    assignee: item.assignee,
    startedAt: writeInstant(item.startedAt),
    startedBy: item.startedBy,
    slot: item.slot && { id: item.slot.id, leaseUntil: writeInstant(item.slot.leaseUntil) },
    doneAt: writeInstant(item.doneAt),
    doneBy: item.doneBy,
    failed: item.failed && { ...item.failed, at: writeInstant(item.failed.at) },
    note: item.note,
    rev: item.rev,
    package: item.package && {
      ...item.package,
      madeAt: writeInstant(item.package.madeAt),
      validUntil: writeInstant(item.package.validUntil),
    },
  };
}

/** What a deed on one item answers. */
export const deedAnswer = z.object({
  batchId: z.int().meta({ description: "By which it can be undone: POST /api/v1/batches/{id}/undo." }),
  item: itemAnswer.nullable().meta({ description: "Null: nothing has to be done by hand any more." }),
});
