import { z } from "zod";
import { pageAnswer, pageOfWhole, pageQuery } from "@/app/_web/pagination";
import { idParam, writeInstant } from "@/app/_web/params";
import { otherMethods, route } from "@/app/_web/route";
import { refuseUnless } from "@/lib/access/may";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import { loadStandingRelease } from "@/lib/rollout/releases/correct-release";
import { recordRelease } from "@/lib/rollout/releases/record-release";
import { listReleases } from "@/lib/rollout/releases/release-queries";
import { recordReleaseInput } from "@/lib/rollout/schema";
import { listedReleaseAnswer, releaseAnswer } from "../../../releases/release-answer";

const params = z.object({ id: idParam });

export const GET = route(
  {
    operation: {
      id: "listReleases",
      summary: "The standing releases of an appliance, newest installation first",
      tag: "releases",
    },
    deed: "appliance.read",
    params,
    query: z.object(pageQuery),
    answers: { 200: pageAnswer(listedReleaseAnswer) },
  },
  async ({ ctx, params: { id }, query }) => {
    refuseUnless(ctx, "appliance.read", id);
    await loadAppliance(ctx.db, id);
    const { items, ...page } = pageOfWhole(await listReleases(ctx, id), query);
    return {
      status: 200,
      body: {
        ...page,
        items: items.map((release) => ({
          id: release.id,
          applianceId: release.applianceId,
          kind: release.kind,
          name: release.name,
          version: release.version,
          installedAt: writeInstant(release.installedAt),
          agentsUpdateThemselves: release.agentsUpdateThemselves,
          rolloutId: release.rolloutId,
          warnings: release.warnings,
          recordedBy: release.recordedBy,
          recordedAt: writeInstant(release.recordedAt),
          installations: release.installations.map(({ unit, installedAt }) => ({
            unit,
            installedAt: writeInstant(installedAt),
          })),
        })),
      },
    };
  },
);

export const POST = route(
  {
    operation: {
      id: "recordRelease",
      summary: "Record that a package was installed",
      tag: "releases",
      description:
        "A site release opens a rollout; it is consistent once its status is not `opening`. The same version again answers 200 with the existing release; on the other unit of a failover pair it is noted as its second installation. `warnings` are to be shown loudly.",
    },
    deed: "release.record",
    params,
    body: recordReleaseInput,
    answers: { 201: releaseAnswer, 200: releaseAnswer },
  },
  async ({ ctx, params: { id }, body }) => {
    const recorded = await recordRelease(ctx, id, body);
    const release = await loadStandingRelease(ctx.db, recorded.id);
    return {
      status: recorded.created ? 201 : 200,
      body: {
        ...release,
        installedAt: writeInstant(release.installedAt),
        rolloutId: recorded.rolloutId,
        warnings: recorded.warnings,
      },
    };
  },
);

export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");
