/** The shapes that the doors of work take. */
import { z } from "zod";
import { clientKinds } from "@/lib/core/client";
import { reasonCodes } from "@/lib/core/reasons";
import { failReasons, itemStates } from "@/lib/core/work";
import { changeClientInput, excludeInput } from "@/lib/fleet/schema";
import { wordList } from "@/lib/platform/word-list";
import { clientQuery } from "@/lib/rollout/clients/client-query";

const id = z.coerce.number().int().positive().max(2_147_483_647);
const text = (max: number) => z.string().trim().min(1).max(max);

const listOf = <W extends string>(words: readonly W[]) =>
  wordList(words)
    .optional()
    .transform((asked): W[] => asked ?? []);

/** Which items a list is about, as it stands in an address. */
export const itemQuery = z.object({
  applianceId: id.optional(),
  state: listOf(itemStates),
  assignee: z
    .string()
    .max(100)
    .optional()
    .meta({ description: "A person's id; `me`: whoever asks; `none`: nobody." }),
  kind: listOf(clientKinds),
  site: z.string().max(200).optional().meta({ description: "Empty: those without a site." }),
  reason: listOf(reasonCodes),
  group: z.string().max(500).optional().meta({ description: "Empty: those without a group." }),
  os: z.string().max(500).optional().meta({ description: "The operating system, as the export calls it." }),
  q: z.string().max(200).optional().meta({
    description: "Words that name, host, group or vendor id contain.",
  }),
});
export type ItemQuery = z.output<typeof itemQuery>;
export const itemQueryNames = Object.keys(itemQuery.shape) as (keyof ItemQuery)[];

/** What an address asks for, for pages: what makes no sense is left out instead of breaking the page. */
export function itemQueryFromAddress(address: Record<string, string | string[] | undefined>): ItemQuery {
  const given = Object.entries(address).filter(
    ([name, value]) => value !== "" || ["site", "group"].includes(name),
  );
  const parsed = itemQuery.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  return itemQuery.parse(Object.fromEntries(given.filter(([name]) => !wrong.has(name))));
}

/** `rank`: what blocks most, first. `visit`: site by site, and so within each. */
export const itemOrders = ["rank", "visit"] as const;
export type ItemOrder = (typeof itemOrders)[number];

/** What items can be counted by. */
export const itemGroupings = ["state", "site", "os", "kind", "reason", "assignee", "group"] as const;
export type ItemGrouping = (typeof itemGroupings)[number];

const assigneeId = z.string().min(1).max(100).nullable();
const leaseMinutes = z.int().min(1).optional().meta({
  description: "In control mode: for how long the slot is held. Default: the appliance's lease.",
});

export const assignInput = z.strictObject({
  assigneeId: assigneeId.optional().meta({ description: "Absent: whoever asks. Null: nobody." }),
});
export const startInput = z.strictObject({ leaseMinutes });
export const doneInput = z.strictObject({
  note: text(1_000).meta({ description: "What was done: it is kept as the attestation's note." }),
});
export const failedInput = z.strictObject({
  reason: z.enum(failReasons),
  note: text(1_000).optional(),
});
export const backInput = z.strictObject({ reason: text(500) });

const many = { ids: z.array(z.int().positive().max(2_147_483_647)).min(1).max(100_000) };
export const hostnames = z
  .array(
    z
      .string()
      .trim()
      .max(253)
      .regex(/[^.\s]/, "is not a host name"),
  )
  .min(1)
  .max(20_000)
  .meta({ description: "As they are pasted: short names and FQDNs." });

/** One way to say which clients. */
export const exactlyOne = {
  message: "needs exactly one of `ids`, `filter` and `hostnames`",
  check: (given: { ids?: unknown; filter?: unknown; hostnames?: unknown }) =>
    [given.ids, given.filter, given.hostnames].filter((each) => each !== undefined).length === 1,
};

/** `applianceId` stands beside it. */
const itemFilter = itemQuery.omit({ applianceId: true }).partial().strict();

const selection = {
  applianceId: z.int().positive().max(2_147_483_647),
  ids: many.ids.optional(),
  filter: itemFilter.optional(),
  hostnames: hostnames.optional(),
  preview: z.boolean().default(false).meta({ description: "Says what would change, and changes nothing." }),
};

export const workBatchInput = z
  .discriminatedUnion("deed", [
    z.strictObject({ ...selection, deed: z.literal("assign"), ...assignInput.shape }),
    z.strictObject({ ...selection, deed: z.literal("start"), ...startInput.shape }),
    z.strictObject({ ...selection, deed: z.literal("done"), ...doneInput.shape }),
    z.strictObject({ ...selection, deed: z.literal("failed"), ...failedInput.shape }),
    z.strictObject({ ...selection, deed: z.literal("back"), ...backInput.shape }),
  ])
  .refine(exactlyOne.check, { message: exactlyOne.message });
export type WorkBatchInput = z.output<typeof workBatchInput>;

const listChange = (item: z.ZodString, most: number) =>
  z
    .union([
      z.array(item).max(most),
      z.strictObject({ add: z.array(item).max(most).optional(), remove: z.array(item).max(most).optional() }),
    ])
    .meta({ description: "A list replaces what there is; `{add, remove}` changes it." });

/** What is left out stays as it is. */
export const setFactsInput = z
  .strictObject({
    ...changeClientInput.shape,
    tags: listChange(text(64), 50).optional(),
    securityProviders: listChange(text(200), 50).optional(),
  })
  .refine((set) => Object.keys(set).length > 0, { message: "says nothing that could be set" });

const clientDeeds = ["set", "exclude", "attest", "assign", "retry"] as const;

export const clientBatchInput = z
  .strictObject({
    ...selection,
    filter: clientQuery
      .omit({ applianceId: true, sort: true })
      .partial()
      .strict()
      .optional()
      .meta({ description: "As the list of clients takes it; `{}`: every client of the appliance." }),
    set: setFactsInput.optional(),
    exclude: excludeInput.optional(),
    attest: z
      .strictObject({ note: text(1_000) })
      .optional()
      .meta({
        description: "For the rollout that goes on.",
      }),
    assign: assignInput.optional().meta({ description: "Those of them that have to be redeployed." }),
    retry: z
      .strictObject({ note: text(1_000).optional() })
      .optional()
      .meta({
        description:
          "Lets those try again that an upgrade that failed, ran out or could not be delivered holds back, and those of the work list that somebody could not do.",
      }),
  })
  .refine(exactlyOne.check, { message: exactlyOne.message })
  .refine((given) => clientDeeds.filter((deed) => given[deed] !== undefined).length === 1, {
    message: "needs exactly one of `set`, `exclude`, `attest`, `assign` and `retry`",
  });
export type ClientBatchInput = z.output<typeof clientBatchInput>;
