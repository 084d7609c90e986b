// Who waits for whom: a hold waits for no judgement, a grant for nobody who waits for one.
import { expect, it } from "vitest";
import { inTransaction, pool } from "@/lib/platform/db";
import { lockRollout } from "@/lib/rollout/members/store";
import { changeRollout, readRollout } from "@/test/support/roll-call";
import {
  giveBack,
  moveQueueOn,
  openControlled,
  playSlotsAtThree,
  someClients,
  want,
} from "@/test/support/slot-calls";

playSlotsAtThree();

/** Plays `meanwhile` while an import, as it were, is judging the rollout's members. */
function whileJudging<T>(rolloutId: number, meanwhile: () => Promise<T>): Promise<T> {
  return inTransaction(pool(), async (tx) => {
    await lockRollout(tx, rolloutId);
    return meanwhile();
  });
}

it("a rollout is held and resumed at once while its members are being judged", async () => {
  const { site, rollout } = await openControlled(someClients(3), 3);
  await whileJudging(rollout, async () => {
    expect((await changeRollout(rollout, { held: true })).status).toBe(200);
    expect((await want(site, "pc1")).body.code).toBe("held");
    expect((await changeRollout(rollout, { held: false })).status).toBe(200);
    expect((await want(site, "pc1")).status).toBe(201);
  });
});

it("slots are given out and back while a change of mode waits for a judgement", async () => {
  const { site, rollout } = await openControlled(someClients(3), 1);
  const changing = await whileJudging(rollout, async () => {
    const change = { answered: null as number | null, done: Promise.resolve() };
    change.done = changeRollout(rollout, { mode: "observe" }).then(({ status }) => {
      change.answered = status;
    });
    await isWaiting("FROM rollout WHERE id = $1 FOR UPDATE");
    const first = await want(site, "pc1");
    expect(first.status).toBe(201);
    expect((await giveBack(first.body.id, first.body.fence, "done")).status).toBe(200);
    expect((await want(site, "pc2")).status).toBe(201);
    expect(change.answered).toBeNull();
    return change;
  });
  await changing.done;
  expect(changing.answered).toBe(200);
  expect((await readRollout(rollout)).mode).toBe("observe");
  expect((await want(site, "pc3")).body.code).toBe("observe_mode");
});

async function isWaiting(statement: string): Promise<void> {
  for (;;) {
    const { rowCount } = await pool().query(
      "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND strpos(query, $1) > 0 AND datname = current_database()",
      [statement],
    );
    if (rowCount) return;
  }
}

it("tells the first of those who wait to come back soon, and the others later", async () => {
  const { site } = await openControlled(someClients(25), 20);
  await moveQueueOn(site);
  const names = someClients(25).map(({ name }) => name);
  const answers = [];
  for (const name of names) answers.push({ name, ...(await want(site, name)) });
  const told = answers.filter(({ status }) => status === 423);
  expect(told).toHaveLength(5);
  for (const { name } of told) expect((await want(site, name)).body.code).toBe("slots_full");
  // A tenth of the cap: two of them.
  const again = [];
  for (const { name } of told) again.push((await want(site, name)).retryAfterSeconds);
  expect(again.sort()).toEqual([30, 30, 30, 5, 5]);
});
