/** An appliance and its policy as the API answers them. */
import { z } from "zod";
import { clientKinds } from "@/lib/core/client";
import { policyLines } from "@/lib/core/policy";
import { dateOrders } from "@/lib/fleet/schema";

export const applianceAnswer = z.object({
  id: z.int(),
  name: z.string(),
  hostname: z.string(),
  timeZone: z.string(),
  dateOrder: z.enum(dateOrders).nullable(),
  cap: z.int().nullable(),
  confirmChangePercent: z.int(),
  confirmRejectPercent: z.int(),
  subCaps: z.object({
    groups: z.record(z.string(), z.int()).optional(),
    kinds: z.partialRecord(z.enum(clientKinds), z.int()).optional(),
  }),
  slotLeaseMinutes: z.int(),
});

const kindPolicyAnswer = z.object({
  dueAfterMinutes: z.int().nullable(),
  graceMinutes: z.int().nullable(),
  silentDays: z.int().nullable(),
  missedReleases: z.int().nullable(),
  failedAttempts: z.int().nullable(),
  msiLockedDown: z.boolean(),
  byHand: z.boolean(),
});

export const policyAnswer = z.object({
  version: z.int().meta({ description: "0: nobody has changed the default policy." }),
  policy: z.record(z.enum(policyLines), kindPolicyAnswer),
});
