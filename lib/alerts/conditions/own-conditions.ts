/** Rules about Rollcall itself. */
import { deadDeliveries, failingChannels } from "../deliveries/delivery-facts";
import { mailProblem } from "../mail/mail-problem";
import type { Condition, FindConditions } from "./condition";

function own(scopeKey: string, count: number, facts: Condition["facts"]): Condition {
  return { scopeKey, applianceId: null, rolloutId: null, count, total: null, facts };
}

/** A channel is paused, or does not take what it is sent. */
export const channelFailing: FindConditions = async ({ db, when, now }) => {
  const since = now - (when.afterMinutes ?? 0) * 60_000;
  const failing = await failingChannels(db);
  return failing
    .filter(({ pausedAt, failingSince }) => pausedAt !== null || (failingSince ?? now) <= since)
    .map(({ id, name, pausedAt, failingSince, problem }) =>
      own(`channel:${id}`, 1, {
        channel: name,
        channelId: id,
        paused: pausedAt !== null,
        sinceAt: failingSince,
        problem,
      }),
    );
};

/** Messages that nobody got, of the last day. */
export const deliveryDead: FindConditions = async ({ db, now }) =>
  (await deadDeliveries(db, now - 24 * 3_600_000)).map(
    ({ channelId, channelName: channel, count, lastAt, problem }) =>
      own(`channel:${channelId}`, count, { channel, channelId, lastAt, problem }),
  );

export const mailWrong: FindConditions = async ({ db }) => {
  const problem = await mailProblem(db);
  return problem === null ? [] : [own("mail", 1, { problem: problem.sentence })];
};

/** Members are not judged on time. Another worker, or a sweep that hangs, leaves this one to say so. */
export const sweepLate: FindConditions = async ({ db, when }) => {
  const after = when.afterMinutes ?? 2;
  const { rows } = await db.query<{ at: number }>(
    "SELECT at FROM heartbeat WHERE name = 'sweep' AND at <= clock_timestamp() - make_interval(mins => $1)",
    [after],
  );
  return rows.map(({ at }) => own("sweep", 1, { lastAt: at, after }));
};
