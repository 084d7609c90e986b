/** What can be broken in a demo, as people call it, and what the stand-in is told for it. */

/** In the order in which they are offered. */
export const demoFaults = [
  "too_many_requests",
  "server_error",
  "slow",
  "down",
  "truncated",
  "lost_rights",
  "clock_ahead",
  "pair_swapped",
  "line_cut",
] as const;
export type DemoFault = (typeof demoFaults)[number];

/** The site whose line is cut: its place in the stand-in's list. */
export const cutSite = 1;

/** The faults that the stand-in has under a name of its own; the pair and the line are things that happen to its fleet. */
export const standInFaults: Partial<Record<DemoFault, string>> = {
  too_many_requests: "tooMany",
  server_error: "serverError",
  slow: "slow",
  down: "down",
  truncated: "truncated",
  lost_rights: "lostRights",
  clock_ahead: "clockSkew",
};

/** What of the stand-in's state tells what is broken. */
export interface BreakableState {
  serving: "A" | "B";
  sites: readonly { lineUp: boolean }[];
  faults: Readonly<Record<string, unknown>>;
}

/** What is broken now. */
export function brokenIn(state: BreakableState): DemoFault[] {
  return demoFaults.filter((fault) => {
    if (fault === "pair_swapped") return state.serving === "B";
    if (fault === "line_cut") return state.sites[cutSite]?.lineUp === false;
    return (standInFaults[fault] ?? "") in state.faults;
  });
}

/** The version that an upgrade installs: the next after the one that is served. */
export function nextVersion(served: string): string {
  const [major = 0, minor = 0, patch = 0] = served.split(".").map(Number);
  return `${major}.${minor}.${patch + 1}`;
}
