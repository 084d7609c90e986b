import { z } from "zod";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { decideProposal, proposalDecision } from "@/lib/feeds/release-proposals";
import { proposalAnswer, writeProposal } from "../proposal-answer";

export const POST = route(
  {
    operation: {
      id: "decideReleaseProposal",
      summary: "Record a release that a feed has noticed, dismiss it, or open one that was dismissed again",
      tag: "releases",
    },
    deed: "release.record",
    params: z.object({ id: idParam }),
    body: proposalDecision,
    answers: { 200: proposalAnswer },
    problems: { 409: "`already_decided`, `not_dismissed`, `noticed_again`" },
  },
  async ({ ctx, params: { id }, body }) => ({
    status: 200,
    body: writeProposal(await decideProposal(ctx, id, body)),
  }),
);

export const { GET, PUT, PATCH, DELETE } = otherMethods("POST");
