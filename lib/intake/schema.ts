/** The shapes that the doors of imports take. */
import { z } from "zod";
import { clientKinds } from "@/lib/core/client";
import { dateOrders } from "@/lib/fleet/schema";
import { type Field, fields } from "./export-file/headings/heading-words";

const fieldNames = fields as unknown as readonly [Field, ...Field[]];

/** What each column stands for: heading → field, or null to keep it as an attribute. */
export const mappingInput = z.record(z.string().max(2_000), z.enum(fieldNames).nullable());

const timeZone = z
  .string()
  .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC", {
    message: "is not an IANA time zone; write one like Europe/Lisbon",
  });

const flag = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");

const jsonText = z.string().transform((text, issue) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    issue.addIssue({ code: "custom", message: 'is not JSON; write it like {"Machine": "hostname"}' });
    return z.NEVER;
  }
});

/** The text parts of an upload. */
export const uploadFields = z.strictObject({
  applianceId: z.coerce.number().int().positive(),
  kind: z.enum(clientKinds).default("jump_client"),
  exportedAt: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional(),
  timeZone: timeZone.optional(),
  dateOrder: z.enum(dateOrders).optional(),
  complete: flag.optional(),
  mapping: jsonText.pipe(mappingInput).optional(),
  otherList: flag.optional(),
  readAgain: flag.default(false),
});
export type UploadFields = z.output<typeof uploadFields>;

/** What was said about a file at its upload, or answered later; kept with the import. */
export type ImportParameters = Pick<
  UploadFields,
  "exportedAt" | "timeZone" | "dateOrder" | "mapping" | "otherList"
>;

export const answerMappingInput = z.strictObject({
  mapping: mappingInput.optional(),
  dateOrder: z.enum(dateOrders).optional(),
  timeZone: timeZone.optional(),
  exportedAt: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional(),
  otherList: z.literal(true).optional(),
  remember: z.boolean().default(true),
});
export type AnswerMappingInput = z.output<typeof answerMappingInput>;

/** `complete: false`: it is only a part; what it shows is used, and nobody is missing because of it. */
export const answerConfirmationInput = z.strictObject({
  confirmed: z.boolean(),
  complete: z.boolean().optional(),
});
export type AnswerConfirmationInput = z.output<typeof answerConfirmationInput>;

/** `dryRun`: nothing is changed; the answer says what would be. */
export const mergeInput = z.strictObject({
  into: z.int().positive().meta({ description: "The client that stands for both." }),
  dryRun: z.boolean().default(false),
});

export const splitQuery = z.object({ dryRun: flag.default(false) });
