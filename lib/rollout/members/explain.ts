/** Puts a stored reason into a plain sentence: why a member is in its state, and what would clear it. */
import type { EvidenceSource } from "@/lib/core/evidence";
import type { ReasonInput } from "@/lib/core/judging/rule";
import type { ReasonCode } from "@/lib/core/reasons";
import { instantWords } from "@/lib/platform/instant-words";
import { type Locale, words } from "@/lib/platform/words";

/** A reason as it is stored with a member and a transition. Instants in epoch milliseconds. */
export interface StoredReason {
  code: ReasonCode;
  inputs: Record<string, ReasonInput>;
}

export interface Explanation {
  code: ReasonCode;
  sentence: string;
  /** What would clear it. */
  clear: string;
}

/** Inputs that a sentence asks for but a judgement may lack. */
const absent = {
  lastConnectedAt: "none",
  lastConnectedSource: "none",
  needsUpdateAt: "none",
  needsUpdateSource: "none",
  lookAt: "none",
  dueAt: "none",
  assumedPassive: "none",
  securityProviders: "none",
  connectedSince: "none",
  unreadableColumn: "none",
};

/** The sentence of a reason, with its instants written in `timeZone` (the appliance's). */
export function explain(reason: StoredReason, timeZone: string, locale: Locale = "en"): Explanation {
  const precise = differWithinAMinute(instantsOf(reason.inputs));
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(reason.inputs))
    values[name] = written(name, value, timeZone, locale, precise);
  return inWords(reason.code, values, locale);
}

function inWords(
  code: ReasonCode,
  values: Readonly<Record<string, string | number>>,
  locale: Locale,
): Explanation {
  const t = words("reasons", locale);
  const all = { ...absent, ...values };
  return { code, sentence: t(`${code}.sentence`, all), clear: t(`${code}.clear`, all) };
}

/** Stand in a sentence for what is another for each member. */
const connectedMark = "\u0001";
const sourceMark = "\u0002";

/**
 * `explain` for very many members: those whose reasons differ in nothing but the last connection and its source share a sentence, in
 * which only these are filled in.
 */
export function explainer(locale: Locale = "en"): (reason: StoredReason, timeZone: string) => Explanation {
  const sentences = new Map<string, Explanation>();
  const minutes = new Map<string, string>();
  const files = new Map<number, string>();
  return (reason, timeZone) => {
    const { lastConnectedAt, lastConnectedSource, ...rest } = reason.inputs;
    if (typeof lastConnectedAt !== "number") return explain(reason, timeZone, locale);
    const precise = differWithinAMinute(instantsOf(reason.inputs));
    const source = typeof lastConnectedSource === "object" ? sourceText(lastConnectedSource) : null;
    const key = `${reason.code} ${timeZone} ${precise} ${source === null} ${JSON.stringify(rest)}`;
    let shared = sentences.get(key);
    if (!shared) {
      if (sentences.size >= sentencesAtMost) sentences.clear();
      const values: Record<string, string | number> = { lastConnectedAt: connectedMark };
      if (source !== null) values.lastConnectedSource = sourceMark;
      for (const [name, value] of Object.entries(rest))
        values[name] = written(name, value, timeZone, locale, precise);
      shared = inWords(reason.code, values, locale);
      sentences.set(key, shared);
    }
    const at = instant(lastConnectedAt, timeZone, precise);
    const fill = (text: string) => text.replaceAll(connectedMark, at).replaceAll(sourceMark, source ?? "");
    return { code: reason.code, sentence: fill(shared.sentence), clear: fill(shared.clear) };
  };

  function sourceText(source: EvidenceSource): string {
    if (source.type !== "import" || source.line === null) return sourceWords(source, locale);
    const known = files.get(source.importId) ?? sourceWords({ ...source, line: Number.NaN }, locale);
    files.set(source.importId, known);
    return known.replace("NaN", String(source.line));
  }

  function instant(at: number, timeZone: string, precise: boolean): string {
    if (precise) return instantWords(at, timeZone, locale, precise);
    const key = `${timeZone} ${Math.floor(at / 60_000)}`;
    const known = minutes.get(key);
    if (known !== undefined) return known;
    if (minutes.size >= sentencesAtMost) minutes.clear();
    const text = instantWords(at, timeZone, locale);
    minutes.set(key, text);
    return text;
  }
}

const sentencesAtMost = 10_000;

const isInstant = (name: string, value: ReasonInput): value is number =>
  typeof value === "number" && /(At|Until|From)$/.test(name);

function instantsOf(inputs: StoredReason["inputs"]): number[] {
  return Object.entries(inputs).flatMap(([name, value]) => (isInstant(name, value) ? [value] : []));
}

/** Two different instants that would be written alike: then the seconds decide, and are shown. */
function differWithinAMinute(instants: readonly number[]): boolean {
  const minutes = new Map<number, number>();
  return instants.some((instant) => {
    const minute = Math.floor(instant / 60_000);
    const other = minutes.get(minute);
    minutes.set(minute, instant);
    return other !== undefined && other !== instant;
  });
}

function written(
  name: string,
  value: ReasonInput,
  timeZone: string,
  locale: Locale,
  precise: boolean,
): string | number {
  if (typeof value === "object") return sourceWords(value, locale);
  if (isInstant(name, value)) return instantWords(value, timeZone, locale, precise);
  return typeof value === "boolean" ? String(value) : value;
}

/** Where a piece of evidence came from, in words. */
export function sourceWords(source: EvidenceSource, locale: Locale = "en"): string {
  const t = words("sources", locale);
  if (source.type === "person") return t("person");
  if (source.type === "feed") return t("feed", { feedId: String(source.feedId) });
  return source.line === null
    ? t("importWhole", { importId: String(source.importId) })
    : t("import", { importId: String(source.importId), line: String(source.line) });
}

// Making a formatter costs more than thousands of uses of it.
