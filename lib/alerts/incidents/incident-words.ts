/** What an incident says, in plain sentences. */
import type { RuleKind } from "@/lib/core/alerts/rule";
import { percentOf } from "@/lib/core/percent";
import { instantWords } from "@/lib/platform/instant-words";
import { words } from "@/lib/platform/words";
import type { ConditionFacts } from "../conditions/condition";

/** What the sentences are made of. `timeZone`: in which instants are written, the appliance's. */
export interface Told {
  kind: RuleKind;
  count: number;
  total: number | null;
  facts: ConditionFacts;
  since: number;
  timeZone: string;
}

export interface IncidentWords {
  /** One line: how many, of what, where. */
  title: string;
  why: string;
  since: string;
  /** What would end it. */
  clear: string;
}

/** Names that a sentence asks for and an incident may lack. */
const absent = {
  part: "",
  share: "",
  version: "none",
  problem: "none",
  providers: "none",
  flips: 0,
  sinceAt: "none",
};

/** @throws nothing: what is not known is left out of the sentence */
export function incidentWords({ kind, count, total, facts, since, timeZone }: Told): IncidentWords {
  const t = words("incidents");
  const values: Record<string, string | number> = { ...absent, count, total: total ?? 0 };
  for (const [name, value] of Object.entries(facts)) values[name] = written(name, value, timeZone);
  values.part = partOf(facts);
  values.share = shareOf(count, total);
  return {
    title: t(`titles.${kind}`, values),
    why: t(`why.${kind}`, values),
    since: t("since", { since: instantWords(since, timeZone) }),
    clear: t(`clear.${kind}`, values),
  };
}

function written(name: string, value: string | number | boolean | null, timeZone: string): string | number {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (name === "at" || name.endsWith("At")) return instantWords(Number(value), timeZone);
  return name === "kind" ? words("kinds")(value as "console") : value;
}

function partOf(facts: ConditionFacts): string {
  const t = words("incidents");
  if (typeof facts.group === "string") {
    return facts.group === "" ? t("parts.noGroup") : t("parts.group", { group: facts.group });
  }
  return typeof facts.kind === "string"
    ? t("parts.kind", { kind: words("kinds")(facts.kind as "console") })
    : "";
}

/** A share is told where it is known; truncated, so that 100 % is all of them (rule 20). */
function shareOf(count: number, total: number | null): string {
  if (total === null || total === 0) return "";
  return words("incidents")("share", { percent: percentOf(count, total) ?? 0, total });
}
