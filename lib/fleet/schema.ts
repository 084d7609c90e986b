/** The shapes that the doors of appliances and clients take. */
import { z } from "zod";
import { clientKinds, connectionTypes, installMethods } from "@/lib/core/client";
import { policyLines } from "@/lib/core/policy";

/** How a numeric date that could be read two ways is to be read. */
export const dateOrders = ["ymd", "dmy", "mdy"] as const;
export type DateOrder = (typeof dateOrders)[number];

const text = (max: number) => z.string().trim().min(1).max(max);

export const timeZone = z
  .string()
  .refine(isTimeZone, {
    message: "is not an IANA time zone; write one like Europe/Lisbon or America/Sao_Paulo",
  })
  .meta({ description: "IANA time zone, such as Europe/Lisbon." });

const hostname = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
    "is not a host name; write one like support.example.com, without https:// or a path",
  );

const subCap = z.int().min(0).max(1_000_000);

const slotSettings = {
  subCaps: z
    .strictObject({
      groups: z.record(
        text(200).refine((name) => name !== "__proto__", {
          message: "cannot be the name of a group with a cap",
        }),
        subCap,
      ),
      kinds: z.partialRecord(z.enum(clientKinds), subCap),
    })
    .partial()
    .optional()
    .meta({ description: "Caps within the cap: for a group (a branch's uplink) or a kind." }),
  slotLeaseMinutes: z
    .int()
    .min(1)
    .max(525_600)
    .optional()
    .meta({ description: "How long a slot is held unless it is renewed. Default 30." }),
};

export const createApplianceInput = z.strictObject({
  name: text(200),
  hostname,
  timeZone,
  dateOrder: z.enum(dateOrders).nullish(),
  cap: z.int().min(0).max(1_000_000).nullish(),
  confirmChangePercent: z.int().min(0).max(100).optional().meta({
    description:
      "An import that would add or lose more of the previous snapshot asks first; 100: never. Default 30.",
  }),
  confirmRejectPercent: z.int().min(0).max(100).optional().meta({
    description:
      "An import of which more rows (and at least three) cannot be read asks first; 100: never. Default 5.",
  }),
  ...slotSettings,
});
export type CreateApplianceInput = z.output<typeof createApplianceInput>;

export const changeApplianceInput = createApplianceInput.partial();
export type ChangeApplianceInput = z.output<typeof changeApplianceInput>;

const limit = (max: number) => z.int().min(0).max(max).nullable();

const kindPolicy = z.strictObject({
  dueAfterMinutes: limit(525_600),
  graceMinutes: limit(525_600).optional().meta({
    description:
      "What a client has that was seen connected after the release and still needs the update, from then on. Left out: `dueAfterMinutes`, and at most a day.",
  }),
  silentDays: limit(3_650),
  missedReleases: z.int().min(1).max(1_000).nullable(),
  failedAttempts: z.int().min(1).max(1_000).nullable(),
  msiLockedDown: z.boolean(),
  byHand: z.boolean(),
});

/** Lines that are left out stay as they are. */
export const changePolicyInput = z.strictObject({ policy: z.partialRecord(z.enum(policyLines), kindPolicy) });
export type ChangePolicyInput = z.output<typeof changePolicyInput>;

const personSetFacts = {
  installMethod: z.enum(installMethods).nullable(),
  preReleaseMsiPushed: z.boolean().nullable(),
  site: text(200).nullable(),
  owner: text(200).nullable(),
  tags: z.array(text(64)).max(50),
  securityProviders: z.array(text(200)).max(50),
  plannedRetirementOn: z.iso.date().nullable(),
  priority: z
    .int()
    .min(-100)
    .max(100)
    .meta({ description: "Higher ones get their slot first within a wave. Default 0." }),
};

export const registerClientInput = z.strictObject({
  applianceId: z.int().positive(),
  kind: z.enum(clientKinds),
  name: text(128),
  hostname: hostname.nullish(),
  group: text(200).nullish(),
  connectionType: z.enum(connectionTypes).nullish(),
  inUseSince: z.iso
    .datetime({ offset: true })
    .transform((instant) => Date.parse(instant))
    .optional()
    .meta({
      description:
        "Since when it is known to exist; absent: now. Decides whether it belongs to a rollout's cohort.",
    }),
  ...z.object(personSetFacts).partial().shape,
});
export type RegisterClientInput = z.output<typeof registerClientInput>;

/** Not the name: it is what the newest export calls the client, and the next one would take a person's away again. */
export const changeClientInput = z.strictObject(personSetFacts).partial();
export type ChangeClientInput = z.output<typeof changeClientInput>;

export const attestInput = z.strictObject({
  rolloutId: z.int().positive(),
  note: text(1_000),
});

export const excludeInput = z.strictObject({ reason: text(1_000) });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
