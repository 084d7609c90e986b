// Decides how the API writes releases that a feed has noticed.
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import type { ReleaseProposal } from "@/lib/rollout/releases/proposal-queries";

export const proposalAnswer = z
  .object({
    id: z.int(),
    applianceId: z.int(),
    feedId: z.int().nullable(),
    feedName: z.string().nullable().meta({ description: "What the feed is or was called." }),
    feedRemoved: z.boolean().meta({ description: "The feed is not there any more." }),
    version: z.string(),
    build: z.string().nullable(),
    unit: z.string().nullable().meta({ description: "The unit of a pair, by its own name." }),
    beforeVersion: z.string().nullable(),
    notBefore: instantAnswer
      .nullable()
      .meta({ description: "The last reading that showed the version before." }),
    notAfter: instantAnswer.meta({ description: "The first reading that showed this one." }),
    status: z.enum(["open", "confirmed", "dismissed"]),
    releaseId: z.int().nullable(),
    decidedBy: z.string().nullable(),
    decidedAt: instantAnswer.nullable(),
    standingReleaseId: z.int().nullable().meta({
      description: "A site release of that version that stands on the appliance already.",
    }),
  })
  .meta({ id: "ReleaseProposal" });

export function writeProposal(proposal: ReleaseProposal): z.input<typeof proposalAnswer> {
  return {
    ...proposal,
    notBefore: writeInstant(proposal.notBefore),
    notAfter: writeInstant(proposal.notAfter),
    decidedAt: writeInstant(proposal.decidedAt),
  };
}
