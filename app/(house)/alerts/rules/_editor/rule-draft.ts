/** A rule as it is typed: texts of fields, and what they become. */
import type { AlertRule } from "@/lib/alerts/rules/rule-store";
import { defaultTiming, type RuleKind } from "@/lib/core/alerts/rule";
import type { Severity } from "@/lib/core/alerts/severity";

/** A number field is a number, or the empty text. */
type Numeric = number | string;

export interface RuleDraft {
  name: string;
  kind: RuleKind;
  /** None: all of them. */
  applianceIds: string[];
  groups: string;
  kinds: string[];
  movers: string[];
  tags: string;
  minCount: Numeric;
  minPercent: Numeric;
  afterMinutes: Numeric;
  per: string;
  severity: Severity;
  criticalCount: Numeric;
  criticalPercent: Numeric;
  holdMinutes: Numeric;
  firstWaitSeconds: Numeric;
  everyMinutes: Numeric;
  growPercent: Numeric;
  repeatMinutes: Numeric;
  acknowledgeHours: Numeric;
  channelIds: string[];
  escalateAfter: Numeric;
  escalateTo: string[];
  hasHours: boolean;
  weekdays: string[];
  from: string;
  to: string;
  timeZone: string;
  holidays: string;
  anyTimeFrom: string;
}

/** A new rule about stragglers, with the times that sensible rules have. `zone`: of the reader's appliance. */
export function newDraft(applianceIds: string[], zone: string): RuleDraft {
  return {
    name: "",
    kind: "stragglers",
    applianceIds,
    groups: "",
    kinds: [],
    movers: [],
    tags: "",
    minCount: 5,
    minPercent: "",
    afterMinutes: "",
    per: "all",
    severity: "warning",
    criticalCount: "",
    criticalPercent: "",
    ...defaultTiming,
    channelIds: [],
    escalateAfter: "",
    escalateTo: [],
    hasHours: false,
    weekdays: ["1", "2", "3", "4", "5"],
    from: "08:00",
    to: "18:00",
    timeZone: zone,
    holidays: "",
    anyTimeFrom: "critical",
  };
}

/** A rule that is there. */
export function draftOf(rule: AlertRule, zone: string): RuleDraft {
  const { when, scope, timing, escalation } = rule;
  const { hours, escalateAfterMinutes, ...times } = timing;
  return {
    ...newDraft((scope.applianceIds ?? []).map(String), zone),
    ...times,
    name: rule.name,
    kind: when.kind,
    groups: scope.groups?.join("\n") ?? "",
    kinds: [...(scope.kinds ?? [])],
    movers: [...(scope.movers ?? [])],
    tags: scope.tags?.join("\n") ?? "",
    minCount: when.minCount ?? "",
    minPercent: when.minPercent ?? "",
    afterMinutes: when.afterMinutes ?? "",
    per: when.per ?? "all",
    severity: rule.severity,
    criticalCount: when.critical?.minCount ?? "",
    criticalPercent: when.critical?.minPercent ?? "",
    channelIds: (rule.channelIds ?? []).map(String),
    escalateAfter: escalation?.afterMinutes ?? "",
    escalateTo: (escalation?.channelIds ?? []).map(String),
    hasHours: hours !== null,
    ...(hours === null
      ? {}
      : {
          weekdays: hours.weekdays.map(String),
          from: hours.from,
          to: hours.to,
          timeZone: hours.timeZone,
          holidays: hours.holidays.join("\n"),
          anyTimeFrom: hours.anyTimeFrom ?? "",
        }),
  };
}

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
const orNone = <K extends string>(name: K, value: Numeric): Partial<Record<K, number>> =>
  typeof value === "number" ? ({ [name]: value } as Record<K, number>) : {};
const some = <K extends string, V>(name: K, values: readonly V[]) =>
  values.length === 0 ? {} : ({ [name]: values } as Record<K, readonly V[]>);

/** What the API takes. What is empty is not said. */
export function bodyOf(draft: RuleDraft) {
  const critical = {
    ...orNone("minCount", draft.criticalCount),
    ...orNone("minPercent", draft.criticalPercent),
  };
  return {
    name: draft.name.trim(),
    when: {
      kind: draft.kind,
      ...orNone("minCount", draft.minCount),
      ...orNone("minPercent", draft.minPercent),
      ...orNone("afterMinutes", draft.afterMinutes),
      ...(draft.per === "all" ? {} : { per: draft.per }),
      ...(Object.keys(critical).length === 0 ? {} : { critical }),
    },
    scope: {
      ...some("applianceIds", draft.applianceIds.map(Number)),
      ...some("groups", lines(draft.groups)),
      ...some("kinds", draft.kinds),
      ...some("movers", draft.movers),
      ...some("tags", lines(draft.tags)),
    },
    severity: draft.severity,
    ...orNone("holdMinutes", draft.holdMinutes),
    ...orNone("firstWaitSeconds", draft.firstWaitSeconds),
    ...orNone("everyMinutes", draft.everyMinutes),
    ...orNone("growPercent", draft.growPercent),
    ...orNone("repeatMinutes", draft.repeatMinutes),
    ...orNone("acknowledgeHours", draft.acknowledgeHours),
    channelIds: draft.channelIds.length === 0 ? null : draft.channelIds.map(Number),
    escalation:
      typeof draft.escalateAfter === "number" && draft.escalateTo.length > 0
        ? { afterMinutes: draft.escalateAfter, channelIds: draft.escalateTo.map(Number) }
        : null,
    hours: draft.hasHours
      ? {
          weekdays: draft.weekdays.map(Number).sort(),
          from: draft.from,
          to: draft.to,
          timeZone: draft.timeZone,
          holidays: lines(draft.holidays),
          anyTimeFrom: draft.anyTimeFrom === "" ? null : draft.anyTimeFrom,
        }
      : null,
  };
}
