/** The table of needs: for each code a case in which it stands, and the one next to it in which it does not. */
import type { AdmissionBasis, WaveGate } from "@/lib/core/admission";
import type {
  AttentionFacts,
  KindAtHand,
  Need,
  NeedCode,
  QueueAtHand,
  QueuedGroup,
  RolloutAtHand,
  Verdict,
} from "@/lib/core/attention";

export const now = Date.UTC(2026, 10, 21, 12);
const minute = 60_000;
const hour = 60 * minute;
export const installedAt = now - 12 * hour;

/** Jump Clients: nobody open, the newest export made four hours ago. */
export function aKind(overrides: Partial<KindAtHand> = {}): KindAtHand {
  return {
    kind: "jump_client",
    open: 0,
    withoutDeadline: 0,
    unknown: 0,
    doubtful: false,
    source: { exportedAt: now - 4 * hour, basis: "stated" },
    ...overrides,
  };
}

/** A rollout in observe mode in which everybody has checked in. */
export function aRollout(overrides: Partial<RolloutAtHand> = {}): RolloutAtHand {
  return {
    status: "open",
    heldBy: null,
    draining: false,
    installedAt,
    counts: {
      waiting: 0,
      queued: 0,
      upgrading: 0,
      checked_in: 10,
      overdue: 0,
      needs_redeployment: 0,
      excluded: 0,
    },
    finished: false,
    kinds: [aKind()],
    unread: 0,
    coming: null,
    queue: null,
    ...overrides,
  };
}

export function facts(overrides: Partial<AttentionFacts> = {}): AttentionFacts {
  return {
    watched: true,
    rollout: aRollout(),
    imports: [],
    noticed: [],
    feeds: [],
    supersededBehind: 0,
    ...overrides,
  };
}

export const someone = {
  waiting: 3,
  queued: 0,
  upgrading: 0,
  checked_in: 7,
  overdue: 0,
  needs_redeployment: 0,
  excluded: 0,
};
const whileOpen = (kind: Partial<KindAtHand>, more: Partial<RolloutAtHand> = {}) =>
  facts({ rollout: aRollout({ counts: someone, kinds: [aKind({ open: 3, ...kind })], ...more }) });

const aGroup = (overrides: Partial<QueuedGroup> = {}): QueuedGroup => ({
  group: "Retail",
  kind: "jump_client",
  wave: 0,
  clients: 5,
  sinceAt: now - 2 * hour,
  ...overrides,
});

export const aBasis = (overrides: Partial<AdmissionBasis> = {}): AdmissionBasis => ({
  rollout: { status: "open", mode: "control", draining: false, unplaced: false },
  cap: 3,
  subCaps: {},
  heldNumbers: [],
  heldByGroup: {},
  heldByKind: {},
  waves: [],
  ...overrides,
});

const aWave = (overrides: Partial<WaveGate> = {}): WaveGate => ({
  position: 0,
  name: "Branches",
  startsAt: null,
  afterSharePercent: null,
  windows: [],
  openedAt: null,
  ...overrides,
});

export const aQueue = (overrides: Partial<QueueAtHand> = {}): QueueAtHand => ({
  basis: aBasis(),
  groups: [aGroup()],
  overdue: 0,
  movedAt: now - hour,
  asked: false,
  waves: [],
  pushPaused: null,
  ...overrides,
});

const whileQueued = (queue: Partial<QueueAtHand>, more: Partial<RolloutAtHand> = {}) =>
  facts({
    rollout: aRollout({
      counts: { ...someone, waiting: 0, queued: 5 },
      kinds: [aKind({ open: 5 })],
      queue: aQueue(queue),
      ...more,
    }),
  });

/** Midnight to two, each day: it opened twelve hours ago, and opens again in twelve. */
const nightly = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "02:00", timeZone: "UTC" };
/** Noon to two: it has just opened. */
const fromNoon = { ...nightly, from: "12:00", to: "14:00" };
const held = (numbers: number[]) => ({ heldNumbers: numbers, heldByKind: { jump_client: numbers.length } });
const secondOfTwo = [
  aWave({ name: "Canary", openedAt: now - 5 * hour }),
  aWave({ position: 1, afterSharePercent: 80 }),
];

/** A case; `needs`: exactly what stands, in order. */
export interface Row {
  when: string;
  given: AttentionFacts;
  needs: Need[];
  verdict: Verdict | null;
}

export type Pair = { code: NeedCode; stands: Row[]; nearly: Row[] };

const calm: Verdict = { code: "calm", withoutDeadline: 0 };
const onItsWay = (overrides: Partial<Extract<Verdict, { code: "on_its_way" }>> = {}): Verdict => ({
  code: "on_its_way",
  coming: null,
  byExport: true,
  upgrading: 0,
  queued: 0,
  ...overrides,
});
const queuedOnItsWay = onItsWay({ queued: 5 });

function row(when: string, given: AttentionFacts, needs: Need[], verdict: Verdict | null = null): Row {
  return { when, given, needs, verdict };
}

const exported = { exportedAt: now - 4 * hour, basis: "stated" } as const;
const standsStill = (overrides: Partial<Extract<Need, { code: "stands_still" }>> = {}): Need => ({
  code: "stands_still",
  clients: 5,
  free: 3,
  quietSince: now - hour,
  asked: false,
  ...overrides,
});

export const table: readonly Pair[] = [
  {
    code: "not_watched",
    stands: [row("the worker is away", facts({ watched: false }), [{ code: "not_watched" }])],
    nearly: [row("it is there", facts(), [], calm)],
  },
  {
    code: "release_noticed",
    stands: [
      row("a feed has noticed a release", facts({ noticed: [{ proposalId: 5, version: "26.2.1" }] }), [
        { code: "release_noticed", proposalId: 5, version: "26.2.1" },
      ]),
      row(
        "before there is any rollout",
        facts({ rollout: null, noticed: [{ proposalId: 5, version: "26.2.1" }] }),
        [{ code: "release_noticed", proposalId: 5, version: "26.2.1" }, { code: "no_release" }],
      ),
      row(
        "the rollout before it is closed",
        facts({
          rollout: aRollout({ status: "closed" }),
          noticed: [{ proposalId: 5, version: "26.2.1" }],
        }),
        [{ code: "release_noticed", proposalId: 5, version: "26.2.1" }],
      ),
    ],
    nearly: [row("none waits for anybody", facts(), [], calm)],
  },
  {
    code: "halted",
    stands: [
      row("Rollcall holds it", whileOpen({}, { status: "held", heldBy: "rollcall" }), [{ code: "halted" }]),
    ],
    nearly: [
      row(
        "it is finished all the same",
        facts({ rollout: aRollout({ status: "held", heldBy: "rollcall", finished: true }) }),
        [],
        calm,
      ),
    ],
  },
  {
    code: "held",
    stands: [
      row("a person holds it", whileOpen({}, { status: "held", heldBy: "person" }), [{ code: "held" }]),
      row("held, and judged anew", whileOpen({}, { status: "opening", heldBy: "person" }), [
        { code: "held" },
        { code: "opening" },
      ]),
      row(
        "held in control mode: the queue need not say it again",
        whileQueued(
          {
            basis: aBasis({ rollout: { status: "held", mode: "control", draining: false, unplaced: false } }),
          },
          { status: "held", heldBy: "person" },
        ),
        [{ code: "held" }],
      ),
    ],
    nearly: [
      row(
        "it is finished: held or closed makes no difference",
        facts({ rollout: aRollout({ status: "held", heldBy: "person", finished: true }) }),
        [],
        calm,
      ),
    ],
  },
  {
    code: "drained",
    stands: [
      row("drained, then held", whileOpen({}, { status: "held", heldBy: "drained" }), [{ code: "drained" }]),
    ],
    nearly: [row("it still drains", whileOpen({}, { draining: true }), [{ code: "draining" }], onItsWay())],
  },
  {
    code: "no_slots",
    stands: [
      row("there is no cap", whileQueued({ basis: aBasis({ cap: null }) }), [
        { code: "no_slots", clients: 5, cap: null },
      ]),
      row("the cap is 0", whileQueued({ basis: aBasis({ cap: 0 }) }), [
        { code: "no_slots", clients: 5, cap: 0 },
      ]),
    ],
    nearly: [
      row(
        "the cap was lowered to 0 and one is held still",
        whileQueued({ basis: aBasis({ cap: 0, ...held([1]) }) }),
        [],
        queuedOnItsWay,
      ),
      row("nobody is queued", whileQueued({ basis: aBasis({ cap: null }), groups: [] }), [], queuedOnItsWay),
    ],
  },
  {
    code: "push_paused",
    stands: [
      row(
        "the webhook does not answer",
        whileQueued({
          basis: aBasis(held([1, 2, 3])),
          pushPaused: { until: now + 5 * minute, problem: "HTTP 502" },
        }),
        [{ code: "push_paused", clients: 5, until: now + 5 * minute, problem: "HTTP 502" }],
      ),
      row(
        "and therefore the queue stands",
        whileQueued({ pushPaused: { until: now + 5 * minute, problem: null } }),
        [{ code: "push_paused", clients: 5, until: now + 5 * minute, problem: null }, standsStill()],
      ),
    ],
    nearly: [
      row(
        "nobody is queued for it",
        whileQueued({ groups: [], pushPaused: { until: now + minute, problem: null } }),
        [],
        queuedOnItsWay,
      ),
    ],
  },
  {
    code: "stands_still",
    stands: [
      row("slots are free and nobody asks", whileQueued({}), [standsStill()]),
      row("some ask in vain", whileQueued({ asked: true }), [standsStill({ asked: true })]),
      row("nothing ever moved", whileQueued({ movedAt: null }), [
        standsStill({ quietSince: now - 2 * hour }),
      ]),
      row("some slots are held, not all", whileQueued({ basis: aBasis(held([2])) }), [
        standsStill({ free: 2 }),
      ]),
      row("for exactly fifteen minutes", whileQueued({ movedAt: now - 15 * minute }), [
        standsStill({ quietSince: now - 15 * minute }),
      ]),
      row(
        "of two groups one has a cap of its own that is reached",
        whileQueued({
          basis: aBasis({ subCaps: { groups: { Retail: 0 } } }),
          groups: [aGroup(), aGroup({ group: "Depot", clients: 2, sinceAt: now - 30 * minute })],
        }),
        [standsStill({ clients: 2, quietSince: now - 30 * minute })],
      ),
    ],
    nearly: [
      row(
        "a millisecond less than fifteen minutes",
        whileQueued({ movedAt: now - 15 * minute + 1 }),
        [],
        queuedOnItsWay,
      ),
      row(
        "they have only just been queued",
        whileQueued({ groups: [aGroup({ sinceAt: now - 14 * minute })] }),
        [],
        queuedOnItsWay,
      ),
      row("all slots are held", whileQueued({ basis: aBasis(held([1, 2, 3])) }), [], queuedOnItsWay),
      row(
        "the window has only just opened",
        whileQueued({ basis: aBasis({ waves: [aWave({ windows: [fromNoon] })] }) }),
        [],
        queuedOnItsWay,
      ),
      row(
        "the wave has only just opened",
        whileQueued({
          basis: aBasis({ waves: [aWave({ startsAt: now - minute, openedAt: now - minute })] }),
        }),
        [],
        queuedOnItsWay,
      ),
      row(
        "they are being placed",
        whileQueued({
          basis: aBasis({ rollout: { status: "open", mode: "control", draining: false, unplaced: true } }),
        }),
        [],
        queuedOnItsWay,
      ),
    ],
  },
  {
    code: "wave_stuck",
    stands: [
      row(
        "the wave before has nobody left who could make its share",
        whileQueued({
          basis: aBasis({ waves: secondOfTwo }),
          groups: [aGroup({ wave: 1 })],
          waves: [
            { members: 10, checkedIn: 6 },
            { members: 5, checkedIn: 0 },
          ],
        }),
        [
          {
            code: "wave_stuck",
            clients: 5,
            wave: "Branches",
            before: "Canary",
            percent: 80,
            members: 10,
            checkedIn: 6,
          },
        ],
      ),
      row(
        "whoever fits no wave comes behind all of them",
        whileQueued({
          basis: aBasis({ waves: secondOfTwo }),
          groups: [aGroup({ wave: 2 })],
          waves: [{ members: 10, checkedIn: 6 }],
        }),
        [
          {
            code: "wave_stuck",
            clients: 5,
            wave: "Branches",
            before: "Canary",
            percent: 80,
            members: 10,
            checkedIn: 6,
          },
        ],
      ),
    ],
    nearly: [
      row(
        "somebody holds a slot and may make the share",
        whileQueued({
          basis: aBasis({ waves: secondOfTwo, ...held([1]) }),
          groups: [aGroup({ wave: 1 })],
          waves: [{ members: 10, checkedIn: 6 }],
        }),
        [],
        queuedOnItsWay,
      ),
    ],
  },
  {
    code: "sub_cap_zero",
    stands: [
      row(
        "a group's own cap is 0",
        whileQueued({
          basis: aBasis({ subCaps: { groups: { Retail: 0 } } }),
          groups: [aGroup(), aGroup({ kind: "console", clients: 2 })],
        }),
        [{ code: "sub_cap_zero", clients: 7, of: "group", name: "Retail" }],
      ),
      row(
        "a kind's own cap is 0",
        whileQueued({ basis: aBasis({ subCaps: { kinds: { jump_client: 0 } } }) }),
        [{ code: "sub_cap_zero", clients: 5, of: "kind", name: "jump_client" }],
      ),
    ],
    nearly: [
      row(
        "its cap is reached by who holds a slot",
        whileQueued({
          basis: aBasis({ subCaps: { groups: { Retail: 1 } }, ...held([1]), heldByGroup: { Retail: 1 } }),
        }),
        [],
        queuedOnItsWay,
      ),
    ],
  },
  {
    code: "overdue",
    stands: [
      row("somebody is late", whileOpen({}, { counts: { ...someone, overdue: 2 } }), [
        { code: "overdue", clients: 2 },
      ]),
    ],
    nearly: [
      row(
        "in a rollout that is closed",
        whileOpen({}, { status: "closed", counts: { ...someone, overdue: 2 } }),
        [],
        { code: "closed" },
      ),
    ],
  },
  {
    code: "needs_redeployment",
    stands: [
      row("somebody needs hands", whileOpen({}, { counts: { ...someone, needs_redeployment: 2 } }), [
        { code: "needs_redeployment", clients: 2 },
      ]),
    ],
    nearly: [row("nobody does", whileOpen({}), [], onItsWay())],
  },
  {
    code: "queued_overdue",
    stands: [
      row("late but for control mode", whileQueued({ movedAt: now, overdue: 4 }), [
        { code: "queued_overdue", clients: 4 },
      ]),
    ],
    nearly: [row("none of the queue would be late", whileQueued({ movedAt: now }), [], queuedOnItsWay)],
  },
  {
    code: "feed_silent",
    stands: [
      row(
        "one cannot be read for a quarter of an hour",
        facts({ feeds: [{ feedId: 3, because: "failing", sinceAt: now - 15 * minute }] }),
        [{ code: "feed_silent", feedId: 3, because: "failing", sinceAt: now - 15 * minute }],
      ),
      row(
        "one sends nothing any more",
        facts({ feeds: [{ feedId: 3, because: "quiet", sinceAt: now - 25 * hour }] }),
        [{ code: "feed_silent", feedId: 3, because: "quiet", sinceAt: now - 25 * hour }],
      ),
    ],
    nearly: [
      row(
        "it tries again by itself for so long",
        facts({ feeds: [{ feedId: 3, because: "failing", sinceAt: now - 14 * minute }] }),
        [],
        calm,
      ),
    ],
  },
  {
    code: "import_asks",
    stands: [
      row("it asks how to read", facts({ imports: [{ id: 7, status: "needs_mapping" }] }), [
        { code: "import_asks", importId: 7, status: "needs_mapping" },
      ]),
      row("it asks whether it is meant", facts({ imports: [{ id: 7, status: "needs_confirmation" }] }), [
        { code: "import_asks", importId: 7, status: "needs_confirmation" },
      ]),
    ],
    nearly: [
      row(
        "it is read",
        facts({ imports: [{ id: 7, status: "parsing" }] }),
        [{ code: "import_running", importId: 7, status: "parsing" }],
        calm,
      ),
    ],
  },
  {
    code: "export_older",
    stands: [
      row(
        "made before the release",
        whileOpen({ source: { exportedAt: installedAt - 1, basis: "stated" } }),
        [
          {
            code: "export_older",
            kind: "jump_client",
            clients: 3,
            exportedAt: installedAt - 1,
            basis: "stated",
          },
        ],
      ),
      row(
        "made in the very instant of the release, by its newest date",
        whileOpen({ unknown: 2, source: { exportedAt: installedAt, basis: "newest_date" } }),
        [
          {
            code: "export_older",
            kind: "jump_client",
            clients: 3,
            exportedAt: installedAt,
            basis: "newest_date",
          },
        ],
      ),
      row(
        "one for each kind, also for who has no deadline",
        facts({
          rollout: aRollout({
            counts: someone,
            kinds: [
              aKind({ open: 1, source: { exportedAt: installedAt - hour, basis: "stated" } }),
              aKind({
                kind: "button",
                open: 2,
                withoutDeadline: 2,
                source: { exportedAt: installedAt - hour, basis: "stated" },
              }),
            ],
          }),
        }),
        (["jump_client", "button"] as const).map((kind, index) => ({
          code: "export_older",
          kind,
          clients: index + 1,
          exportedAt: installedAt - hour,
          basis: "stated",
        })),
      ),
    ],
    nearly: [
      row(
        "made a millisecond after it",
        whileOpen({ source: { exportedAt: installedAt + 1, basis: "stated" } }),
        [],
        onItsWay(),
      ),
      row(
        "everybody of the kind has come",
        facts({ rollout: aRollout({ kinds: [aKind({ source: { exportedAt: 0, basis: "stated" } })] }) }),
        [],
        calm,
      ),
      row("a kind without a source", whileOpen({ source: null }), [], onItsWay({ byExport: false })),
    ],
  },
  {
    code: "no_complete_export",
    stands: [
      row("only parts were imported", whileOpen({ source: { exportedAt: null, basis: "stated" } }), [
        { code: "no_complete_export", kind: "jump_client", clients: 3 },
      ]),
    ],
    nearly: [row("a whole one was", whileOpen({}), [], onItsWay())],
  },
  {
    code: "export_doubtful",
    stands: [
      row(
        "everybody it shows has come, but it breaks off",
        facts({ rollout: aRollout({ kinds: [aKind({ doubtful: true })] }) }),
        [{ code: "export_doubtful", kind: "jump_client", clients: 0, ...exported }],
      ),
      row("and some are past due", whileOpen({ unknown: 2, doubtful: true }), [
        { code: "export_doubtful", kind: "jump_client", clients: 3, ...exported },
      ]),
    ],
    nearly: [
      row("it is whole", facts(), [], calm),
      row(
        "it is older than the release: that is said, and a new one helps both",
        whileOpen({ doubtful: true, source: { exportedAt: installedAt, basis: "stated" } }),
        [{ code: "export_older", kind: "jump_client", clients: 3, exportedAt: installedAt, basis: "stated" }],
      ),
    ],
  },
  {
    code: "no_data_since_due",
    stands: [
      row("past due and nobody looked since", whileOpen({ unknown: 2 }), [
        { code: "no_data_since_due", kind: "jump_client", clients: 2, ...exported },
      ]),
    ],
    nearly: [
      row(
        "due later",
        whileOpen({}, { coming: { clients: 3, within24Hours: 3, firstAt: now + hour } }),
        [],
        onItsWay({ coming: { clients: 3, firstAt: now + hour } }),
      ),
      row(
        "past due by the clock, in a kind that no export lists",
        whileOpen({ unknown: 2, source: null }),
        [],
        onItsWay({ byExport: false }),
      ),
    ],
  },
  {
    code: "unread",
    stands: [row("a row could not be read", whileOpen({}, { unread: 1 }), [{ code: "unread", clients: 1 }])],
    nearly: [row("all could", whileOpen({}), [], onItsWay())],
  },
  {
    code: "no_clients",
    stands: [
      row(
        "a release and nobody to upgrade",
        facts({ rollout: aRollout({ counts: { ...someone, waiting: 0, checked_in: 0 }, kinds: [] }) }),
        [{ code: "no_clients" }],
      ),
      row(
        "the only import failed",
        facts({
          rollout: aRollout({ counts: { ...someone, waiting: 0, checked_in: 0 }, kinds: [] }),
          imports: [{ id: 7, status: "failed" }],
        }),
        [{ code: "no_clients" }, { code: "import_failed", importId: 7, status: "failed" }],
      ),
    ],
    nearly: [
      row(
        "an export is being imported: nothing is said to be fine before it is",
        facts({
          rollout: aRollout({ counts: { ...someone, waiting: 0, checked_in: 0 }, kinds: [] }),
          imports: [{ id: 7, status: "queued" }],
        }),
        [{ code: "import_running", importId: 7, status: "queued" }],
      ),
    ],
  },
  {
    code: "no_release",
    stands: [row("none is recorded", facts({ rollout: null }), [{ code: "no_release" }])],
    nearly: [row("one is", facts(), [], calm)],
  },
  {
    code: "import_failed",
    stands: [
      row("it failed", facts({ imports: [{ id: 7, status: "failed" }] }), [
        { code: "import_failed", importId: 7, status: "failed" },
      ]),
    ],
    nearly: [row("there is none", facts(), [], calm)],
  },
  {
    code: "queue_waits",
    stands: [
      row(
        "for a window",
        whileQueued({ basis: aBasis({ waves: [aWave({ windows: [nightly] })] }) }),
        [
          {
            code: "queue_waits",
            clients: 5,
            because: "outside_window",
            wave: "Branches",
            until: now + 12 * hour,
          },
        ],
        queuedOnItsWay,
      ),
      row(
        "for the soonest of several",
        whileQueued({
          basis: aBasis({
            waves: [
              aWave({ windows: [nightly] }),
              aWave({ position: 1, name: "Rest", startsAt: now + hour }),
            ],
          }),
          groups: [aGroup(), aGroup({ wave: 1, clients: 2 })],
        }),
        [{ code: "queue_waits", clients: 7, because: "wave_starts", wave: "Rest", until: now + hour }],
        queuedOnItsWay,
      ),
    ],
    nearly: [
      row(
        "the window is open, for hours",
        whileQueued({ basis: aBasis({ waves: [aWave({ windows: [{ ...nightly, to: "18:00" }] })] }) }),
        [standsStill()],
      ),
    ],
  },
  {
    code: "draining",
    stands: [row("it drains", whileOpen({}, { draining: true }), [{ code: "draining" }], onItsWay())],
    nearly: [row("it does not", whileOpen({}), [], onItsWay())],
  },
  {
    code: "opening",
    stands: [
      row("its members are being judged", whileOpen({}, { status: "opening" }), [{ code: "opening" }]),
      row(
        "there is nobody yet",
        facts({
          rollout: aRollout({
            status: "opening",
            counts: { ...someone, waiting: 0, checked_in: 0 },
            kinds: [],
          }),
        }),
        [{ code: "opening" }],
      ),
    ],
    nearly: [row("they are", whileOpen({}), [], onItsWay())],
  },
  {
    code: "due_soon",
    stands: [
      row(
        "beside what calls for somebody",
        whileOpen({ unknown: 1 }, { coming: { clients: 9, within24Hours: 2, firstAt: now + hour } }),
        [
          { code: "no_data_since_due", kind: "jump_client", clients: 1, ...exported },
          { code: "due_soon", clients: 2 },
        ],
      ),
    ],
    nearly: [
      row(
        "where nothing does, the verdict says when",
        whileOpen({}, { coming: { clients: 9, within24Hours: 2, firstAt: now + hour } }),
        [],
        onItsWay({ coming: { clients: 9, firstAt: now + hour } }),
      ),
      row(
        "nobody is due within a day",
        whileOpen({ unknown: 1 }, { coming: { clients: 9, within24Hours: 0, firstAt: now + 25 * hour } }),
        [{ code: "no_data_since_due", kind: "jump_client", clients: 1, ...exported }],
      ),
    ],
  },
  {
    code: "import_running",
    stands: [
      row(
        "it is applied",
        facts({ imports: [{ id: 7, status: "applying" }] }),
        [{ code: "import_running", importId: 7, status: "applying" }],
        calm,
      ),
    ],
    nearly: [row("there is none", facts(), [], calm)],
  },
  {
    code: "superseded",
    stands: [
      row(
        "an older rollout left some behind",
        facts({ supersededBehind: 4 }),
        [{ code: "superseded", clients: 4 }],
        calm,
      ),
    ],
    nearly: [row("nobody", facts(), [], calm)],
  },
];

/** What is said where nobody is called. */
export const verdicts: readonly Row[] = [
  row("everybody has come", facts(), [], calm),
  row("it is finished and not closed", facts({ rollout: aRollout({ finished: true }) }), [], calm),
  row(
    "those left have no deadline",
    facts({ rollout: aRollout({ counts: someone, kinds: [aKind({ open: 3, withoutDeadline: 3 })] }) }),
    [],
    { code: "calm", withoutDeadline: 3 },
  ),
  row(
    "slots are held",
    facts({
      rollout: aRollout({
        counts: { ...someone, waiting: 0, upgrading: 3 },
        kinds: [aKind({ open: 3 })],
        queue: aQueue({ groups: [], basis: aBasis(held([1, 2, 3])) }),
      }),
    }),
    [],
    onItsWay({ upgrading: 3 }),
  ),
  row("it is closed", facts({ rollout: aRollout({ status: "closed" }) }), [], { code: "closed" }),
  row("it is superseded", facts({ rollout: aRollout({ status: "superseded" }) }), [], { code: "closed" }),
];
