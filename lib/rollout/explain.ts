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
  const t = words("reasons", locale);
  const values: Record<string, string | number> = { ...absent };
  const precise = differWithinAMinute(instantsOf(reason.inputs));
  for (const [name, value] of Object.entries(reason.inputs))
    values[name] = written(name, value, timeZone, locale, precise);
  return {
    code: reason.code,
    sentence: t(`${reason.code}.sentence`, values),
    clear: t(`${reason.code}.clear`, values),
  };
}

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
  return source.line === null
    ? t("importWhole", { importId: String(source.importId) })
    : t("import", { importId: String(source.importId), line: String(source.line) });
}

// Making a formatter costs more than thousands of uses of it.
