/** The shapes that the doors of releases and rollouts take. */
import { z } from "zod";
import { clientKinds } from "@/lib/core/client";
import { packageKinds } from "@/lib/core/release";
import { timeZone } from "@/lib/fleet/schema";

const id = z.int().min(1).max(2_147_483_647);
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

/** Not trimmed: it is typed exactly. */
export const deleteApplianceInput = z.strictObject({
  name: z.string().max(200).meta({ description: "The name of the appliance, exactly." }),
});

const names = z.array(z.string().trim().min(1).max(200)).min(1).max(1_000);
const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is not a time of day; write one like 22:00, from 00:00 to 23:59");

const maintenanceWindow = z.strictObject({
  weekdays: z
    .array(z.int().min(1).max(7))
    .min(1)
    .max(7)
    .meta({ description: "ISO weekdays on which it opens: 1 is Monday, 7 is Sunday." }),
  from: timeOfDay,
  to: timeOfDay.meta({ description: "Not later than `from`: on the next day." }),
  timeZone,
});

export const waveInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  filter: z
    .strictObject({
      groups: names,
      tags: names,
      kinds: z.array(z.enum(clientKinds)).min(1).max(clientKinds.length),
      operatingSystems: names.meta({ description: "Parts of the name suffice: `Windows 11`." }),
    })
    .partial()
    .default({})
    .meta({ description: "Whom it takes: one of each condition given. Empty: whoever is left." }),
  startsAt: instant.nullish(),
  afterSharePercent: z
    .int()
    .min(0)
    .max(100)
    .nullish()
    .meta({ description: "Opens when this share of the wave before has checked in." }),
  windows: z.array(maintenanceWindow).max(50).default([]),
  canary: z.boolean().default(false).meta({ description: "The first failure in it halts the rollout." }),
  memberLimit: z.int().min(1).max(1_000_000).nullish(),
});
export type WaveInput = z.output<typeof waveInput>;

export const haltRuleInput = z.strictObject({
  failedPercent: z.int().min(1).max(100),
  ofLast: z.int().min(1).max(1_000),
  silentCount: z.int().min(1).max(1_000),
});

export const changeRolloutInput = z
  .strictObject({
    mode: z.enum(["observe", "control"]),
    waves: z.array(waveInput).max(100).meta({ description: "Replaces the plan as a whole." }),
    haltRule: haltRuleInput.nullable().meta({ description: "null: the default." }),
    draining: z.boolean().meta({
      description: "Gives out nothing more, and holds the rollout once the last slot is free.",
    }),
    held: z.boolean(),
    heldReason: z.string().trim().min(1).max(500),
    closed: z.strictObject({ reason: z.string().trim().min(1).max(500) }).nullable(),
  })
  .partial();
export type ChangeRolloutInput = z.output<typeof changeRolloutInput>;

export const askSlotInput = z
  .strictObject({
    applianceId: id,
    clientId: id.optional(),
    hostname: z
      .string()
      .trim()
      .max(253)
      .regex(/[^.\s]/, "is not a host name")
      .optional(),
    kind: z.enum(clientKinds).optional().meta({ description: "Where a host has clients of several kinds." }),
  })
  .refine(({ clientId, hostname }) => (clientId === undefined) !== (hostname === undefined), {
    message: "needs either a clientId or a hostname",
  });

export const renewSlotInput = z.strictObject({ fence: z.int().min(1) });

export const takeBatchInput = z.strictObject({
  applianceId: id,
  count: z.int().min(1),
  leaseMinutes: z.int().min(1).optional().meta({ description: "Default: the appliance's lease." }),
  states: z
    .array(z.enum(["queued", "overdue", "needs_redeployment"]))
    .min(1)
    .optional()
    .meta({ description: "Default: only who is queued." }),
  groups: names.optional(),
  kinds: z.array(z.enum(clientKinds)).min(1).optional(),
});

export const releaseByPersonInput = z.strictObject({ reason: z.string().trim().min(1).max(500) });
