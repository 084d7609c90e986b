/** What is decided about releases, the policy and the rollout that is going. */
import { expect } from "vitest";
import { done, pick } from "./answers";
import { hourMs } from "./fleet";
import { product } from "./product";
import { arrangeRollouts, judgeAnew } from "./rollouts";
import type { Step } from "./steps";
import { goingRollout, type Play, standingReleases } from "./world";

const versions = ["24.1.1", "24.1.2", "24.2.1", "24.3.1", "25.1.1"];

export async function record(play: Play, step: Extract<Step, { step: "release" }>): Promise<void> {
  const { world, applianceId } = play;
  const version = versions[step.version] ?? "24.1.1";
  const installedAt = world.now - step.hoursAgo * hourMs;
  const known = standingReleases(world).find((each) => each.version === version);
  const { agentsUpdateThemselves } = step;
  const recorded = await product.release(applianceId, version, installedAt, agentsUpdateThemselves);
  expect(recorded).toMatchObject({ ok: true, value: { created: !known, ...(known && { id: known.id }) } });
  if (known || !recorded.ok) return;
  const { id, rolloutId } = recorded.value;
  world.releases.push({ id, version, installedAt, agentsUpdateThemselves, isWithdrawn: false });
  arrangeRollouts(world, () => rolloutId ?? 0);
  if (play.controls) await changeMode(play, "control");
}

export async function correct(play: Play, step: Extract<Step, { step: "correct" }>): Promise<void> {
  const { world } = play;
  const release = pick(standingReleases(world), step.which);
  if (!release) return;
  const version = step.version === null ? release.version : (versions[step.version] ?? release.version);
  const to = {
    ...(step.version !== null && { version }),
    ...(step.hoursAgo !== null && { installedAt: world.now - step.hoursAgo * hourMs }),
    ...(step.agents !== null && { agentsUpdateThemselves: step.agents }),
  };
  const isTaken = standingReleases(world).some((other) => other !== release && other.version === version);
  const corrected = await product.correct(release.id, to);
  if (isTaken) {
    expect(corrected).toEqual({ ok: false, code: "version_exists" });
    return;
  }
  expect(corrected).toMatchObject({ ok: true });
  Object.assign(release, to);
  arrangeRollouts(world, () => 0);
}

export async function withdraw({ world }: Play, which: number): Promise<void> {
  const release = pick(standingReleases(world), which);
  if (!release) return;
  expect(await product.withdraw(release.id)).toMatchObject({ ok: true });
  release.isWithdrawn = true;
  world.rollouts = world.rollouts.filter((rollout) => rollout.release !== release);
  arrangeRollouts(world, () => 0);
}

export async function changePolicy(
  { world, applianceId }: Play,
  step: Extract<Step, { step: "policy" }>,
): Promise<void> {
  const line = {
    ...world.policy[step.line],
    dueAfterMinutes: step.hours === null ? null : step.hours * 60,
    graceMinutes: step.grace === null ? null : step.grace * 60,
    silentDays: step.days,
    missedReleases: step.missed,
    failedAttempts: step.attempts,
  };
  expect(await product.changePolicy(applianceId, { [step.line]: line })).toMatchObject(done);
  world.policy = { ...world.policy, [step.line]: line };
  judgeAnew(world);
}

export async function changeMode({ world }: Play, mode: "observe" | "control"): Promise<void> {
  const rollout = goingRollout(world);
  if (!rollout) return;
  expect(await product.changeRollout(rollout.id, { mode })).toMatchObject(done);
  const isOther = rollout.mode !== mode;
  rollout.mode = mode;
  if (isOther) judgeAnew(world);
}

export async function close({ world }: Play, isClosed: boolean): Promise<void> {
  const current = standingReleases(world).at(-1);
  const rollout = world.rollouts.find(({ release }) => release === current);
  if (!rollout || rollout.isClosed === isClosed) return;
  const closed = isClosed ? { reason: "enough" } : null;
  expect(await product.changeRollout(rollout.id, { closed })).toMatchObject(done);
  rollout.isClosed = isClosed;
  rollout.status = isClosed ? "closed" : "open";
  if (!isClosed) judgeAnew(world);
}
