// Decides the shapes of what people send to manage access; the doors validate with these.
import { z } from "zod";
import { roles } from "@/lib/platform/context";

/** The roles a person can have; `agent` is for keys only. */
export const personRoles = ["admin", "lead", "technician", "viewer"] as const;
export type PersonRole = (typeof personRoles)[number];

const applianceId = z.int().positive().max(2_147_483_647);

/** On which appliances a role holds. */
export const appliancesField = z
  .union([z.literal("all"), z.array(applianceId).max(1_000)], {
    error: 'must be "all" or a list of appliance numbers.',
  })
  .meta({ description: '"all", or the numbers of the appliances.' });

export const emailField = z.string().trim().toLowerCase().max(254).pipe(z.email());

export const personNameField = z.string().trim().min(1).max(120);

export const invitationInput = z.strictObject({
  email: emailField,
  role: z.enum(personRoles),
  appliances: appliancesField.default("all"),
});

export const personChangeInput = z.strictObject({
  name: personNameField.optional(),
  role: z.enum(personRoles).optional(),
  appliances: appliancesField.optional(),
  disabled: z.boolean().optional(),
});

export const apiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(120),
  role: z.enum(roles),
  applianceId: applianceId.nullable().default(null),
});

export type InvitationInput = z.output<typeof invitationInput>;
export type PersonChange = z.output<typeof personChangeInput>;
export type ApiKeyInput = z.output<typeof apiKeyInput>;
