/** What verbs are expected to answer, and which of several things a step is about. */

/** One of them by any number; null where there is none. */
export const pick = <T>(items: readonly T[], which: number): T | null =>
  items.length === 0 ? null : (items[which % items.length] ?? null);

export const refused = (code: string) => ({ ok: false, code });

export const done = { ok: true };
