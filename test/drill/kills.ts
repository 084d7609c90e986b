/** Every process killed without a word in every phase, and afterwards everything counted again. */
import { type Drill, type DrillPlan, type Finding, playPart } from "./finding";
import { countOrphans, type Scene, type Stage, scenes } from "./kill-scenes";
import { LiveInstance, type Victim, victims } from "./live-instance";
import { forgetOldFiles } from "./old-files";
import { eventually, limits, pause, secondsSince } from "./waiting";

/** A phase can be over before the kill comes; then it is played once more, with less waiting in it. */
const triesAtMost = 6;

interface Play {
  wrong: string[];
  wasHit: boolean;
  recoveredAfter: number;
  doneAfter: string;
}

async function playOnce(instance: LiveInstance, stage: Stage, victim: Victim, waitMs: number): Promise<Play> {
  await stage.begin();
  await eventually("the phase", limits.work, stage.isIn, 5);
  await pause(waitMs);
  const killed = await instance.kill(victim);
  const isDatabaseUp = victim !== "database" && victim !== "all";
  const stillIn = isDatabaseUp && (await stage.isIn());
  const recoveredAfter = await instance.recover(killed);
  const wrong = await stage.finish();
  const wasHit = isDatabaseUp
    ? stillIn
    : stage.doneFrom === undefined || (await stage.doneFrom()) > killed.at;
  return { wrong, wasHit, recoveredAfter, doneAfter: secondsSince(killed.atMs) };
}

let seeds = 0;

async function playKill(
  plan: DrillPlan,
  instance: LiveInstance,
  key: string,
  scene: Scene,
  victim: Victim,
): Promise<{ figures: string; wrong: string[] }> {
  const wrong: string[] = [];
  let waitMs = Math.random() * (plan.quick ? 150 : 1_500);
  for (let tries = 1; tries <= triesAtMost; tries++) {
    const stage = await scene.set({ instance, key, rows: plan.rows, seed: ++seeds });
    const play = await playOnce(instance, stage, victim, waitMs);
    wrong.push(...play.wrong);
    if (play.wasHit || wrong.length > 0) {
      const figures = `well again after ${play.recoveredAfter.toFixed(1)} s, done after ${play.doneAfter} s`;
      return { figures, wrong };
    }
    plan.say(`    the phase was over before the kill; once more`);
    waitMs = tries >= 3 ? 0 : waitMs / 3;
  }
  return { figures: "", wrong: [`the phase was over before the kill ${triesAtMost} times`] };
}

async function playScene(plan: DrillPlan, scene: Scene): Promise<Finding[]> {
  const wanted = victims.filter((victim) => plan.wants(`kills.${scene.name}.${victim}`));
  if (wanted.length === 0) return [];
  const instance = await LiveInstance.prepare();
  try {
    await instance.start();
    const key = await instance.makeKey("admin");
    const findings: Finding[] = [];
    for (const victim of wanted) {
      const what = `${victim} killed while ${scene.what}`;
      findings.push(await playPart(plan, what, 1, () => playKill(plan, instance, key, scene, victim)));
    }
    if (scene.name === "upload") {
      const what = "pieces of files that were never acknowledged go after a day";
      findings.push(
        await playPart(plan, what, 1, async () => {
          const before = await countOrphans(instance);
          await forgetOldFiles(instance);
          const left = await countOrphans(instance);
          return {
            figures: `${before} pieces before, ${left} after`,
            wrong: left === 0 ? [] : [`${left} are left`],
          };
        }),
      );
    }
    return findings;
  } finally {
    await instance.remove();
  }
}

export const drillKills: Drill = async (plan) => {
  const findings: Finding[] = [];
  for (const scene of scenes) findings.push(...(await playScene(plan, scene)));
  return findings;
};
