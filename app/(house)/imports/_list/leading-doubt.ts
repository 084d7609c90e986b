/** Which of the doubts about a file is told where there is room for one. */

/** The gravest first: a list of another appliance, one that cannot be read, one that is not whole, one that is merely new. */
const order = [
  "other_appliance",
  "many_rejected",
  "looks_like_first_page",
  "group_vanished",
  "many_missing",
  "many_added",
] as const;
export type Doubt = (typeof order)[number];

/** Undefined where there is none. */
export function leadingDoubt(reasons: readonly { code: Doubt }[]): Doubt | undefined {
  return order.find((doubt) => reasons.some(({ code }) => code === doubt));
}
