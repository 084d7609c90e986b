/** An installer package as the API answers it. */
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import { clientKinds } from "@/lib/core/client";
import { packageStates, platforms } from "@/lib/core/installer";
import type { ListedPackage } from "@/lib/work/packages/package-queries";

export const packageAnswer = z.object({
  id: z.int(),
  applianceId: z.int(),
  kind: z.enum(clientKinds),
  platform: z.enum(platforms),
  group: z.string().nullable(),
  madeAt: instantAnswer,
  madeFor: z.string().nullable(),
  validUntil: instantAnswer.nullable(),
  location: z.string().nullable(),
  note: z.string().nullable(),
  createdBy: z.string(),
  createdAt: instantAnswer,
  state: z.enum(packageStates).meta({
    description: "`before_release`: made before the newest site release was installed, and so invalid.",
  }),
  toMakeAgain: z.boolean().meta({ description: "It is not valid, and nothing valid was made in its place." }),
});

export function writePackage(listed: ListedPackage): z.input<typeof packageAnswer> {
  const { applianceName: _name, timeZone: _zone, releasedAt: _released, ...more } = listed;
  return {
    ...more,
    madeAt: writeInstant(listed.madeAt),
    validUntil: writeInstant(listed.validUntil),
    createdAt: writeInstant(listed.createdAt),
  };
}
