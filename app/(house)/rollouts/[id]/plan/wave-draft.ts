/** A wave while a person edits it: what its fields hold, and what is sent of them. Pure. */
import { instantOfLocal, localOfInstant } from "@/app/_components/zoned-time";
import type { ClientKind } from "@/lib/core/client";
import type { PlannedWave } from "@/lib/rollout/cap/control-queries";

export interface WindowDraft {
  key: number;
  /** ISO weekdays as text, "1" is Monday. */
  weekdays: string[];
  from: string;
  to: string;
  timeZone: string;
}

export interface WaveDraft {
  key: number;
  name: string;
  groups: string[];
  tags: string[];
  kinds: ClientKind[];
  operatingSystems: string[];
  /** Local time in the appliance's zone, or empty. */
  startsAt: string;
  afterSharePercent: number | string;
  windows: WindowDraft[];
  canary: boolean;
  memberLimit: number | string;
}

let lastKey = 0;
function nextKey(): number {
  lastKey += 1;
  return lastKey;
}

export function newDraft(): WaveDraft {
  return {
    key: nextKey(),
    name: "",
    groups: [],
    tags: [],
    kinds: [],
    operatingSystems: [],
    startsAt: "",
    afterSharePercent: "",
    windows: [],
    canary: false,
    memberLimit: "",
  };
}

/** Nights on workdays, to begin with. */
export function newWindow(timeZone: string): WindowDraft {
  return { key: nextKey(), weekdays: ["1", "2", "3", "4", "5"], from: "22:00", to: "04:00", timeZone };
}

export function draftOf(wave: PlannedWave, zone: string): WaveDraft {
  return {
    ...newDraft(),
    name: wave.name,
    groups: wave.filter.groups ?? [],
    tags: wave.filter.tags ?? [],
    kinds: wave.filter.kinds ?? [],
    operatingSystems: wave.filter.operatingSystems ?? [],
    startsAt: wave.startsAt === null ? "" : localOfInstant(wave.startsAt, zone),
    afterSharePercent: wave.afterSharePercent ?? "",
    windows: wave.windows.map(({ weekdays, ...window }) => ({
      ...window,
      key: nextKey(),
      weekdays: weekdays.map(String),
    })),
    canary: wave.canary,
    memberLimit: wave.memberLimit ?? "",
  };
}

export function isComplete(draft: WaveDraft, zone: string): boolean {
  return (
    draft.name.trim() !== "" &&
    (draft.startsAt === "" || instantOfLocal(draft.startsAt, zone) !== null) &&
    draft.windows.every(
      ({ weekdays, from, to, timeZone }) =>
        weekdays.length > 0 && from !== "" && to !== "" && timeZone.trim() !== "",
    )
  );
}

/** What is sent: conditions that are empty are left out. */
export function inputOf(draft: WaveDraft, zone: string): Record<string, unknown> {
  const { groups, tags, kinds, operatingSystems } = draft;
  const filter = Object.fromEntries(
    Object.entries({ groups, tags, kinds, operatingSystems }).filter(([, names]) => names.length > 0),
  );
  const starts = draft.startsAt === "" ? null : instantOfLocal(draft.startsAt, zone);
  return {
    name: draft.name.trim(),
    filter,
    startsAt: starts && new Date(starts.at).toISOString(),
    afterSharePercent: draft.afterSharePercent === "" ? null : Number(draft.afterSharePercent),
    windows: draft.windows.map(({ weekdays, from, to, timeZone }) => ({
      weekdays: weekdays.map(Number).sort(),
      from: from.slice(0, 5),
      to: to.slice(0, 5),
      timeZone: timeZone.trim(),
    })),
    canary: draft.canary,
    memberLimit: draft.memberLimit === "" ? null : Number(draft.memberLimit),
  };
}
