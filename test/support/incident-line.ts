// An incident told as a time line: what is so from which minute on, what must be said when, and that nothing else was.
import { expect } from "vitest";
import { defaultTiming, type RuleTiming } from "@/lib/core/alerts/rule";
import type { Severity } from "@/lib/core/alerts/severity";
import {
  acknowledge,
  type Found,
  type Incident,
  type Saying,
  snooze,
  stepIncident,
} from "@/lib/core/alerts/step-incident";

const minute = 60_000;
/** Monday, 2 March 2026, 09:00 UTC. */
export const lineBegins = Date.UTC(2026, 2, 2, 9);
const lookEverySeconds = 15;

type Deed = (line: State, now: number) => void;
interface State {
  incident: Incident | null;
  found: Found | null;
  known: boolean;
}
/** From this minute on. */
export interface At {
  minute: number;
  deed: Deed;
}
export const at = (minute: number, deed: Deed): At => ({ minute, deed });

/** So many clients are found, of so many. */
export const finds =
  (count: number, { of = null as number | null, severity = "warning" as Severity } = {}): Deed =>
  (line) => {
    line.found = { count, total: of, severity };
  };
export const clears: Deed = (line) => {
  line.found = null;
};
/** What is known is too old, or an upgrade is announced: nobody looks. */
export const inhibited: Deed = (line) => {
  line.known = false;
};
export const knownAgain: Deed = (line) => {
  line.known = true;
};
export const acknowledged =
  (hours: number): Deed =>
  (line, now) => {
    if (line.incident) line.incident = acknowledge(line.incident, now + hours * 60 * minute);
  };
export const snoozed =
  (wanted: { minutes?: number; growsBy?: number; severityRises?: boolean }): Deed =>
  (line, now) => {
    if (!line.incident) return;
    line.incident = snooze(line.incident, {
      by: "Lena",
      at: now,
      until: wanted.minutes === undefined ? null : now + wanted.minutes * minute,
      growsBy: wanted.growsBy ?? null,
      severityRises: wanted.severityRises ?? true,
    });
  };

/** What was said, in minutes since the beginning; `from` earlier than it was decided: to be sent later. */
export interface Said {
  what: Saying;
  minute: number;
  count: number;
}
/** Said in this stretch of minutes. */
export interface Want {
  what: Saying;
  from: number;
  to: number;
  count?: number;
}
export const want = (what: Saying, from: number, to: number, count?: number): Want => ({
  what,
  from,
  to,
  ...(count === undefined ? {} : { count }),
});

export const timing = (given: Partial<RuleTiming> = {}): RuleTiming => ({
  ...defaultTiming,
  escalateAfterMinutes: null,
  hours: null,
  ...given,
});

/** Lives through it, looking every 15 seconds as the worker does, and answers what was said. */
export function live(given: RuleTiming, happens: readonly At[], untilMinute: number): Said[] {
  const line: State = { incident: null, found: null, known: true };
  const said: Said[] = [];
  const coming = [...happens].sort((a, b) => a.minute - b.minute);
  for (let seconds = 0; seconds <= untilMinute * 60; seconds += lookEverySeconds) {
    const now = lineBegins + seconds * 1_000;
    while (coming[0] && coming[0].minute * 60 <= seconds) coming.shift()?.deed(line, now);
    if (!line.known) continue;
    const before = line.incident;
    const step = stepIncident(before, line.found, given, now);
    line.incident = step.next;
    for (const { what, notBefore } of step.say) {
      said.push({
        what,
        minute: (notBefore - lineBegins) / minute,
        count: (step.next ?? before)?.count ?? 0,
      });
    }
  }
  return said;
}

/** Each wanted message came, in order, in its time; nothing else came. */
export function expectSaid(said: readonly Said[], wanted: readonly Want[]): void {
  expect(said.map(({ what, minute }) => `${what} ${minute}`)).toHaveLength(wanted.length);
  wanted.forEach(({ what, from, to, count }, place) => {
    const came = said[place];
    expect(came?.what).toBe(what);
    expect(came?.minute).toBeGreaterThanOrEqual(from);
    expect(came?.minute).toBeLessThanOrEqual(to);
    if (count !== undefined) expect(came?.count).toBe(count);
  });
}
