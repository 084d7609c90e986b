/** The rules that Rollcall comes with: what most sites want to hear of. Each can be changed and switched off, none comes back by itself. */
import { defaultTiming, type RuleCondition, type RuleScope, type RuleTiming } from "@/lib/core/alerts/rule";
import type { Severity } from "@/lib/core/alerts/severity";
import { clientKinds } from "@/lib/core/client";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";

interface BuiltIn {
  code: string;
  when: RuleCondition;
  scope?: RuleScope;
  severity: Severity;
  timing?: Partial<RuleTiming>;
}

const hour = 60;
const day = 24 * hour;

/** In the order of the page. */
export const builtInRules = [
  {
    code: "stragglers",
    when: { kind: "stragglers", minCount: 5, critical: { minPercent: 20 } },
    severity: "warning",
  },
  {
    code: "connected_but_old",
    when: { kind: "connected_but_old", minCount: 1 },
    severity: "warning",
    timing: { holdMinutes: 10 },
  },
  {
    code: "needs_redeployment",
    when: { kind: "needs_redeployment", minCount: 1 },
    // Connection agents have a rule of their own, which is more urgent: they are not told of twice.
    scope: { kinds: clientKinds.filter((kind) => kind !== "connection_agent") },
    severity: "info",
  },
  { code: "agents_waiting", when: { kind: "agents_waiting", minCount: 1 }, severity: "critical" },
  { code: "regressed", when: { kind: "regressed", minCount: 1 }, severity: "warning" },
  {
    code: "site_silent",
    when: { kind: "site_silent", minCount: 5, minPercent: 50 },
    severity: "critical",
    timing: { holdMinutes: 15 },
  },
  {
    code: "no_progress",
    when: { kind: "no_progress", minPercent: 5, afterMinutes: day },
    severity: "warning",
  },
  { code: "halted", when: { kind: "halted" }, severity: "critical" },
  { code: "released_too_early", when: { kind: "released_too_early" }, severity: "warning" },
  { code: "duplicates", when: { kind: "duplicates", minCount: 10, minPercent: 2 }, severity: "info" },
  { code: "feed_quiet", when: { kind: "feed_quiet", afterMinutes: hour }, severity: "warning" },
  { code: "export_old", when: { kind: "export_old", afterMinutes: 3 * day }, severity: "warning" },
  { code: "import_waiting", when: { kind: "import_waiting", afterMinutes: hour }, severity: "warning" },
  { code: "import_failed", when: { kind: "import_failed" }, severity: "warning" },
  { code: "window_ended", when: { kind: "window_ended" }, severity: "warning" },
  { code: "channel_failing", when: { kind: "channel_failing", afterMinutes: 15 }, severity: "critical" },
  { code: "delivery_dead", when: { kind: "delivery_dead" }, severity: "critical" },
  { code: "mail_problem", when: { kind: "mail_problem" }, severity: "warning" },
  { code: "sweep_late", when: { kind: "sweep_late", afterMinutes: 2 }, severity: "critical" },
] as const satisfies readonly BuiltIn[];

/** Adds those that were never there. One that was deleted or changed is left as it is: `setting` remembers who was added. */
export async function ensureBuiltInRules(db: Sql, now: number): Promise<void> {
  const t = words("alertRules");
  const { rows } = await db.query<{ value: string[] }>(
    "SELECT value FROM setting WHERE name = 'built_in_rules'",
  );
  const known = new Set(rows[0]?.value ?? []);
  const missing = (builtInRules as readonly BuiltIn[]).filter(({ code }) => !known.has(code));
  if (missing.length === 0) return;
  for (const { code, when, scope, severity, timing } of missing) {
    const { kind, ...rest } = when;
    const times = { ...defaultTiming, ...timing };
    await db.query(
      `INSERT INTO alert_rule (name, built_in, kind, "when", scope, severity, hold_minutes, first_wait_seconds, every_minutes,
                               grow_percent, repeat_minutes, acknowledge_hours, created_by, created_at, changed_by, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'Rollcall', $13, 'Rollcall', $13)
       ON CONFLICT (built_in) DO NOTHING`,
      [
        t(`builtIn.${code}` as "builtIn.stragglers"),
        code,
        kind,
        JSON.stringify(rest),
        JSON.stringify(scope ?? {}),
        severity,
        times.holdMinutes,
        times.firstWaitSeconds,
        times.everyMinutes,
        times.growPercent,
        times.repeatMinutes,
        times.acknowledgeHours,
        asTimestamp(now),
      ],
    );
  }
  await db.query(
    `INSERT INTO setting (name, value, changed_by, changed_at) VALUES ('built_in_rules', $1, 'Rollcall', $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`,
    [JSON.stringify(builtInRules.map(({ code }) => code)), asTimestamp(now)],
  );
}
