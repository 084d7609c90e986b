/** Random steps that endpoints, technicians, leads and time take against one appliance, and what must hold of each answer. */

import { changeAppliance } from "@/lib/fleet/change-appliance";
import { asTimestamp, databaseNow, type Sql } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { askSlot } from "@/lib/rollout/cap/ask-slot";
import { expireSlots } from "@/lib/rollout/cap/expire-slots";
import { takeBatch } from "@/lib/rollout/cap/grant-queued";
import { releaseSlot, releaseSlotByPerson } from "@/lib/rollout/cap/release-slot";
import { renewSlot } from "@/lib/rollout/cap/renew-slot";
import { changeRollout } from "@/lib/rollout/change-rollout";
import { excludeClient, removeExclusion } from "@/lib/rollout/members/exclude-client";
import { type CapSite, quietContext } from "./cap-site";

export const stepKinds = [
  "ask",
  "renew",
  "done",
  "failed",
  "stale",
  "takeBack",
  "batch",
  "timePasses",
  "sweep",
  "cap",
  "hold",
  "resume",
  "exclude",
  "include",
] as const;
export type StepKind = (typeof stepKinds)[number];

/** `who` and `amount` are taken modulo whatever there is to choose from. */
export interface Step {
  kind: StepKind;
  who: number;
  amount: number;
}

/** How often each kind of step comes, of a hundred or so. */
export const stepWeights: Record<StepKind, number> = {
  ask: 46,
  renew: 9,
  done: 11,
  failed: 6,
  stale: 4,
  takeBack: 2,
  batch: 2,
  timePasses: 4,
  sweep: 3,
  cap: 3,
  hold: 1,
  resume: 5,
  exclude: 1,
  include: 2,
};

/** A granted slot as whoever asked for it knows it. */
export interface KnownSlot {
  id: number;
  fence: number;
  clientId: number;
}
/** An answer: its HTTP status, its code where it refuses, the slots it gave. */
export interface StepAnswer {
  status: number;
  code?: string | undefined;
  slots?: KnownSlot[];
}

/** How the steps reach Rollcall: its verbs, or HTTP. */
export interface CapDoor {
  ask: (clientId: number) => Promise<StepAnswer>;
  renew: (slot: KnownSlot) => Promise<StepAnswer>;
  release: (slot: KnownSlot, outcome: "done" | "failed") => Promise<StepAnswer>;
  takeBack: (slot: KnownSlot) => Promise<StepAnswer>;
  batch: (count: number) => Promise<StepAnswer>;
  setCap: (cap: number) => Promise<StepAnswer>;
  hold: (held: boolean) => Promise<StepAnswer>;
  exclude: (clientId: number, excluded: boolean) => Promise<StepAnswer>;
  /** What the worker does every few seconds, where none runs. */
  sweep: () => Promise<StepAnswer>;
}

async function answer<T>(
  work: () => Promise<T>,
  say: (result: T) => StepAnswer = () => ({ status: 200 }),
): Promise<StepAnswer> {
  try {
    return say(await work());
  } catch (error) {
    if (error instanceof AppError) return { status: error.status, code: error.code };
    throw error;
  }
}

/** The verbs, called as a route would. */
export function verbDoor({ applianceId, rolloutId }: CapSite): CapDoor {
  const held = ({ id, fence, clientId }: KnownSlot): KnownSlot => ({ id, fence, clientId });
  return {
    ask: (clientId) =>
      answer(
        async () => askSlot(await quietContext(), { applianceId, clientId }, "api"),
        (outcome) =>
          outcome.kind === "refused"
            ? { status: outcome.status, code: outcome.code }
            : { status: outcome.fresh ? 201 : 200, slots: [held(outcome.slot)] },
      ),
    renew: ({ id, fence }) => answer(async () => renewSlot(await quietContext(), id, fence)),
    release: ({ id, fence }, outcome) =>
      answer(async () => releaseSlot(await quietContext(), id, fence, outcome)),
    takeBack: ({ id }) => answer(async () => releaseSlotByPerson(await quietContext(), id, "a random step")),
    batch: (count) =>
      answer(
        async () => takeBatch(await quietContext(), { applianceId, count, leaseMinutes: 60 }),
        (slots) => ({ status: 201, slots: slots.map(held) }),
      ),
    setCap: (cap) => answer(async () => changeAppliance(await quietContext(), applianceId, { cap })),
    hold: (isHeld) => answer(async () => changeRollout(await quietContext(), rolloutId, { held: isHeld })),
    exclude: (clientId, excluded) =>
      answer(async () =>
        excluded
          ? excludeClient(await quietContext(), clientId, { reason: "a random step" })
          : removeExclusion(await quietContext(), clientId),
      ),
    sweep: () => answer(async () => expireSlots(await quietContext())),
  };
}

/** Whose upgrade was reported before so many others were granted waits for nothing any more. */
const latestSlots = 2_000;

/** Moves what an appliance's slots know of time into the past, as if that many minutes had gone by. */
export async function letTimePass(db: Sql, applianceId: number, minutes: number): Promise<void> {
  const recent = asTimestamp((await databaseNow(db)) - 3 * 3_600_000);
  // In the order of ids, as the sweep takes them: two that take the same rows must not wait for each other in a circle.
  await db.query(
    `WITH these AS (
       SELECT id FROM slot WHERE id IN (
         SELECT id FROM slot WHERE appliance_id = $1 AND ended_at IS NULL
         UNION ALL
         SELECT id FROM (SELECT * FROM slot WHERE appliance_id = $1 ORDER BY fence DESC LIMIT ${latestSlots}) latest
          WHERE outcome = 'done' AND ended_at > $3)
        ORDER BY id FOR UPDATE SKIP LOCKED)
     UPDATE slot s SET granted_at = granted_at - make_interval(mins => $2), lease_until = lease_until - make_interval(mins => $2),
            ended_at = ended_at - make_interval(mins => $2)
       FROM these WHERE s.id = these.id`,
    [applianceId, minutes, recent],
  );
  await db.query(
    "UPDATE slot_ask SET asked_at = asked_at - make_interval(mins => $2) WHERE appliance_id = $1",
    [applianceId, minutes],
  );
}

/** The statuses that a step of each kind may be answered with. */
const allowed: Record<StepKind, readonly number[]> = {
  ask: [200, 201, 409, 423],
  renew: [200, 409],
  done: [200, 409],
  failed: [200, 409],
  stale: [409],
  takeBack: [200, 409],
  batch: [201, 409, 423],
  timePasses: [200],
  sweep: [200],
  cap: [200],
  hold: [200],
  resume: [200],
  exclude: [200, 201, 204, 409],
  include: [200, 204, 404, 409],
};

const knownLimit = 100;

/** Plays steps against an appliance and remembers what was answered. */
export class StepPlayer {
  readonly violations: string[] = [];
  readonly answered: Record<string, number> = {};
  steps = 0;
  grants = 0;
  #known: KnownSlot[] = [];
  #fences = new Set<number>();
  /** Slots that Rollcall has said are over. */
  #over = new Set<number>();

  constructor(
    private readonly site: CapSite,
    private readonly door: CapDoor,
    private readonly db: Sql,
    /** Caps that are set lie between 0 and this. */
    private readonly highestCap: number,
    /** Errors that the test itself brought about, such as a database that is just down. */
    private readonly isExcused: (error: unknown) => boolean = () => false,
  ) {}

  /** Takes one step. Anything but a documented answer is a violation. */
  async play(step: Step): Promise<void> {
    this.steps++;
    const slot = this.#known[step.who % Math.max(1, this.#known.length)];
    const wasOver = slot !== undefined && this.#over.has(slot.id);
    let result: StepAnswer | null;
    try {
      result = await this.#take(step, slot);
    } catch (error) {
      if (this.isExcused(error)) return;
      this.violations.push(
        `${step.kind} threw ${error instanceof Error ? (error.stack ?? error.message) : error}`,
      );
      return;
    }
    if (result === null) return;
    const { status, code, slots = [] } = result;
    const told = `${step.kind} ${status}${code ? ` ${code}` : ""}`;
    this.answered[told] = (this.answered[told] ?? 0) + 1;
    if (!allowed[step.kind].includes(status)) this.violations.push(`${told} is no answer`);
    if (status === 201) for (const given of slots) this.#countGrant(given);
    // Whoever lost the answer to its ask hears of its slot when it asks again.
    if (status === 201 || step.kind === "ask") for (const given of slots) this.#remember(given);
    if (step.kind === "renew" && wasOver && status === 200) {
      this.violations.push(`slot ${slot.id} was renewed after it was over`);
    }
    if (status === 200 && slot && ["done", "failed", "takeBack"].includes(step.kind)) this.#over.add(slot.id);
  }

  #countGrant({ fence }: KnownSlot): void {
    this.grants++;
    if (this.#fences.has(fence)) this.violations.push(`fence ${fence} was given out twice`);
    this.#fences.add(fence);
  }

  #remember(slot: KnownSlot): void {
    if (this.#known.some(({ id }) => id === slot.id)) return;
    this.#known.push(slot);
    if (this.#known.length > knownLimit) {
      for (const { id } of this.#known.splice(0, knownLimit / 2)) this.#over.delete(id);
    }
  }

  async #take({ kind, who, amount }: Step, slot: KnownSlot | undefined): Promise<StepAnswer | null> {
    const { door, site } = this;
    const clientId = site.clientIds[who % site.clientIds.length] ?? 0;
    switch (kind) {
      case "ask":
        return door.ask(clientId);
      case "renew":
        return slot ? door.renew(slot) : null;
      case "done":
      case "failed":
        return slot ? door.release(slot, kind) : null;
      case "stale":
        if (!slot) return null;
        return amount % 2 === 0
          ? door.renew({ ...slot, fence: slot.fence + 1_000_000 })
          : door.release({ ...slot, fence: slot.fence + 1_000_000 }, "done");
      case "takeBack":
        return slot ? door.takeBack(slot) : null;
      case "batch":
        return door.batch(1 + (amount % 20));
      case "timePasses":
        await letTimePass(this.db, site.applianceId, 1 + (amount % 45));
        return { status: 200 };
      case "sweep":
        return door.sweep();
      case "cap":
        return door.setCap(amount % (this.highestCap + 1));
      case "hold":
      case "resume":
        return door.hold(kind === "hold");
      case "exclude":
      case "include":
        return door.exclude(site.clientIds[who % 20] ?? 0, kind === "exclude");
    }
  }
}

/** The same numbers from the same seed, from 0 up to (not including) `below`. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const weighted = stepKinds.flatMap((kind) => Array.from({ length: stepWeights[kind] }, () => kind));

/** One random step. */
export function randomStep(random: (below: number) => number): Step {
  return {
    kind: weighted[random(weighted.length)] ?? "ask",
    who: random(1_000_000),
    amount: random(1_000_000),
  };
}
