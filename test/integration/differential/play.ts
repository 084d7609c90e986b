/** Plays a history on the product and on the model, step by step, and holds what is read of both against each other. */
import { defaultPolicy } from "@/lib/core/policy";
import type { ReasonCode } from "@/lib/core/reasons";
import { pick } from "./answers";
import { compareAll, compareLists } from "./compare";
import { fleetOf, hourMs } from "./fleet";
import { answer, importList, sendAgain, takeBack } from "./play-imports";
import { decide, giveBack, register } from "./play-people";
import { changeMode, changePolicy, close, correct, record, withdraw } from "./play-releases";
import { beginAnew, doer, moveClock, product } from "./product";
import { sweep } from "./rollouts";
import type { History, Step } from "./steps";
import type { Play } from "./world";

/** Where every history begins. */
const beginning = Date.UTC(2026, 2, 2, 12);

/** Plays a history to its end; returns the reasons that members came to have in it. @throws where product and model differ, with the step after which they do */
export async function playHistory({
  seeds,
  steps,
  controls,
  ...settings
}: History): Promise<Set<ReasonCode>> {
  const reached = new Set<ReasonCode>();
  const play: Play = {
    applianceId: await beginAnew(beginning, settings),
    files: 0,
    controls,
    world: {
      now: beginning,
      by: doer,
      fleet: fleetOf(seeds),
      ...settings,
      policy: defaultPolicy,
      clients: new Map(),
      imports: [],
      releases: [],
      rollouts: [],
    },
  };
  // Every step is looked at through the lists; everything that is known of each client at the end and twice in between.
  const thorough = [Math.floor(steps.length / 3), Math.floor((2 * steps.length) / 3), steps.length - 1];
  for (const [place, step] of steps.entries()) {
    try {
      await take(play, step);
      await compareLists(play);
      if (thorough.includes(place)) await compareAll(play);
    } catch (error) {
      const { step: kind } = step;
      throw new Error(
        `after step ${place + 1} of ${steps.length} (${kind}): ${error instanceof Error ? error.message : error}`,
        { cause: error },
      );
    }
    for (const { members } of play.world.rollouts) {
      for (const { judgement } of members.values()) reached.add(judgement.code);
    }
  }
  return reached;
}

async function take(play: Play, step: Step): Promise<void> {
  const { world } = play;
  switch (step.step) {
    case "import":
      return importList(play, step);
    case "sameFile":
      return sendAgain(play, step);
    case "takeBack":
      return takeBack(play, step.which);
    case "answer":
      return answer(play, step);
    case "release":
      return record(play, step);
    case "correct":
      return correct(play, step);
    case "withdraw":
      return withdraw(play, step.which);
    case "exclude":
    case "include":
    case "attest":
    case "unattest":
    case "setFacts":
    case "ask": {
      const known = [...world.clients.values()];
      // Only consoles are installed by an MSI.
      const consoles = known.filter(({ who }) => world.fleet[who]?.kind === "console");
      const isOfConsoles = step.step === "setFacts" && consoles.length > 0 && step.facts === "lockedDown";
      const client = pick(isOfConsoles ? consoles : known, step.who);
      return client ? decide(play, client, step) : undefined;
    }
    case "giveBack":
      return giveBack(play, step);
    case "register":
      return register(play, step);
    case "policy":
      return changePolicy(play, step);
    case "mode":
      return changeMode(play, step.mode);
    case "close":
    case "reopen":
      return close(play, step.step === "close");
    case "pass":
      world.now += step.hours * hourMs;
      await moveClock(world.now);
      await product.sweep();
      sweep(world);
  }
}
