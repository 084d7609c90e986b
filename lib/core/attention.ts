/**
 * Whether somebody has to do something for an appliance now, and what first (product.md rule 20). Pure: what is known goes
 * in, the ranked needs come out. The rule:
 *
 * - "Nothing needs you" (`calm`) is said only when no need stands, members are judged on time, and nobody is to come any more:
 *   each member has checked in, is excluded, or has no deadline. So the data is newer than the release and than the newest due
 *   time, for a member past its due time that no newer data shows is open.
 * - While somebody is still to come and nothing is to be done yet, that is `on_its_way`, with the instant at which it changes.
 * - For each kind that has a source and somebody open: a newest complete export that is not newer than the release is a need,
 *   and so is one that is not newer than a due time. Kinds without a source go by the clock, and need no export.
 * - An export that breaks off, or could mostly not be read, is a need although everybody it shows has come.
 * - A release that a feed has noticed and nobody has recorded is a need: until it is decided, all else speaks of the one before.
 * - A feed that cannot be read, is not read or has fallen silent is a need once it has been so for `feedGraceMinutes`; one that a
 *   person paused is none.
 * - A queue stands still when slots are free, somebody could have had one for `quietMinutes`, and in that time no slot was
 *   given out or ended and no person changed anything. While all slots are held it moves: leases end.
 * - Control mode hides nobody: queued members count as overdue, unread or without data as they would in observe mode.
 * - Finished is enough: a rollout need not be closed, and one that is held needs nobody once it is finished.
 */
import {
  type AdmissionBasis,
  type Contender,
  isWaveOpen,
  type Refusal,
  rolloutGate,
  roomGate,
  roomOf,
  type WaveGate,
  waveGate,
} from "./admission";
import type { ClientKind } from "./client";
import type { MemberState } from "./member";

/** Free slots that nobody takes for so long stand still. Longer than an ask keeps its rank, for which a free slot waits. */
export const quietMinutes = 15;

/** A feed may fail for so long: it tries again by itself. */
export const feedGraceMinutes = 15;

/** One kind of a rollout's members. Instants in epoch milliseconds. */
export interface KindAtHand {
  kind: ClientKind;
  /** Members that have neither checked in nor are excluded. */
  open: number;
  /** Of them, waiting without a deadline: they come when they are used. */
  withoutDeadline: number;
  /** Of them, past due with no look since; in control mode by the due time they would have in observe mode. */
  unknown: number;
  /** The newest complete export breaks off, or most of its rows could not be read (rule 18): clients may be missing from it. */
  doubtful: boolean;
  /** Whether any import spoke of the kind, and the newest complete export that did (`null`: none is complete). */
  source: { exportedAt: number | null; basis: "stated" | "newest_date" } | null;
}

/** Some members that want a slot and hold none. */
export interface QueuedGroup extends Contender {
  clients: number;
  /** Since when the first of them has been queued. */
  sinceAt: number;
}

/** What a queue in control mode stands at. Instants in epoch milliseconds. */
export interface QueueAtHand {
  basis: AdmissionBasis;
  groups: readonly QueuedGroup[];
  /** Members of the queue that would be overdue by now in observe mode. */
  overdue: number;
  /** When a slot was last given out (a push: delivered) or ended, or a person last changed rollout or appliance. */
  movedAt: number | null;
  /** Clients asked lately, and got none. */
  asked: boolean;
  /** By position: members that are not excluded, and how many of them have checked in. */
  waves: readonly { members: number; checkedIn: number }[];
  /** The push webhook does not answer and is left alone until then. */
  pushPaused: { until: number; problem: string | null } | null;
}

export interface RolloutAtHand {
  status: "opening" | "open" | "held" | "superseded" | "closed";
  /** Why it is held: by a person, because it was drained, or by Rollcall. */
  heldBy: "person" | "drained" | "rollcall" | null;
  draining: boolean;
  installedAt: number;
  counts: Readonly<Record<MemberState, number>>;
  /** Rule 13. */
  finished: boolean;
  kinds: readonly KindAtHand[];
  /** Open members whose row, or a deciding word of it, could not be read. */
  unread: number;
  /** Members whose due time is still to come: how many, of them within a day, and the first instant. */
  coming: { clients: number; within24Hours: number; firstAt: number } | null;
  /** Only in control mode. */
  queue: QueueAtHand | null;
}

export type ImportStanding =
  | "queued"
  | "parsing"
  | "applying"
  | "needs_mapping"
  | "needs_confirmation"
  | "failed";

/** What is known of one appliance. */
export interface AttentionFacts {
  /** The worker lives and its sweeps are on time: what stands was judged by the clock. */
  watched: boolean;
  /** The rollout of the newest site release. */
  rollout: RolloutAtHand | null;
  imports: readonly { id: number; status: ImportStanding }[];
  /** Releases that feeds have noticed and that wait for a person. */
  noticed: readonly { proposalId: number; version: string }[];
  /** Feeds that do not speak of the present, and since when (epoch milliseconds); `quiet`: its sender sends nothing. */
  feeds: readonly { feedId: number; because: "failing" | "late" | "quiet"; sinceAt: number }[];
  /** Members that an older rollout ended with, still behind. */
  supersededBehind: number;
}

/** Something to be done or known; `clients`: how many it is about. */
export type Need =
  | { code: "not_watched" | "halted" | "held" | "drained" | "no_release" | "no_clients" }
  | { code: "draining" | "opening" }
  | { code: "release_noticed"; proposalId: number; version: string }
  | { code: "no_slots"; clients: number; cap: number | null }
  | { code: "push_paused"; clients: number; until: number; problem: string | null }
  | { code: "stands_still"; clients: number; free: number; quietSince: number; asked: boolean }
  | {
      code: "wave_stuck";
      clients: number;
      wave: string;
      before: string;
      percent: number;
      members: number;
      checkedIn: number;
    }
  | { code: "sub_cap_zero"; clients: number; of: "group" | "kind"; name: string }
  | { code: "overdue" | "needs_redeployment" | "queued_overdue" | "unread"; clients: number }
  | {
      code: "export_older" | "export_doubtful" | "no_data_since_due";
      kind: ClientKind;
      clients: number;
      exportedAt: number;
      basis: "stated" | "newest_date";
    }
  | { code: "no_complete_export"; kind: ClientKind; clients: number }
  | { code: "feed_silent"; feedId: number; because: "failing" | "late" | "quiet"; sinceAt: number }
  | { code: "import_asks" | "import_failed" | "import_running"; importId: number; status: ImportStanding }
  | {
      code: "queue_waits";
      clients: number;
      because: "outside_window" | "wave_starts";
      wave: string;
      until: number;
    }
  | { code: "due_soon" | "superseded"; clients: number };
export type NeedCode = Need["code"];

/** What calls for somebody, the most pressing first: what stops everything, then clients, then data. */
export const callingCodes = [
  "not_watched",
  "release_noticed",
  "halted",
  "held",
  "drained",
  "no_slots",
  "push_paused",
  "stands_still",
  "wave_stuck",
  "sub_cap_zero",
  "overdue",
  "needs_redeployment",
  "queued_overdue",
  "feed_silent",
  "import_asks",
  "export_older",
  "no_complete_export",
  "export_doubtful",
  "no_data_since_due",
  "unread",
  "no_clients",
  "no_release",
  "import_failed",
] as const satisfies readonly NeedCode[];

/** What is only told. */
export const tellingCodes = [
  "queue_waits",
  "draining",
  "opening",
  "due_soon",
  "import_running",
  "superseded",
] as const satisfies readonly NeedCode[];

/** What is to be said when nobody is called. */
export type Verdict =
  | { code: "calm"; withoutDeadline: number }
  /** `byExport`: only an export made after that instant will show who came. */
  | {
      code: "on_its_way";
      coming: { clients: number; firstAt: number } | null;
      byExport: boolean;
      upgrading: number;
      queued: number;
    }
  | { code: "closed" };

export interface Attention {
  /** Ranked; those that call for somebody first. */
  needs: Need[];
  /** `null`: somebody is called, it is just being judged, or there is nobody to speak of. */
  verdict: Verdict | null;
}

const rank = new Map<NeedCode, number>([...callingCodes, ...tellingCodes].map((code, at) => [code, at]));

/** Whether a need calls for somebody. */
export function callsSomebody({ code }: Need): boolean {
  return (callingCodes as readonly NeedCode[]).includes(code);
}

/** Decides it, as of `now` (epoch milliseconds). */
export function attend(facts: AttentionFacts, now: number): Attention {
  const { rollout } = facts;
  const needs: Need[] = [
    ...(facts.watched ? [] : [{ code: "not_watched" } as const]),
    ...facts.noticed.map((noticed) => ({ code: "release_noticed", ...noticed }) as const),
    ...(rollout === null ? [{ code: "no_release" } as const] : []),
    ...(rollout !== null && isGoing(rollout) ? goingNeeds(rollout, facts, now) : []),
    ...facts.feeds
      .filter(({ sinceAt }) => now - sinceAt >= feedGraceMinutes * 60_000)
      .map((feed) => ({ code: "feed_silent", ...feed }) as const),
    ...facts.imports.map(importNeed),
    ...(facts.supersededBehind > 0 ? [{ code: "superseded", clients: facts.supersededBehind } as const] : []),
  ];
  const called = needs.some(callsSomebody);
  if (called && rollout !== null && isGoing(rollout) && rollout.coming && rollout.coming.within24Hours > 0) {
    needs.push({ code: "due_soon", clients: rollout.coming.within24Hours });
  }
  needs.sort((one, other) => (rank.get(one.code) ?? 0) - (rank.get(other.code) ?? 0));
  return { needs, verdict: called || rollout === null ? null : verdictOf(rollout) };
}

function isGoing({ status }: RolloutAtHand): boolean {
  return status === "opening" || status === "open" || status === "held";
}

function hasNobody({ counts }: RolloutAtHand): boolean {
  return Object.values(counts).every((count) => count === 0);
}

function verdictOf(rollout: RolloutAtHand): Verdict | null {
  if (!isGoing(rollout)) return { code: "closed" };
  if (rollout.status === "opening" || hasNobody(rollout)) return null;
  const toCome = rollout.kinds.filter(({ open, withoutDeadline }) => open > withoutDeadline);
  if (toCome.length === 0) {
    const undated = rollout.kinds.reduce((total, { withoutDeadline }) => total + withoutDeadline, 0);
    return { code: "calm", withoutDeadline: undated };
  }
  const { upgrading, queued } = rollout.counts;
  const coming = rollout.coming && { clients: rollout.coming.clients, firstAt: rollout.coming.firstAt };
  const byExport = toCome.some(({ source }) => source !== null);
  return { code: "on_its_way", coming, byExport, upgrading, queued };
}

function goingNeeds(rollout: RolloutAtHand, { imports }: AttentionFacts, now: number): Need[] {
  const { status, heldBy, counts, finished, queue } = rollout;
  if (hasNobody(rollout)) {
    if (status === "opening") return [{ code: "opening" }];
    // An import that is under way, or asks something, is what is to be looked at.
    return imports.some((each) => each.status !== "failed") ? [] : [{ code: "no_clients" }];
  }
  const needs: Need[] = rollout.kinds.flatMap((kind) => dataNeeds(kind, rollout.installedAt));
  const count = (code: "overdue" | "needs_redeployment" | "queued_overdue" | "unread", clients: number) => {
    if (clients > 0) needs.push({ code, clients });
  };
  count("overdue", counts.overdue);
  count("needs_redeployment", counts.needs_redeployment);
  count("queued_overdue", queue?.overdue ?? 0);
  count("unread", rollout.unread);
  if (status === "opening") needs.push({ code: "opening" });
  if (heldBy !== null && !finished) {
    needs.push({ code: heldBy === "rollcall" ? "halted" : heldBy === "drained" ? "drained" : "held" });
  }
  if (rollout.draining) needs.push({ code: "draining" });
  if (queue !== null) needs.push(...queueNeeds(queue, now));
  return needs;
}

/** Whether the newest export of a kind can show who has come. */
function dataNeeds({ kind, open, unknown, doubtful, source }: KindAtHand, installedAt: number): Need[] {
  if (source === null) return [];
  const { exportedAt, basis } = source;
  if (exportedAt === null) return open > 0 ? [{ code: "no_complete_export", kind, clients: open }] : [];
  const newest = { kind, exportedAt, basis };
  if (open > 0 && exportedAt <= installedAt) return [{ code: "export_older", clients: open, ...newest }];
  if (doubtful) return [{ code: "export_doubtful", clients: open, ...newest }];
  return unknown > 0 ? [{ code: "no_data_since_due", clients: unknown, ...newest }] : [];
}

/** What keeps the queue from moving, where it should. A rollout that is held or draining has said so already. */
function queueNeeds(queue: QueueAtHand, now: number): Need[] {
  const { basis, groups, pushPaused } = queue;
  const clients = sum(groups);
  if (clients === 0) return [];
  const gate = rolloutGate(basis);
  if (gate?.because === "no_cap") return [{ code: "no_slots", clients, cap: basis.cap }];
  if (gate !== null) return [];
  const paused: Need[] = pushPaused === null ? [] : [{ code: "push_paused", clients, ...pushPaused }];
  const free = roomOf(basis).numbers.length;
  if (free === 0)
    return basis.heldNumbers.length > 0 ? paused : [{ code: "no_slots", clients, cap: basis.cap }];
  const startable = groups.filter((group) => refusalOf(basis, group, now) === null);
  if (startable.length > 0) return [...paused, ...stillness(queue, startable, free, now)];
  // Nobody may start: those who hold slots move it on, else something has to open.
  return basis.heldNumbers.length > 0 ? paused : [...paused, ...closure(queue, now)];
}

function refusalOf(basis: AdmissionBasis, group: QueuedGroup, now: number): Refusal | null {
  return waveGate(basis.waves, group.wave, now) ?? roomGate(roomOf(basis), group, basis.cap);
}

function stillness(
  { basis, movedAt, asked }: QueueAtHand,
  startable: readonly QueuedGroup[],
  free: number,
  now: number,
): Need[] {
  const then = now - quietMinutes * 60_000;
  if (movedAt !== null && movedAt > then) return [];
  const waves = basis.waves.map((wave) => asOf(wave, then));
  const waited = startable.filter(
    ({ wave, sinceAt }) => sinceAt <= then && waveGate(waves, wave, then) === null,
  );
  if (waited.length === 0) return [];
  const firstSince = Math.min(...waited.map(({ sinceAt }) => sinceAt));
  return [
    {
      code: "stands_still",
      clients: sum(waited),
      free,
      quietSince: Math.max(firstSince, movedAt ?? firstSince),
      asked,
    },
  ];
}

/** A wave as it stood at an earlier instant. */
function asOf(wave: WaveGate, at: number): WaveGate {
  return { ...wave, openedAt: wave.openedAt !== null && wave.openedAt <= at ? wave.openedAt : null };
}

/** Slots are free, nobody holds one, and nobody may start: what has to open, the soonest first. */
function closure({ basis, groups, waves }: QueueAtHand, now: number): Need[] {
  const refused = groups.flatMap((group) => {
    const refusal = refusalOf(basis, group, now);
    return refusal === null ? [] : [{ group, refusal }];
  });
  const clients = sum(groups);
  const timed = refused.flatMap(({ refusal: { because, params } }) =>
    because === "outside_window" || because === "wave_starts"
      ? [
          {
            because,
            wave: String(params.wave),
            until: Number(because === "outside_window" ? params.opensAt : params.startsAt),
          },
        ]
      : [],
  );
  const [soonest] = timed.sort((one, other) => one.until - other.until);
  if (soonest) return [{ code: "queue_waits", clients, ...soonest }];
  // Nobody holds a slot, so a cap within the cap that stops somebody is none at all.
  const capped = refused.find(
    ({ refusal: { because } }) => because === "group_cap" || because === "kind_cap",
  );
  if (capped) {
    const of = capped.refusal.because === "group_cap" ? "group" : "kind";
    const name = String(capped.refusal.params[of]);
    const same = refused.filter(({ refusal: { params } }) => String(params[of]) === name);
    return [{ code: "sub_cap_zero", clients: sum(same.map(({ group }) => group)), of, name }];
  }
  const shared = refused.find(({ refusal: { because } }) => because === "wave_share");
  const gate =
    shared && (basis.waves[shared.group.wave ?? -1] ?? basis.waves.find((wave) => !isWaveOpen(wave, now)));
  const before = gate && basis.waves[gate.position - 1];
  if (!gate || !before) return [];
  return [
    {
      code: "wave_stuck",
      clients,
      wave: gate.name,
      before: before.name,
      percent: gate.afterSharePercent ?? 0,
      ...(waves[before.position] ?? { members: 0, checkedIn: 0 }),
    },
  ];
}

function importNeed({ id, status }: AttentionFacts["imports"][number]): Need {
  const asks = status === "needs_mapping" || status === "needs_confirmation";
  const code = asks ? "import_asks" : status === "failed" ? "import_failed" : "import_running";
  return { code, importId: id, status };
}

function sum(groups: readonly { clients: number }[]): number {
  return groups.reduce((total, { clients }) => total + clients, 0);
}
