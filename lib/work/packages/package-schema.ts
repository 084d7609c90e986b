/** The shapes that the doors of installer packages take. */
import { z } from "zod";
import { clientKinds } from "@/lib/core/client";
import { platforms } from "@/lib/core/installer";

const text = (max: number) => z.string().trim().min(1).max(max);
const instant = z.iso.datetime({ offset: true }).transform((given) => Date.parse(given));

const changeable = {
  kind: z.enum(clientKinds),
  platform: z.enum(platforms),
  group: text(200).nullish().meta({ description: "The group that clients are installed into; null: any." }),
  madeAt: instant.meta({ description: "When it was made in the appliance; never when it was registered." }),
  madeFor: text(200).nullish().meta({ description: "For whom: a person, a branch, a ticket." }),
  validUntil: instant.nullish().meta({ description: "As the appliance says; null: it does not say." }),
  location: text(1_000).nullish().meta({ description: "Where it lies: an address or a path." }),
  note: text(1_000).nullish(),
};

export const createPackageInput = z.strictObject({
  applianceId: z.int().positive().max(2_147_483_647),
  ...changeable,
});
export type CreatePackageInput = z.output<typeof createPackageInput>;

export const changePackageInput = z.strictObject(changeable).partial();
export type ChangePackageInput = z.output<typeof changePackageInput>;
