/** When a rule about single events held, from what is kept of them: imports, releases, halts, announced upgrades, messages. */
import type { PastCount } from "@/lib/core/alerts/replay-rule";
import type { RuleKind, RuleScope } from "@/lib/core/alerts/rule";
import { siteWaitHours } from "@/lib/core/release";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { failedDays } from "../conditions/import-conditions";
import { askedForDays } from "../conditions/window-conditions";
import type { PastScope } from "./past-counts";

/** It held from `at` until `until` (null: it holds now) with this count. */
interface Spell {
  /** Which incident it would have been. */
  scope: string;
  appliance: string | null;
  part: string | null;
  at: number;
  until: number | null;
  count: number;
  total: number | null;
}

/** SQL: `Spell`s that ended after $2, of the appliance $1 (null: of all). The conditions are those of the finders in `conditions/`. */
const spellsOf: Partial<Record<RuleKind, string>> = {
  import_failed: `SELECT i.id::text AS scope, a.name AS appliance, i.file_name AS part, COALESCE(i.finished_at, i.created_at) AS at,
      LEAST(i.created_at + make_interval(days => ${failedDays}),
            (SELECT min(COALESCE(l.applied_at, l.finished_at)) FROM import l WHERE l.appliance_id = i.appliance_id AND l.kind = i.kind
                AND l.status IN ('done', 'taken_back') AND l.created_at > i.created_at)) AS until, 1 AS count, NULL::int AS total
    FROM import i JOIN appliance a ON a.id = i.appliance_id
   WHERE i.status = 'failed' AND ($1::int[] IS NULL OR i.appliance_id = ANY($1))`,
  duplicates: `SELECT i.id::text AS scope, a.name AS appliance, i.file_name AS part, COALESCE(i.applied_at, i.finished_at) AS at,
      (SELECT min(COALESCE(l.applied_at, l.finished_at)) FROM import l WHERE l.appliance_id = i.appliance_id AND l.kind = i.kind
          AND l.status = 'done' AND l.complete AND (l.exported_at, l.id) > (i.exported_at, i.id)
          AND COALESCE(l.applied_at, l.finished_at) > COALESCE(i.applied_at, i.finished_at)) AS until,
      (i.diff->>'duplicates')::int AS count, i.rows_accepted AS total
    FROM import i JOIN appliance a ON a.id = i.appliance_id
   WHERE i.status = 'done' AND i.complete AND (i.diff->>'duplicates')::int > 0 AND ($1::int[] IS NULL OR i.appliance_id = ANY($1))`,
  released_too_early: `SELECT r.id::text AS scope, a.name AS appliance, r.version AS part, r.recorded_at AS at,
      LEAST(r.installed_at + make_interval(hours => ${siteWaitHours}),
            (SELECT min(l.recorded_at) FROM release l WHERE l.appliance_id = r.appliance_id AND l.kind = 'site' AND l.withdrawn_at IS NULL
                AND (l.installed_at, l.id) > (r.installed_at, r.id))) AS until, 1 AS count, NULL::int AS total
    FROM release r JOIN appliance a ON a.id = r.appliance_id
   WHERE r.kind = 'site' AND r.withdrawn_at IS NULL AND ($1::int[] IS NULL OR r.appliance_id = ANY($1))
     AND r.installed_at - (SELECT max(b.installed_at) FROM release b WHERE b.appliance_id = r.appliance_id AND b.kind = 'site'
           AND b.withdrawn_at IS NULL AND (b.installed_at, b.id) < (r.installed_at, r.id)) < make_interval(hours => ${siteWaitHours})`,
  halted: `SELECT o.id::text AS scope, a.name AS appliance, r.version AS part, h.at,
      LEAST((SELECT min(c.at) FROM audit c WHERE c.subject_type = 'rollout' AND c.subject_id = h.subject_id AND c.deed = 'rollout.change'
                AND c.at >= h.at AND c.after->>'held' IS NOT NULL),
            o.closed_at,
            (SELECT min(l.recorded_at) FROM release l WHERE l.appliance_id = o.appliance_id AND l.kind = 'site' AND l.withdrawn_at IS NULL
                AND l.installed_at > r.installed_at AND l.recorded_at > h.at)) AS until, 1 AS count, NULL::int AS total
    FROM audit h JOIN rollout o ON o.id::text = h.subject_id JOIN release r ON r.id = o.release_id JOIN appliance a ON a.id = o.appliance_id
   WHERE h.deed = 'rollout.halt' AND h.subject_type = 'rollout' AND ($1::int[] IS NULL OR o.appliance_id = ANY($1))`,
  window_ended: `SELECT w.id::text AS scope, a.name AS appliance, w.version AS part, w.ends_at AS at,
      LEAST(w.answered_at, w.withdrawn_at, w.ends_at + make_interval(days => ${askedForDays}),
            (SELECT min(r.recorded_at) FROM release r WHERE r.appliance_id = w.appliance_id AND r.kind = 'site' AND r.withdrawn_at IS NULL
                AND r.installed_at >= w.starts_at)) AS until, 1 AS count, NULL::int AS total
    FROM upgrade_window w JOIN appliance a ON a.id = w.appliance_id
   WHERE ($1::int[] IS NULL OR w.appliance_id = ANY($1))`,
  delivery_dead: `SELECT c.id::text AS scope, NULL::text AS appliance, c.name AS part, d.ended_at AS at,
      d.ended_at + interval '1 day' AS until, 1 AS count, NULL::int AS total
    FROM delivery d JOIN channel c ON c.id = d.channel_id
   WHERE d.status = 'dead' AND d.incident_id IS NOT NULL AND c.enabled AND $1::int[] IS NULL`,
};

export const isKeptAsEvents = (kind: RuleKind) => kind in spellsOf;

/** From `from` (epoch milliseconds) on, for each scope. Imports that were taken back and releases that were withdrawn since are as if they had never been. */
export async function pastEvents(
  db: Sql,
  kind: RuleKind,
  scope: RuleScope,
  from: number,
  now: number,
): Promise<PastScope[]> {
  const { rows } = await db.query<Spell>(
    `SELECT * FROM (${spellsOf[kind]}) spell
      WHERE at < $3 AND (until IS NULL OR (until > $2 AND until > at)) ORDER BY at`,
    [scope.applianceIds ?? null, asTimestamp(from), asTimestamp(now)],
  );
  const scopes = new Map<string, { head: Spell; spells: Spell[] }>();
  for (const spell of rows) {
    const known = scopes.get(spell.scope);
    if (known) known.spells.push(spell);
    else scopes.set(spell.scope, { head: spell, spells: [spell] });
  }
  return [...scopes.values()].map(({ head: { appliance, part }, spells }) => ({
    appliance,
    part,
    counts: countsOf(spells, now),
  }));
}

/** How many hold at each instant at which that changes. */
export function countsOf(
  spells: readonly Pick<Spell, "at" | "until" | "count" | "total">[],
  now: number,
): PastCount[] {
  const steps = spells
    .flatMap(({ at, until, count, total }) => [
      { at, by: count, total },
      ...(until !== null && until <= now ? [{ at: until, by: -count, total }] : []),
    ])
    .sort((one, other) => one.at - other.at);
  let count = 0;
  return steps.map(({ at, by, total }) => {
    count += by;
    return { at, count, total };
  });
}
