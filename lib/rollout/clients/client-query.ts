/** What a list of clients can be asked for: one shape for the page's address, the API and the CSV. */
import { z } from "zod";
import { clientKinds, connectionTypes } from "@/lib/core/client";
import { memberStates } from "@/lib/core/member";
import { movers } from "@/lib/core/movers";
import { reasonCodes } from "@/lib/core/reasons";
import { wordList } from "@/lib/platform/word-list";

/** The six columns a list can be sorted by; a `-` before the name turns it round. */
export const clientSorts = ["name", "lastSeenAt", "state", "group", "kind", "dueAt"] as const;
export type ClientSort = (typeof clientSorts)[number];

const sortWords = clientSorts.flatMap((sort) => [sort, `-${sort}`] as const);
const sortWord = z.enum(sortWords as [string, ...string[]]);

/** Words of one set; none where the parameter is absent. */
function listOf<W extends string>(words: readonly W[]) {
  return wordList(words)
    .optional()
    .transform((asked): W[] => asked ?? [])
    .meta({ description: `Any of ${words.join(", ")}; several with commas.` });
}

const id = z.coerce.number().int().positive().max(2_147_483_647);
const yesNo = z.enum(["true", "false"]).transform((word) => word === "true");
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** The filters and the order of a list of clients, as they stand in an address. */
export const clientQuery = z.object({
  applianceId: id.optional(),
  rolloutId: id.optional().meta({ description: "Absent: each appliance's newest rollout." }),
  state: listOf(memberStates),
  kind: listOf(clientKinds),
  reason: listOf(reasonCodes),
  mover: listOf(movers),
  group: z.string().max(500).optional().meta({ description: "Empty: the clients without a group." }),
  connectionType: z.enum(connectionTypes).optional(),
  left: yesNo.optional(),
  late: yesNo.optional(),
  q: z
    .string()
    .max(200)
    .optional()
    .meta({ description: "Words that name, host, group or vendor id contain." }),
  checkedInFrom: instant.optional(),
  checkedInTo: instant.optional().meta({ description: "Not included." }),
  sort: sortWord.optional(),
});
export type ClientQuery = z.output<typeof clientQuery>;

/** The names of the parameters, for what must be carried from one address to the next. */
export const clientQueryNames = Object.keys(clientQuery.shape) as (keyof ClientQuery)[];

/**
 * What an address asks for, for pages: a parameter that makes no sense, or is empty, is left out instead of breaking
 * the page. An empty group stays: it asks for the clients without one.
 */
export function clientQueryFromAddress(address: Record<string, string | string[] | undefined>): ClientQuery {
  const given = Object.entries(address).filter(([name, value]) => value !== "" || name === "group");
  const parsed = clientQuery.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  return clientQuery.parse(Object.fromEntries(given.filter(([name]) => !wrong.has(name))));
}

/** A sort word taken apart; by name unless asked otherwise. */
export function readSort(word: string | undefined): { by: ClientSort; descending: boolean } {
  const by = (word ?? "name").replace(/^-/, "") as ClientSort;
  return { by, descending: word?.startsWith("-") ?? false };
}
