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
  connectedOldAt: "none",
  unreadableColumn: "none",
};

/** The sentence of a reason, with its instants written in `timeZone` (the appliance's). */
export function explain(reason: StoredReason, timeZone: string, locale: Locale = "en"): Explanation {
  const precise = differWithinAMinute(reason.inputs);
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

/** Stands in a sentence on both sides of the name of an input that is filled in later. */
const mark = "\u0001";

/** A text with what is filled in: at odd places the names of inputs. */
type Gapped = readonly string[];

/** What is filled in. */
type Gap = number | EvidenceSource;

const isGap = (name: string, value: ReasonInput): value is Gap =>
  typeof value === "object" || isInstant(name, value);

/** A sentence of all reasons whose other inputs are these (`null`: a gap), in this order. */
interface Shared {
  names: readonly string[];
  values: readonly (ReasonInput | null)[];
  sentence: Gapped;
  clear: Gapped;
}

/**
 * `explain` for very many members: those whose reasons differ in nothing but instants and sources share a sentence, in which only these
 * are filled in.
 */
export function explainer(locale: Locale = "en"): (reason: StoredReason, timeZone: string) => Explanation {
  const sentences = new Map<string, Shared>();
  const latest = new Map<ReasonCode, Shared>();
  const instants = instantWriter(locale);
  const sources = sourceWriter(locale);
  return (reason, timeZone) => {
    const { code, inputs } = reason;
    let shared = latest.get(code);
    if (!shared || !isOf(shared, inputs)) {
      shared = find(reason);
      latest.set(code, shared);
    }
    const precise = differWithinAMinute(inputs);
    const sentence = fill(shared.sentence, inputs, timeZone, precise);
    return { code, sentence, clear: fill(shared.clear, inputs, timeZone, precise) };
  };

  function find({ code, inputs }: StoredReason): Shared {
    const names = Object.keys(inputs);
    const values = names.map((name) => {
      const value = inputs[name] as ReasonInput;
      return isGap(name, value) ? null : value;
    });
    const key = JSON.stringify([code, names, values]);
    const known = sentences.get(key);
    if (known) return known;
    const told = names.map(
      (name, place) => [name, plainly(values[place] ?? `${mark}${name}${mark}`)] as const,
    );
    const { sentence, clear } = inWords(code, Object.fromEntries(told), locale);
    const shared = { names, values, sentence: sentence.split(mark), clear: clear.split(mark) };
    if (sentences.size >= keptAtMost) sentences.clear();
    sentences.set(key, shared);
    return shared;
  }

  function fill(text: Gapped, inputs: StoredReason["inputs"], timeZone: string, precise: boolean): string {
    let filled = text[0] as string;
    for (let place = 1; place < text.length; place += 2) {
      const value = inputs[text[place] as string] as Gap;
      filled += typeof value === "object" ? sources(value) : instants(value, timeZone, precise);
      filled += text[place + 1];
    }
    return filled;
  }
}

function isOf({ names, values }: Shared, inputs: StoredReason["inputs"]): boolean {
  let place = 0;
  for (const name in inputs) {
    const value = inputs[name] as ReasonInput;
    if (names[place] !== name || values[place] !== (isGap(name, value) ? null : value)) return false;
    place++;
  }
  return place === names.length;
}

const keptAtMost = 10_000;

/** `instantWords` that remembers what it wrote, by zone and minute. */
function instantWriter(locale: Locale): (at: number, timeZone: string, precise: boolean) => string {
  const zones = new Map<string, Map<number, string>>();
  return (at, timeZone, precise) => {
    if (precise) return instantWords(at, timeZone, locale, precise);
    let minutes = zones.get(timeZone);
    if (!minutes) {
      minutes = new Map();
      zones.set(timeZone, minutes);
    }
    let text = minutes.get(minuteOf(at));
    if (text === undefined) {
      text = instantWords(at, timeZone, locale);
      if (minutes.size >= keptAtMost) minutes.clear();
      minutes.set(minuteOf(at), text);
    }
    return text;
  };
}

/** `sourceWords` that remembers what it wrote, by file. */
function sourceWriter(locale: Locale): (source: EvidenceSource) => string {
  const files = new Map<number, readonly string[]>();
  return (source) => {
    if (source.type !== "import" || source.line === null) return sourceWords(source, locale);
    let around = files.get(source.importId);
    if (!around) {
      around = sourceWords({ ...source, line: Number.NaN }, locale).split("NaN");
      files.set(source.importId, around);
    }
    return `${around[0]}${source.line}${around[1]}`;
  };
}

const isInstant = (name: string, value: ReasonInput): value is number =>
  typeof value === "number" && (name.endsWith("At") || name.endsWith("Until") || name.endsWith("From"));

const minuteOf = (instant: number): number => Math.floor(instant / 60_000);

/** Two different instants that would be written alike: then the seconds decide, and are shown. */
function differWithinAMinute(inputs: StoredReason["inputs"]): boolean {
  for (const name in inputs) {
    const one = inputs[name] as ReasonInput;
    if (!isInstant(name, one)) continue;
    for (const before in inputs) {
      if (before === name) break;
      const other = inputs[before] as ReasonInput;
      if (isInstant(before, other) && other !== one && minuteOf(other) === minuteOf(one)) return true;
    }
  }
  return false;
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
  return plainly(value);
}

const plainly = (value: number | string | boolean): string | number =>
  typeof value === "boolean" ? String(value) : value;

/** Where a piece of evidence came from, in words. */
export function sourceWords(source: EvidenceSource, locale: Locale = "en"): string {
  const t = words("sources", locale);
  if (source.type === "person") return t("person");
  if (source.type === "feed") {
    const name = source.feedName ?? "none";
    return t(source.isInferred ? "feedInferred" : "feed", { name, feedId: String(source.feedId) });
  }
  return source.line === null
    ? t("importWhole", { importId: String(source.importId) })
    : t("import", { importId: String(source.importId), line: String(source.line) });
}

// Making a formatter costs more than thousands of uses of it.
