/** The rules of a policy line in words. */
import type { KindPolicy } from "@/lib/core/policy";
import { words } from "@/lib/platform/words";

const t = words("settings");

/** The rules of a line, in the order in which they are read. */
export function fieldsOf(rules: KindPolicy): (keyof KindPolicy)[] {
  return Object.keys(rules) as (keyof KindPolicy)[];
}

/** True when two lines say the same. */
export function isSameLine(one: KindPolicy, other: KindPolicy): boolean {
  return fieldsOf(one).every((field) => one[field] === other[field]);
}

/** One rule as it stands: "2 hours", "silent for 30 days", "never". */
export function ruleText(field: keyof KindPolicy, rules: KindPolicy): string {
  const value = rules[field];
  if (value === null) return t("policy.off");
  if (typeof value === "boolean")
    return t(value ? `policy.on.${field as "msiLockedDown" | "byHand"}` : "policy.off");
  if (field === "dueAfterMinutes" || field === "graceMinutes") return durationText(value);
  return t(`policy.when.${field as "silentDays" | "missedReleases" | "failedAttempts"}`, { value });
}

/** Minutes in the largest unit that writes them whole; two days and less are written in hours. */
function durationText(minutes: number): string {
  if (minutes === 0) return t("policy.duration.atOnce");
  if (minutes % 1440 === 0 && minutes > 2 * 1440) return t("policy.duration.days", { value: minutes / 1440 });
  if (minutes % 60 === 0) return t("policy.duration.hours", { value: minutes / 60 });
  return t("policy.duration.minutes", { value: minutes });
}
