/** The shapes that the doors of releases and rollouts take. */
import { z } from "zod";
import { packageKinds } from "@/lib/core/release";

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const recordReleaseInput = z.strictObject({
  kind: z.enum(packageKinds),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({ description: 'As the appliance lists it: "Bomgar-12.2.0", "Base Software 3.3.2".' }),
  version: z.string().trim().min(1).max(100),
  installedAt: instant.meta({
    description: "When the installation completed on the unit that serves the clients.",
  }),
  unit: z.enum(["A", "B"]).optional().meta({ description: "The unit of a failover pair." }),
  agentsUpdateThemselves: z.boolean().optional().meta({
    description:
      "Connection agents update themselves with this release: verify them instead of reinstalling.",
  }),
});
export type RecordReleaseInput = z.output<typeof recordReleaseInput>;

export const correctReleaseInput = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    version: z.string().trim().min(1).max(100),
    installedAt: instant,
    agentsUpdateThemselves: z.boolean(),
  })
  .partial();
export type CorrectReleaseInput = z.output<typeof correctReleaseInput>;

export const changeRolloutInput = z
  .strictObject({
    mode: z.enum(["observe", "control"]),
    held: z.boolean(),
    heldReason: z.string().trim().min(1).max(500),
    closed: z.strictObject({ reason: z.string().trim().min(1).max(500) }).nullable(),
  })
  .partial();
export type ChangeRolloutInput = z.output<typeof changeRolloutInput>;
