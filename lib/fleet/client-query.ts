/** What a list of clients can be asked for: one shape for the page's address, the API and the CSV. */
import { z } from "zod";
import { clientKinds, connectionTypes } from "@/lib/core/client";
import { memberStates } from "@/lib/core/member";
import { reasonCodes } from "@/lib/core/reasons";

/** The six columns a list can be sorted by; a `-` before the name turns it round. */
export const clientSorts = ["name", "lastSeenAt", "state", "group", "kind", "dueAt"] as const;
export type ClientSort = (typeof clientSorts)[number];

const sortWords = clientSorts.flatMap((sort) => [sort, `-${sort}`] as const);
const sortWord = z.enum(sortWords as [string, ...string[]], {
  message: `Sort by one of ${clientSorts.join(", ")}; put - before it to turn the order round.`,
});

/** `a,b` or a repeated parameter, or both; every word must be one of `words`. */
function listOf<const W extends readonly [string, ...string[]]>(words: W) {
  return z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform((given) =>
      [given ?? []]
        .flat()
        .flatMap((part) => part.split(",").map((word) => word.trim()))
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(words, { message: `Use one of ${words.join(", ")}.` })));
}

/** A parameter that has one value; of a repeated one the last counts, an empty one counts as absent. */
function single<T extends z.ZodType>(inner: T) {
  return z.preprocess((given) => {
    const last = Array.isArray(given) ? given.at(-1) : given;
    return typeof last === "string" && last.trim() === "" ? undefined : last;
  }, inner.optional());
}

const wholeNumber = single(
  z.coerce.number({ message: "Give a whole number." }).int().positive().max(2_147_483_647),
);
const yesNo = single(
  z.enum(["true", "false"], { message: "Use true or false." }).transform((word) => word === "true"),
);
const instantParam = single(
  z.iso
    .datetime({ offset: true, message: "Give an instant like 2026-11-20T14:00:00Z." })
    .transform((text) => Date.parse(text)),
);

/** The filters and the order of a list of clients, as they stand in an address. `lastSeenAt` instants are RFC 3339. */
export const clientQuery = z.object({
  applianceId: wholeNumber,
  rolloutId: wholeNumber,
  state: listOf(memberStates),
  kind: listOf(clientKinds),
  reason: listOf(reasonCodes as [(typeof reasonCodes)[number], ...typeof reasonCodes]),
  group: single(z.string().max(500)),
  connectionType: single(z.enum(connectionTypes, { message: `Use one of ${connectionTypes.join(", ")}.` })),
  left: yesNo,
  late: yesNo,
  q: single(z.string().max(200)),
  checkedInFrom: instantParam,
  checkedInTo: instantParam,
  sort: single(sortWord),
});
export type ClientQuery = z.output<typeof clientQuery>;

/** The names of the parameters, for what must be carried from one address to the next. */
export const clientQueryNames = Object.keys(clientQuery.shape) as (keyof ClientQuery)[];

/** What an address asks for, for pages: a parameter that makes no sense is left out instead of breaking the page. */
export function clientQueryFromAddress(address: Record<string, string | string[] | undefined>): ClientQuery {
  const parsed = clientQuery.safeParse(address);
  if (parsed.success) return parsed.data;
  const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  return clientQuery.parse(Object.fromEntries(Object.entries(address).filter(([name]) => !wrong.has(name))));
}

/** A sort word taken apart; by name unless asked otherwise. */
export function readSort(word: string | undefined): { by: ClientSort; descending: boolean } {
  const by = (word ?? "name").replace(/^-/, "") as ClientSort;
  return { by, descending: word?.startsWith("-") ?? false };
}
