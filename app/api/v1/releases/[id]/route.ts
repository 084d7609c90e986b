import { z } from "zod";
import { idParam, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { refuseUnless } from "@/lib/access/may";
import { findRolloutOf } from "@/lib/rollout/queries";
import { correctRelease, loadStandingRelease } from "@/lib/rollout/releases/correct-release";
import { warnOfHaste } from "@/lib/rollout/releases/release-warnings";
import { withdrawRelease } from "@/lib/rollout/releases/withdraw-release";
import { correctReleaseInput } from "@/lib/rollout/schema";
import { releaseAnswer } from "../release-answer";

const params = z.object({ id: idParam });

export const GET = route(
  {
    operation: { id: "getRelease", summary: "One standing release", tag: "releases" },
    deed: "appliance.read",
    params,
    answers: { 200: releaseAnswer },
  },
  async ({ ctx, params: { id } }) => {
    const release = await loadStandingRelease(ctx.db, id);
    refuseUnless(ctx, "appliance.read", release.applianceId);
    return {
      status: 200,
      body: {
        ...release,
        installedAt: writeInstant(release.installedAt),
        rolloutId: await findRolloutOf(ctx.db, id),
        warnings: await warnOfHaste(ctx.db, release.applianceId, id),
      },
    };
  },
);

export const PATCH = route(
  {
    operation: {
      id: "correctRelease",
      summary: "Correct what was recorded of a release",
      tag: "releases",
      description:
        "Everything the release touched is judged again: its rollout is `opening` until that is done.",
    },
    deed: "release.correct",
    params,
    body: correctReleaseInput,
    answers: { 200: releaseAnswer },
    problems: { 409: "`version_exists`" },
  },
  async ({ ctx, params: { id }, body }) => {
    const { release, rolloutId, warnings } = await correctRelease(ctx, id, body);
    return {
      status: 200,
      body: { ...release, installedAt: writeInstant(release.installedAt), rolloutId, warnings },
    };
  },
);

export const DELETE = route(
  {
    operation: {
      id: "withdrawRelease",
      summary: "Withdraw a release as if it had never been recorded",
      tag: "releases",
      description:
        "Its rollout goes with it; the site release before it is going again and everything is judged anew.",
    },
    deed: "release.withdraw",
    params,
    answers: { 204: null },
  },
  async ({ ctx, params: { id } }) => {
    await withdrawRelease(ctx, id);
    return { status: 204 };
  },
);

export const { POST, PUT } = otherMethods("GET", "PATCH", "DELETE");
