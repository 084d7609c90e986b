/** Everything that can happen in a history, and random ones of it. Hours are whole, so that instants often coincide. */
import fc from "fast-check";
import type { ClientKind } from "@/lib/core/client";
import { type PolicyLine, policyLines } from "@/lib/core/policy";
import { type Cells, type ClientSeed, type Columns, seenWords } from "./fleet";

export type Step =
  | ImportStep
  /** The same bytes once more; `differ`: with another word about completeness; `readAgain`: to be read in place of the first. */
  | { step: "sameFile"; which: number; how: "same" | "differ" | "readAgain" }
  | { step: "takeBack"; which: number }
  /** Answers an import that waits. `complete` null: nothing is said of it. */
  | { step: "answer"; which: number; confirmed: boolean; complete: boolean | null; hoursAgo: number }
  | { step: "release"; version: number; hoursAgo: number; agentsUpdateThemselves: boolean }
  | {
      step: "correct";
      which: number;
      hoursAgo: number | null;
      version: number | null;
      agents: boolean | null;
    }
  | { step: "withdraw"; which: number }
  | { step: "exclude" | "include" | "attest" | "unattest" | "ask"; who: number }
  | { step: "giveBack"; who: number; outcome: "done" | "failed" }
  | { step: "register"; who: number; hoursAgo: number; type: "active" | "passive" | null }
  | {
      step: "setFacts";
      who: number;
      facts: "lockedDown" | "msiPushed" | "retiring" | "staying" | "providers";
    }
  | {
      step: "policy";
      line: PolicyLine;
      hours: number | null;
      grace: number | null;
      days: number | null;
      missed: number | null;
      attempts: number | null;
    }
  | { step: "mode"; mode: "observe" | "control" }
  | { step: "close" | "reopen" }
  | { step: "pass"; hours: number };

export interface ImportStep {
  step: "import";
  /** Of the client whose kind the file is of; `mixed`: of all kinds. */
  kindOf: number;
  mixed: boolean;
  /** A row for each client of the fleet, by place; null: it is not listed. */
  rows: (Cells | null)[];
  /** A further row about a client with an id. */
  again: { who: number; cells: Cells } | null;
  isTurned: boolean;
  columns: Columns;
  complete: boolean | null;
  hoursAgo: number;
  /** Made when that import was made, when the newest release was installed, or when somebody was due last. */
  madeWith: number | "release" | "due" | null;
  /** The upload says when the export was made. */
  isStated: boolean;
}

/** A history: who there is, how the appliance is set, and what happens. */
export interface History {
  seeds: ClientSeed[];
  confirmChangePercent: number;
  confirmRejectPercent: number;
  /** Its rollouts go to control mode as soon as they are open. */
  controls: boolean;
  steps: Step[];
}

const hours = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 4 }), weight: 4 },
  { arbitrary: fc.integer({ min: 5, max: 30 }), weight: 3 },
  { arbitrary: fc.integer({ min: 2, max: 16 }).map((days) => days * 24), weight: 3 },
  { arbitrary: fc.integer({ min: 17, max: 70 }).map((days) => days * 24), weight: 1 },
);

const mostly = <T>(usual: T, others: readonly T[], weight = 4): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight }, { arbitrary: fc.constantFrom(...others), weight: 1 });

/** `freq` to one it is a value. */
const orNull = <T>(value: fc.Arbitrary<T>, freq = 5): fc.Arbitrary<T | null> =>
  fc.option(value, { freq, nil: null });

const kinds = mostly<ClientKind>(
  "jump_client",
  ["console", "jumpoint", "button", "connection_agent", "integration_client"],
  3,
);

const seeds: fc.Arbitrary<ClientSeed[]> = fc.array(
  fc.record({ kind: kinds, identity: mostly<ClientSeed["identity"]>("host", ["id", "twin"], 2) }),
  { minLength: 3, maxLength: 12 },
);

const cells: fc.Arbitrary<Cells> = fc.record({
  seen: fc.oneof(
    { arbitrary: fc.constantFrom(...(["online", "offline"] as const)), weight: 5 },
    { arbitrary: fc.constantFrom(...seenWords), weight: 2 },
  ),
  hoursBefore: hours,
  atRelease: mostly<Cells["atRelease"]>(null, [-1, 0, 1], 6),
  type: fc.constantFrom("", "active", "passive"),
  group: fc.constantFrom("", "Berlin", "Lisbon", "Oslo"),
  needsUpdate: mostly<Cells["needsUpdate"]>("", ["1", "1", "1", "0", "maybe"], 2),
  unavailable: mostly<Cells["unavailable"]>("", ["disabled", "uninstalled", "available"], 6),
  system: fc.constantFrom("", "Windows 10", "Windows 11"),
  isRenamed: mostly(false, [true], 6),
});

const imports: fc.Arbitrary<ImportStep> = fc.record({
  step: fc.constant("import"),
  kindOf: fc.nat(11),
  mixed: mostly(true, [false], 1),
  rows: fc.array(fc.option(cells, { freq: 5 }), { minLength: 12, maxLength: 12 }),
  again: fc.option(fc.record({ who: fc.nat(11), cells }), { freq: 1 }),
  isTurned: fc.boolean(),
  columns: fc.record({
    type: mostly(true, [false], 2),
    group: mostly(true, [false], 2),
    needsUpdate: mostly(true, [false], 1),
    unavailable: mostly(true, [false], 1),
    system: mostly(true, [false], 1),
  }),
  complete: mostly<boolean | null>(true, [false, null], 3),
  hoursAgo: hours,
  madeWith: mostly<ImportStep["madeWith"]>(null, [0, 1, 2, "release", "due", "due"], 3),
  isStated: mostly(true, [false], 5),
});

const who = fc.nat(11);
const which = fc.nat(5);
const version = fc.nat(4);

const release: fc.Arbitrary<Step> = fc.record({
  step: fc.constant("release"),
  version,
  hoursAgo: hours,
  agentsUpdateThemselves: mostly(false, [true]),
});

const others: { weight: number; arbitrary: fc.Arbitrary<Step> }[] = [
  { weight: 3, arbitrary: release },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant("sameFile"),
      which,
      how: fc.constantFrom("same", "differ", "readAgain"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ step: fc.constant("takeBack"), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constant("answer"),
      which,
      confirmed: mostly(true, [false]),
      complete: mostly<boolean | null>(null, [true, false]),
      hoursAgo: hours,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constant("correct"),
      which,
      hoursAgo: orNull(hours),
      version: orNull(version),
      agents: orNull(fc.boolean(), 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant("withdraw"), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constantFrom("exclude", "include", "attest", "unattest", "attest"),
      who,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ step: fc.constant("ask"), who }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constant("giveBack"),
      who,
      outcome: fc.constantFrom("done", "failed"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constant("register"),
      who,
      hoursAgo: hours,
      type: fc.constantFrom("active", "passive", null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant("setFacts"),
      who,
      facts: fc.constantFrom("lockedDown", "msiPushed", "retiring", "staying", "providers"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant("policy"),
      line: fc.constantFrom(...policyLines),
      hours: orNull(hours, 4),
      grace: orNull(hours, 4),
      days: orNull(fc.integer({ min: 1, max: 40 })),
      missed: orNull(fc.integer({ min: 1, max: 3 })),
      attempts: orNull(fc.integer({ min: 1, max: 3 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ step: fc.constant("mode"), mode: mostly("control", ["observe"] as const, 2) }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constantFrom("close", "reopen", "reopen") }) },
  { weight: 6, arbitrary: fc.record({ step: fc.constant("pass"), hours }) },
];

const step: fc.Arbitrary<Step> = fc.oneof({ weight: 10, arbitrary: imports }, ...others);

export const history: fc.Arbitrary<History> = fc.record({
  seeds,
  confirmChangePercent: mostly(100, [30], 2),
  confirmRejectPercent: mostly(100, [5], 2),
  controls: mostly(false, [true], 2),
  steps: fc.array(step, { minLength: 4, maxLength: 24, size: "max" }),
});
