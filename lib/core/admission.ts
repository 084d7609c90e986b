/**
 * Who may have a slot now, and why somebody may not (product.md, "The cap"). Pure: the same functions look without the
 * lock, decide under it, choose whom to push, and explain on the page what is not moving.
 */
import type { ClientKind } from "./client";
import { isAfter } from "./instants";
import type { MemberState } from "./member";
import { type MaintenanceWindow, windowState } from "./windows";

/** A wave as admission sees it. Instants in epoch milliseconds. */
export interface WaveGate {
  position: number;
  name: string;
  startsAt: number | null;
  afterSharePercent: number | null;
  windows: readonly MaintenanceWindow[];
  /** When its conditions were met; what has opened stays open. */
  openedAt: number | null;
}

/** Caps within the cap: a branch's uplink, a kind. */
export interface SubCaps {
  groups?: Readonly<Record<string, number>>;
  kinds?: Readonly<Partial<Record<ClientKind, number>>>;
}

/** What all admissions of a rollout share. */
export interface AdmissionBasis {
  rollout: {
    status: "opening" | "open" | "held";
    mode: "observe" | "control";
    draining: boolean;
    unplaced: boolean;
  } | null;
  cap: number | null;
  subCaps: SubCaps;
  /** The numbers of the slots that the appliance's clients hold, whichever rollout they are of. */
  heldNumbers: readonly number[];
  heldByGroup: Readonly<Record<string, number>>;
  heldByKind: Readonly<Partial<Record<ClientKind, number>>>;
  waves: readonly WaveGate[];
}

/** A client that wants a slot, or that might get one. */
export interface Contender {
  group: string | null;
  kind: ClientKind;
  /** `null`: not placed in the queue yet. */
  wave: number | null;
}

export interface AskingMember extends Contender {
  state: MemberState;
  reasonCode: string;
  /** Its newest slot ended with outcome `done`: it waits for a sighting, and may ask again from then on. */
  askAgainAt: number | null;
}

export type RefusalCode =
  | "no_open_rollout"
  | "already_checked_in"
  | "excluded"
  | "attempts_exhausted"
  | "observe_mode"
  | "held"
  | "outside_window"
  | "not_its_turn"
  | "slots_full";

/** Why not. `because` tells the reasons behind one code apart; `params` are what its sentence names. */
export interface Refusal {
  code: RefusalCode;
  because: RefusalBecause;
  params: Readonly<Record<string, string | number>>;
  /** Seconds after which asking again makes sense; `null`: it does not. */
  retryAfterSeconds: number | null;
}

export const refusalBecauses = [
  "no_open_rollout",
  "already_checked_in",
  "excluded",
  "attempts_exhausted",
  "observe_mode",
  "opening",
  "held",
  "draining",
  "no_cap",
  "outside_window",
  "wave_starts",
  "wave_share",
  "not_placed",
  "lease_ending",
  "upgrade_reported",
  "ranked_behind",
  "cap",
  "group_cap",
  "kind_cap",
] as const;
export type RefusalBecause = (typeof refusalBecauses)[number];

const soonSeconds = 5;
/** How much of the cap is taken to come free while those who wait are away. */
const frontShare = 10;
const slotsFullSeconds = 30;
const heldSeconds = 60;
/** However far away an opening is, plans change: ask again within the hour. */
const longestSeconds = 3_600;

function refusal(
  code: RefusalCode,
  because: RefusalBecause,
  retryAfterSeconds: number | null,
  params: Refusal["params"] = {},
): Refusal {
  return { code, because, params, retryAfterSeconds };
}

function secondsUntil(at: number, now: number): number {
  return Math.min(longestSeconds, Math.max(1, Math.ceil((at - now) / 1000)));
}

/**
 * The numbers that may be given out, lowest first: as many as `cap` less what is held. So none lies above `cap` less what is held
 * with a number above it: lowering the cap drains and never overruns, whichever numbers happen to be held.
 */
export function freeNumbers(cap: number, heldNumbers: readonly number[]): number[] {
  const held = new Set(heldNumbers);
  const free: number[] = [];
  for (let number = 1; free.length < cap - held.size; number++) {
    if (!held.has(number)) free.push(number);
  }
  return free;
}

/** What the rollout as a whole has against giving out slots. */
export function rolloutGate({ rollout, cap }: AdmissionBasis): Refusal | null {
  if (rollout === null) return refusal("no_open_rollout", "no_open_rollout", null);
  if (rollout.mode === "observe") return refusal("observe_mode", "observe_mode", longestSeconds);
  if (rollout.status === "opening") return refusal("held", "opening", soonSeconds);
  if (rollout.status === "held") return refusal("held", "held", heldSeconds);
  if (rollout.unplaced) return refusal("not_its_turn", "not_placed", soonSeconds);
  if (rollout.draining) return refusal("held", "draining", heldSeconds);
  if (cap === null) return refusal("slots_full", "no_cap", heldSeconds);
  return null;
}

/** What the member itself has against it. */
export function memberGate(member: AskingMember, now: number): Refusal | null {
  if (member.state === "checked_in") return refusal("already_checked_in", "already_checked_in", null);
  if (member.state === "excluded") return refusal("excluded", "excluded", null);
  if (member.reasonCode === "attempts_exhausted") {
    return refusal("attempts_exhausted", "attempts_exhausted", null);
  }
  const askAgainAt = member.askAgainAt ?? now;
  if (now < askAgainAt) {
    return refusal("not_its_turn", "upgrade_reported", secondsUntil(askAgainAt, now), { askAgainAt });
  }
  return null;
}

/** Whether a wave has opened. A share is stamped when it is reached; a start alone goes by the clock. */
export function isWaveOpen(wave: WaveGate, now: number): boolean {
  if (wave.openedAt !== null) return true;
  if (wave.afterSharePercent !== null && wave.position > 0) return false;
  return !isAfter(wave.startsAt, now);
}

/**
 * Whether the conditions of a wave that has not opened are met. `before`: members of the wave before it that count,
 * and how many of them have checked in; a wave of nobody holds nobody up.
 */
export function mayWaveOpen(
  wave: WaveGate,
  before: { members: number; checkedIn: number },
  now: number,
): boolean {
  if (isAfter(wave.startsAt, now)) return false;
  const sharePercent = wave.position === 0 ? 0 : (wave.afterSharePercent ?? 0);
  return before.checkedIn * 100 >= sharePercent * before.members;
}

/**
 * What the plan has against a wave now. The members that fit no wave stand in one more behind the last; it opens when
 * all the others have.
 */
export function waveGate(waves: readonly WaveGate[], position: number | null, now: number): Refusal | null {
  if (position === null)
    return waves.length === 0 ? null : refusal("not_its_turn", "not_placed", soonSeconds);
  const wave = waves[position];
  const closed = wave
    ? isWaveOpen(wave, now)
      ? undefined
      : wave
    : waves.find((each) => !isWaveOpen(each, now));
  if (closed) {
    const startsAt = closed.startsAt ?? now;
    if (startsAt > now) {
      return refusal("not_its_turn", "wave_starts", secondsUntil(startsAt, now), {
        wave: closed.name,
        startsAt,
      });
    }
    return refusal("not_its_turn", "wave_share", heldSeconds, {
      wave: closed.name,
      percent: closed.afterSharePercent ?? 0,
      waveBefore: waves[closed.position - 1]?.name ?? "",
    });
  }
  if (!wave) return null;
  const window = windowState(wave.windows, now);
  if (window.open) return null;
  return refusal("outside_window", "outside_window", secondsUntil(window.opensAt, now), {
    wave: wave.name,
    opensAt: window.opensAt,
    timeZone: window.timeZone,
  });
}

/** The positions of the waves that slots are given to now. */
export function openWaves(waves: readonly WaveGate[], now: number): number[] {
  return [...waves.keys(), waves.length].filter((position) => waveGate(waves, position, now) === null);
}

/** Room under the cap and the caps within it. Taking from it is counted in it. */
export interface Room {
  numbers: number[];
  /** Room left of each group that has a cap; none for those without a group. */
  groups: Map<string | null, number>;
  kinds: Map<ClientKind, number>;
  subCaps: Required<SubCaps>;
}

/** What is held of a group or kind. A group may be called like a member that every object has ("constructor"). */
export function heldOf(held: Readonly<Record<string, number | undefined>>, name: string): number {
  return Object.hasOwn(held, name) ? (held[name] ?? 0) : 0;
}

export function roomOf(basis: AdmissionBasis): Room {
  const { groups = {}, kinds = {} } = basis.subCaps;
  const leftOfGroups = Object.entries(groups).map(([group, cap]): [string, number] => [
    group,
    cap - heldOf(basis.heldByGroup, group),
  ]);
  const leftOfKinds = Object.entries(kinds).map(([kind, cap]): [ClientKind, number] => [
    kind as ClientKind,
    cap - heldOf(basis.heldByKind, kind),
  ]);
  return {
    numbers: freeNumbers(basis.cap ?? 0, basis.heldNumbers),
    groups: new Map(leftOfGroups),
    kinds: new Map(leftOfKinds),
    subCaps: { groups, kinds },
  };
}

function copyOf({ numbers, groups, kinds, subCaps }: Room): Room {
  return { numbers: [...numbers], groups: new Map(groups), kinds: new Map(kinds), subCaps };
}

function roomFor(room: Room, { group, kind }: Pick<Contender, "group" | "kind">): number {
  return Math.max(
    0,
    Math.min(
      room.numbers.length,
      room.groups.get(group) ?? Number.POSITIVE_INFINITY,
      room.kinds.get(kind) ?? Number.POSITIVE_INFINITY,
    ),
  );
}

/** Takes up to `count` places for clients of this group and kind; returns their numbers. */
export function takeRoom(room: Room, who: Pick<Contender, "group" | "kind">, count: number): number[] {
  const taken = room.numbers.splice(0, Math.min(count, roomFor(room, who)));
  const inGroup = room.groups.get(who.group);
  if (inGroup !== undefined) room.groups.set(who.group, inGroup - taken.length);
  const ofKind = room.kinds.get(who.kind);
  if (ofKind !== undefined) room.kinds.set(who.kind, ofKind - taken.length);
  return taken;
}

/** What the cap, or a cap within it, has against one more. */
export function roomGate(
  room: Room,
  who: Pick<Contender, "group" | "kind">,
  cap: number | null,
): Refusal | null {
  if (roomFor(room, who) > 0) return null;
  if (room.numbers.length === 0) return refusal("slots_full", "cap", slotsFullSeconds, { cap: cap ?? 0 });
  // Stryker disable next-line ConditionalExpression: that it has a group is asked for the type's sake; none has no cap.
  if (who.group !== null && (room.groups.get(who.group) ?? 1) <= 0) {
    return refusal("slots_full", "group_cap", slotsFullSeconds, {
      group: who.group,
      cap: room.subCaps.groups[who.group] ?? 0,
    });
  }
  return refusal("slots_full", "kind_cap", slotsFullSeconds, {
    kind: who.kind,
    cap: room.subCaps.kinds[who.kind] ?? 0,
  });
}

/** How many of those who wait for a slot are so close to the front that they are told to come back soon. */
export function frontLength(cap: number | null): number {
  return Math.max(1, Math.ceil((cap ?? 0) / frontShare));
}

/** Whether it is for the sake of others, who hold or want the slots, that a client does not get one. */
export function isRanked({ code, because }: Refusal): boolean {
  return because === "ranked_behind" || (code === "slots_full" && because !== "no_cap");
}

/**
 * The refusal of one at the front. A slot that is free waits for the first in the queue (ten minutes at most), and lies idle until
 * that one asks again: so the first are told to come back soon.
 */
export function askSooner(refused: Refusal): Refusal {
  return { ...refused, retryAfterSeconds: soonSeconds };
}

/** Clients that asked lately and wait for the same slots, counted by what their caps are counted by. */
export interface Ahead {
  group: string | null;
  kind: ClientKind;
  count: number;
}

/** The slot's number, or why there is none. */
export type AskDecision = { kind: "grant"; number: number } | { kind: "refuse"; refusal: Refusal };

/**
 * Decides those of a line in the order of the queue who ask now. Whoever is ahead and could start now comes first; who is ahead but
 * stopped by a cap of its own holds nobody up.
 */
export function decideAsks(
  basis: AdmissionBasis,
  line: readonly (Ahead | AskingMember)[],
  now: number,
): AskDecision[] {
  /** What nobody holds, and what of it nobody ahead waits for. */
  const free = roomOf(basis);
  const left = copyOf(free);
  let before = 0;
  const decide = (member: AskingMember): AskDecision => {
    const refused =
      (basis.rollout === null ? rolloutGate(basis) : null) ??
      memberGate(member, now) ??
      rolloutGate(basis) ??
      waveGate(basis.waves, member.wave, now) ??
      roomGate(free, member, basis.cap);
    if (refused) return { kind: "refuse", refusal: refused };
    const [number] = takeRoom(left, member, 1);
    if (number !== undefined) {
      takeRoom(free, member, 1);
      return { kind: "grant", number };
    }
    return {
      kind: "refuse",
      refusal: refusal("not_its_turn", "ranked_behind", slotsFullSeconds, { ahead: before }),
    };
  };
  return line.flatMap((each) => {
    if ("state" in each) return decide(each);
    before += takeRoom(left, each, each.count).length;
    return [];
  });
}

/** Picks from clients in the order of the queue those that may start now, each with its number. Takes from `room`. */
export function chooseNext<C extends Pick<Contender, "group" | "kind">>(
  room: Room,
  queue: readonly C[],
): (C & { number: number })[] {
  return queue.flatMap((who) => takeRoom(room, who, 1).map((number) => ({ ...who, number })));
}
