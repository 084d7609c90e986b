/** Compares what the database holds with what must have come of it. Everything is read past Rollcall, with SQL of our own. */
import type { LiveInstance } from "./live-instance";
import { type Expectation, listedIn, type MadeFile } from "./made-fleet";
import { listedInSnapshot, transitionsOfRollout } from "./stored-sql";

const shownAtMost = 3;

/** Every member of a rollout against its expected state: who is wrong, who is missing, who is too many. */
export async function judgeStates(
  instance: LiveInstance,
  rolloutId: number,
  expected: ReadonlyMap<string, Expectation>,
): Promise<string[]> {
  const rows = await instance.query<{ host: string; told: string }>(
    `SELECT c.hostname AS host, m.state || ' ' || m.reason_code AS told
       FROM client_now m JOIN client c ON c.id = m.client_id WHERE m.rollout_id = $1`,
    [rolloutId],
  );
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const { host, told } of rows) {
    if (seen.has(host)) wrong.push(`${host} is a member twice`);
    seen.add(host);
    const right = expected.get(host);
    if (!right) wrong.push(`${host} is a member (${told}) and nobody listed it`);
    else if (!right.includes(told)) wrong.push(`${host} is ${told} and must be ${right.join(" or ")}`);
  }
  for (const [host, right] of expected) {
    if (!seen.has(host)) wrong.push(`${host} is no member and must be ${right.join(" or ")}`);
  }
  return shorten("states", wrong);
}

/** The first few of many. */
export function shorten(what: string, wrong: readonly string[]): string[] {
  if (wrong.length <= shownAtMost) return [...wrong];
  return [`${wrong.length} wrong ${what}, the first: ${wrong.slice(0, shownAtMost).join("; ")}`];
}

/** The changes of state of a rollout's members: each goes on from the one before, none is there twice, the last is the state. */
export async function judgeTransitions(instance: LiveInstance, rolloutId: number): Promise<string[]> {
  const [row] = await instance.query<Record<string, string>>(
    `WITH chain AS (
       SELECT t.*, lag(to_state) OVER mine AS came_from, lead(id) OVER mine IS NULL AS is_last
         FROM (${transitionsOfRollout}) t WINDOW mine AS (PARTITION BY client_id ORDER BY id)
     )
     SELECT count(*) FILTER (WHERE from_state = to_state) AS "that change nothing",
            count(*) FILTER (WHERE came_from <> from_state) AS "that do not go on from the one before",
            count(*) FILTER (WHERE is_last AND m.state IS DISTINCT FROM to_state) AS "whose end is not the member's state",
            count(*) - count(DISTINCT (chain.client_id, from_state, to_state, at)) AS "that are there twice"
       FROM chain LEFT JOIN client_now m ON m.rollout_id = $1 AND m.client_id = chain.client_id`,
    [rolloutId],
  );
  return Object.entries(row ?? {})
    .filter(([, count]) => Number(count) > 0)
    .map(([what, count]) => `${count} transitions ${what}`);
}

/** What a finished import of this file must have left, and nothing beside it; `before`: the exports that came first. */
export async function judgeImport(
  instance: LiveInstance,
  importId: number,
  file: MadeFile,
  before: readonly MadeFile[] = [],
): Promise<string[]> {
  const [row] = await instance.query<{
    status: string;
    accepted: number;
    rejected: number;
    attempts: number;
    problem: unknown;
  }>(
    `SELECT status, rows_accepted AS accepted, rows_rejected AS rejected, attempts, problem FROM import WHERE id = $1`,
    [importId],
  );
  const listed = await instance.count(listedInSnapshot, importId);
  const rejects = await instance.count(
    "SELECT count(*) AS n FROM import_reject WHERE import_id = $1",
    importId,
  );
  const staged = await instance.count("SELECT count(*) AS n FROM import_row WHERE import_id = $1", importId);
  return unequal(`import ${importId}`, [
    ["status", row?.status, "done"],
    ["problem", JSON.stringify(row?.problem ?? null), "null"],
    ["accepted lines", row?.accepted, file.accepted],
    ["rejected lines", row?.rejected, file.rejected],
    ["kept rejects", rejects, file.rejected],
    ["clients listed", listed, listedIn(file, before).size],
    ["staged rows", staged, 0],
    ["attempts", row?.attempts, 0],
  ]);
}

/** Clients of an appliance of which something stands. */
export function countClients(instance: LiveInstance, applianceId: number): Promise<number> {
  return instance.count(
    "SELECT count(*) AS n FROM client_now WHERE appliance_id = $1 AND stands",
    applianceId,
  );
}

/** Nothing of an appliance is under way for ever. */
export async function judgeNothingStuck(instance: LiveInstance, applianceId: number): Promise<string[]> {
  const one = (sql: string) => instance.count(sql, applianceId);
  return unequal(`appliance ${applianceId}`, [
    [
      "imports under way",
      await one(
        `SELECT count(*) AS n FROM import WHERE appliance_id = $1
            AND (status IN ('queued', 'parsing', 'applying') OR wanted_taken_back_by IS NOT NULL)`,
      ),
      0,
    ],
    [
      "rollouts opening",
      await one("SELECT count(*) AS n FROM rollout WHERE appliance_id = $1 AND status = 'opening'"),
      0,
    ],
    [
      "slots not judged",
      await one("SELECT count(*) AS n FROM slot WHERE appliance_id = $1 AND NOT judged"),
      0,
    ],
    [
      "members overdue for judgement",
      await one(
        `SELECT count(*) AS n FROM client_now m JOIN rollout r ON r.id = m.rollout_id
          WHERE r.appliance_id = $1 AND r.status = 'open' AND m.judge_after < now() - interval '15 minutes'`,
      ),
      0,
    ],
  ]);
}

/** A sentence for each that is not as it must be. */
export function unequal(of: string, facts: readonly (readonly [string, unknown, unknown])[]): string[] {
  return facts
    .filter(([, is, must]) => String(is) !== String(must))
    .map(([what, is, must]) => `${of}: ${what} ${is}, must be ${must}`);
}
