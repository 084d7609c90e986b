import { z } from "zod";
import { pageAnswer, pageOfWhole, pageQuery } from "@/app/_web/pagination";
import { idParam } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { listProposals } from "@/lib/rollout/releases/proposal-queries";
import { proposalAnswer, writeProposal } from "./proposal-answer";

export const GET = route(
  {
    operation: { id: "listReleaseProposals", summary: "Releases that feeds have noticed", tag: "releases" },
    deed: "appliance.read",
    query: z.object({ applianceId: idParam, ...pageQuery }),
    answers: { 200: pageAnswer(proposalAnswer) },
  },
  async ({ ctx, query: { applianceId, ...page } }) => ({
    status: 200,
    body: pageOfWhole((await listProposals(ctx, applianceId)).map(writeProposal), page),
  }),
);

export const { POST, PUT, PATCH, DELETE } = otherMethods("GET");
