/** A release as the API answers it. */
import { z } from "zod";
import { instantAnswer } from "@/app/_web/params";
import { packageKinds } from "@/lib/core/release";

const warning = z.object({
  code: z.literal("previous_release_too_recent"),
  sentence: z.string(),
  clientsBehind: z.int(),
  hoursBetween: z.number(),
});

export const releaseAnswer = z.object({
  id: z.int(),
  applianceId: z.int(),
  kind: z.enum(packageKinds),
  name: z.string(),
  version: z.string(),
  installedAt: instantAnswer,
  agentsUpdateThemselves: z.boolean(),
  rolloutId: z.int().nullable(),
  warnings: z.array(warning),
});

export const listedReleaseAnswer = releaseAnswer.extend({
  recordedBy: z.string(),
  recordedAt: instantAnswer,
  installations: z.array(z.object({ unit: z.string().nullable(), installedAt: instantAnswer })),
});
