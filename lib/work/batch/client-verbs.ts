/** Deeds on any clients of an appliance: set facts, exclude, attest; and undoing them. */
import { wordStands } from "@/lib/core/attestation";
import type { Sql, Tx } from "@/lib/platform/db";
import { attestMany, removeAttestations } from "@/lib/rollout/members/attest-many";
import { excludeMany, removeExclusions } from "@/lib/rollout/members/exclude-many";
import { judgeHeldMany } from "@/lib/rollout/members/judge-many";
import { loadFacts, type SettableFacts, writeFacts } from "@/lib/rollout/members/set-facts-of-many";
import { statesOfMembers } from "@/lib/rollout/members/states-of-members";
import type { Carried, DeedVerb, Found, KeptReason, Run, Undoing, Undone } from "./asked";
import { changeFacts, differing, restoreFacts } from "./change-facts";

/** The facts that a deed changes, as they were and as they will be. */
export interface FactsDiffer {
  before: Partial<SettableFacts>;
  after: Partial<SettableFacts>;
}

async function judge(tx: Tx, run: Run, clientIds: readonly number[], how: string): Promise<void> {
  if (run.rollout === null || clientIds.length === 0) return;
  const cause = `${how} by ${run.by.name}`;
  await judgeHeldMany(tx, run.rollout.id, clientIds, { cause, now: run.ctx.now, refresh: true });
}

async function namesOf(db: Sql, applianceId: number, clientIds: readonly number[]) {
  const { rows } = await db.query<{ id: number; name: string }>(
    `SELECT c.id, c.name FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE c.id = ANY($1::int[]) AND c.appliance_id = $2 AND n.stands ORDER BY c.id`,
    [clientIds, applianceId],
  );
  return rows;
}

const setFacts: DeedVerb<FactsDiffer> = {
  holdsMembers: true,
  async find(db, { asked, applianceId }, clientIds) {
    if (asked.deed !== "set") return [];
    const names = await namesOf(db, applianceId, clientIds);
    const facts = await loadFacts(db, applianceId, clientIds, true);
    return names.map(({ id, name }): Found<FactsDiffer> => {
      const before = facts.get(id);
      const change = before ? differing(before, changeFacts(before, asked.set)) : { before: {}, after: {} };
      const isSame = Object.keys(change.after).length === 0;
      return {
        clientId: id,
        name,
        skip: isSame ? { code: "nothing_changes" } : null,
        before: change.before,
        change,
      };
    });
  },
  async carryOut(tx, run, found) {
    const { applianceId } = run;
    const facts = await loadFacts(
      tx,
      applianceId,
      found.map(({ clientId }) => clientId),
      true,
    );
    const next = new Map<number, SettableFacts>();
    for (const { clientId, change } of found) {
      const now = facts.get(clientId);
      if (now) next.set(clientId, { ...now, ...change.after });
    }
    await writeFacts(tx, next);
    await judge(tx, run, [...next.keys()], "changed");
    return {
      after: new Map(found.map(({ clientId, change }) => [clientId, change.after])),
      refused: new Map(),
    };
  },
  async undo(tx, run, done) {
    const facts = await loadFacts(
      tx,
      run.applianceId,
      done.map(({ clientId }) => clientId),
      true,
    );
    const kept = new Map<number, KeptReason>();
    const next = new Map<number, SettableFacts>();
    for (const { clientId, before, after } of done) {
      const now = facts.get(clientId);
      const restored =
        now && restoreFacts(now, before as Partial<SettableFacts>, after as Partial<SettableFacts>);
      if (restored) next.set(clientId, restored);
      else kept.set(clientId, now ? "changed_since" : "closed_since");
    }
    await writeFacts(tx, next);
    await judge(tx, run, [...next.keys()], "changed back");
    return { kept };
  },
};

/** A decision that is a row of its own, which undoing removes. */
function decision(
  how: string,
  find: DeedVerb<null>["find"],
  make: (tx: Tx, run: Run, clientIds: readonly number[]) => Promise<Map<number, number>>,
  remove: typeof removeExclusions,
): DeedVerb<null> {
  return {
    holdsMembers: true,
    find,
    async carryOut(tx, run, found): Promise<Carried> {
      const made = await make(
        tx,
        run,
        found.map(({ clientId }) => clientId),
      );
      await judge(tx, run, [...made.keys()], how);
      return { after: new Map([...made].map(([clientId, id]) => [clientId, { id }])), refused: new Map() };
    },
    async undo(tx, run, done: readonly Undoing[]): Promise<Undone> {
      const ids = done.map(({ after }) => (after as { id: number }).id);
      const removed = new Set(await remove(tx, ids, run.by.name, run.ctx.now));
      await judge(tx, run, [...removed], `${how}, undone`);
      return {
        kept: new Map(
          done.flatMap(({ clientId }) => (removed.has(clientId) ? [] : [[clientId, "changed_since"]])),
        ),
      };
    },
  };
}

const exclude = decision(
  "excluded",
  async (db, { applianceId }, clientIds) => {
    const { rows } = await db.query<{ id: number }>(
      "SELECT client_id AS id FROM exclusion WHERE client_id = ANY($1::int[]) AND removed_at IS NULL",
      [clientIds],
    );
    const excluded = new Set(rows.map(({ id }) => id));
    return (await namesOf(db, applianceId, clientIds)).map(({ id, name }) => ({
      clientId: id,
      name,
      skip: excluded.has(id) ? { code: "excluded_already" as const } : null,
      before: null,
      change: null,
    }));
  },
  (tx, { asked, by, ctx }, clientIds) =>
    asked.deed === "exclude"
      ? excludeMany(tx, clientIds, { reason: asked.reason, byName: by.name, now: ctx.now })
      : Promise.resolve(new Map()),
  removeExclusions,
);

const attest = decision(
  "attested",
  async (db, { applianceId, rollout, ctx }, clientIds) => {
    const names = await namesOf(db, applianceId, clientIds);
    const states = rollout ? await statesOfMembers(db, rollout.id, clientIds) : new Map();
    const { rows } = await db.query<{ id: number; madeAt: number }>(
      `SELECT client_id AS id, made_at AS "madeAt" FROM attestation
        WHERE client_id = ANY($1::int[]) AND rollout_id = $2 AND removed_at IS NULL`,
      [clientIds, rollout?.id ?? null],
    );
    const attested = new Map(rows.map(({ id, madeAt }) => [id, madeAt]));
    return names.map(({ id, name }) => ({
      clientId: id,
      name,
      skip: skipOf(id),
      before: null,
      change: null,
    }));

    function skipOf(id: number): Found["skip"] {
      const state = states.get(id);
      if (state === undefined) return { code: "no_rollout" };
      const saidAt = attested.get(id);
      if (saidAt !== undefined && wordStands(saidAt, state, ctx.now)) return { code: "attested_already" };
      return state === "checked_in" ? { code: "checked_in_already" } : null;
    }
  },
  (tx, { asked, by, ctx, rollout }, clientIds) =>
    asked.deed === "attest" && rollout
      ? attestMany(tx, clientIds, { rolloutId: rollout.id, note: asked.note, byName: by.name, now: ctx.now })
      : Promise.resolve(new Map()),
  removeAttestations,
);

export const clientVerbs = { set: setFacts, exclude, attest };
