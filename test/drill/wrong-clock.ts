/** A clock that is weeks ahead for one start and right again at the next: the states are what they were, and people are told. */
import { type Drill, playPart } from "./finding";
import { judgeStates, judgeTransitions } from "./judge-states";
import { LiveInstance } from "./live-instance";
import { expectStates, makeFile } from "./made-fleet";
import { importFile, openAppliance, opened, recordRelease, timesBefore } from "./played-site";
import { send } from "./requests";
import { adminSettings, signIn } from "./signed-in";
import { eventually, limits, secondsSince } from "./waiting";

const aheadSeconds = 40 * 86_400;

export const drillWrongClock: Drill = async (plan) => {
  const instance = await LiveInstance.prepare(adminSettings);
  const play = async () => {
    await instance.start();
    const key = await instance.makeKey("admin");
    const times = timesBefore(Date.now());
    const applianceId = await openAppliance(instance, key);
    const rolloutId = await recordRelease(instance, key, applianceId, times.installedAt);
    const made = {
      rows: plan.rows,
      seed: 40,
      badEvery: 500,
      installedAt: times.installedAt,
      exportedAt: times.firstExportAt,
    };
    const file = makeFile(made);
    await importFile(instance, key, applianceId, file);
    await opened(instance, key, rolloutId);
    const rollout = { installedAt: times.installedAt, mode: "observe" } as const;
    const judge = () => judgeStates(instance, rolloutId, expectStates([file], rollout, Date.now()));
    const wrong: string[] = [];
    const before = await judge();
    if (before.length > 0) throw new Error(`before anything was done: ${before.join("; ")}`);
    await instance.stop();

    await instance.start({ ROLLCALL_CLOCK_OFFSET_SECONDS: String(aheadSeconds) });
    const late = () =>
      instance.count(
        "SELECT count(*) AS n FROM client_now WHERE rollout_id = $1 AND state = 'overdue' AND reason_code = 'past_due'",
        rolloutId,
      );
    await eventually("everybody silent by the wrong clock", limits.work, async () => (await late()) === 0);
    await instance.stop();

    const rightMs = performance.now();
    await instance.start();
    await eventually(
      "the states of before",
      limits.work,
      async () => {
        const still = await judge();
        if (still.length > 0) throw new Error(still[0]);
        return true;
      },
      1_000,
    ).catch((error: Error) => wrong.push(error.message));
    const after = secondsSince(rightMs);
    wrong.push(...(await judgeTransitions(instance, rolloutId)));
    const page = await send(instance, "/", { cookie: await signIn(instance) });
    if (!/clock of this installation/i.test(page.text))
      wrong.push("the overview does not say that the clock went back");
    return { figures: `states as before ${after} s after the start with the right clock`, wrong };
  };
  try {
    return [await playPart(plan, "a clock 40 days ahead for one start", 1, play)];
  } finally {
    await instance.remove();
  }
};
