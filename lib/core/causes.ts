/** The forms of the text that is kept with a change of state: what brought it about. */

const forms = [
  [/^import (?<id>\d+)$/, "import"],
  [/^feed (?<id>\d+)$/, "feed"],
  [/^sweep$/, "sweep"],
  [/^opening$/, "opening"],
  [/^attested by (?<by>.+)$/, "attested"],
  [/^attested, undone by (?<by>.+)$/, "attestedUndone"],
  [/^attestation removed by (?<by>.+)$/, "attestationRemoved"],
  [/^excluded by (?<by>.+)$/, "excluded"],
  [/^excluded, undone by (?<by>.+)$/, "excludedUndone"],
  [/^exclusion removed by (?<by>.+)$/, "exclusionRemoved"],
  [/^changed by (?<by>.+)$/, "changed"],
  [/^changed back by (?<by>.+)$/, "changedBack"],
  [/^tried again by (?<by>.+)$/, "retried"],
  [/^trying again undone by (?<by>.+)$/, "retryUndone"],
  [/^registered by (?<by>.+)$/, "registered"],
  [/^merged by (?<by>.+)$/, "merged"],
  [/^split by (?<by>.+)$/, "split"],
] as const;

/** `id`: of the import or feed; `by`: who did it. Empty where the form has none. */
export interface ReadCause {
  form: (typeof forms)[number][1];
  id: string;
  by: string;
}

/** `null`: of no form that is known, to be shown as it stands. */
export function readCause(cause: string): ReadCause | null {
  for (const [pattern, form] of forms) {
    const groups = pattern.exec(cause)?.groups ?? (pattern.test(cause) ? {} : null);
    if (groups !== null) return { form, id: groups.id ?? "", by: groups.by ?? "" };
  }
  return null;
}
