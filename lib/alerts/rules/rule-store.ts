/** Rules as they are stored. */
import type { RuleCondition, RuleScope, RuleTiming } from "@/lib/core/alerts/rule";
import type { Severity } from "@/lib/core/alerts/severity";
import type { Sql } from "@/lib/platform/db";

/** Whom to tell where nobody acknowledges. */
export interface Escalation {
  afterMinutes: number;
  channelIds: number[];
}

/** A rule. Instants in epoch milliseconds. */
export interface AlertRule {
  id: number;
  name: string;
  /** The code of a rule that Rollcall came with; `null`: a person made it. */
  builtIn: string | null;
  when: RuleCondition;
  scope: RuleScope;
  severity: Severity;
  timing: RuleTiming;
  /** `null`: the default channels. */
  channelIds: number[] | null;
  escalation: Escalation | null;
  enabled: boolean;
  createdBy: string;
  createdAt: number;
  changedBy: string;
  changedAt: number;
}

interface RuleRow extends Omit<AlertRule, "timing" | "when" | "scope"> {
  kind: RuleCondition["kind"];
  applianceIds: number[] | null;
  when: Omit<RuleCondition, "kind">;
  scope: Omit<RuleScope, "applianceIds">;
  holdMinutes: number;
  firstWaitSeconds: number;
  everyMinutes: number;
  growPercent: number;
  repeatMinutes: number;
  acknowledgeHours: number;
  hours: RuleTiming["hours"];
}

const columns = `id, name, built_in AS "builtIn", kind, appliance_ids AS "applianceIds", "when", scope, severity,
  hold_minutes AS "holdMinutes", first_wait_seconds AS "firstWaitSeconds", every_minutes AS "everyMinutes",
  grow_percent AS "growPercent", repeat_minutes AS "repeatMinutes", acknowledge_hours AS "acknowledgeHours",
  channel_ids AS "channelIds", escalation, hours, enabled, created_by AS "createdBy", created_at AS "createdAt",
  changed_by AS "changedBy", changed_at AS "changedAt"`;

function toRule({ kind, applianceIds, ...row }: RuleRow): AlertRule {
  const {
    holdMinutes,
    firstWaitSeconds,
    everyMinutes,
    growPercent,
    repeatMinutes,
    acknowledgeHours,
    ...rest
  } = row;
  const { hours, ...rule } = rest;
  return {
    ...rule,
    when: { ...row.when, kind },
    scope: { ...row.scope, ...(applianceIds === null ? {} : { applianceIds }) },
    timing: {
      holdMinutes,
      firstWaitSeconds,
      everyMinutes,
      growPercent,
      repeatMinutes,
      acknowledgeHours,
      escalateAfterMinutes: row.escalation?.afterMinutes ?? null,
      hours,
    },
  };
}

/** All rules, those that Rollcall came with first. */
export async function loadRules(db: Sql, only: { enabled?: boolean } = {}): Promise<AlertRule[]> {
  const { rows } = await db.query<RuleRow>(
    `SELECT ${columns} FROM alert_rule WHERE ($1::boolean IS NULL OR enabled = $1) ORDER BY id`,
    [only.enabled ?? null],
  );
  return rows.map(toRule);
}

/** One rule; `null`: there is none. */
export async function loadRule(db: Sql, id: number): Promise<AlertRule | null> {
  const { rows } = await db.query<RuleRow>(`SELECT ${columns} FROM alert_rule WHERE id = $1`, [id]);
  return rows[0] ? toRule(rows[0]) : null;
}
