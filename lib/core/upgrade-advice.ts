/**
 * What the pace of check-ins says about the appliance's own upgrade settings. Everything here is an estimate: it names
 * what it was made from, and what is not known stays `null`.
 */

/** The appliance's settings for Jump Client upgrades. */
export interface UpgradeSettings {
  /** "Maximum number of concurrent Jump Client upgrades". */
  concurrent: number;
  /** "Maximum bandwidth of concurrent Jump Client upgrades", MiB per second. */
  bandwidthMibPerSecond: number;
  /** "Global connection rate for Jump Clients", per second. */
  connectionsPerSecond: number;
}

/** The most that the vendor allows, and the vendor's default connection rate (vendor's pages on Jump Client settings, v24.3). */
export const vendorSettings = {
  concurrent: 500,
  bandwidthMibPerSecond: 100,
  connectionsPerSecond: 50,
} as const satisfies UpgradeSettings;
/** The highest connection rate that can be set. */
export const vendorMostConnectionsPerSecond = 300;

/** A minute in which Jump Clients were first known to be connected after the release. */
export interface PaceMinute {
  /** Its beginning, epoch milliseconds. */
  at: number;
  clients: number;
}

export interface AdviceInputs {
  /** Only minutes with check-ins, in any order. */
  minutes: readonly PaceMinute[];
  /** Jump Clients that have not checked in and are expected to by themselves. */
  remaining: number;
  /** What a person entered; the rest is taken to be the vendor's. */
  settings: Partial<UpgradeSettings>;
  /** Size of what one client fetches; nothing that we read says it. */
  packageMib: number | null;
  /** How long one upgrade takes, in minutes; nothing that we read says it. */
  upgradeMinutes: number | null;
}

export const upgradeLimits = ["concurrent", "bandwidth", "connections"] as const;
export type UpgradeLimit = (typeof upgradeLimits)[number];

/** How many Jump Clients a minute one setting lets through at most. */
export interface LimitAdvice {
  limit: UpgradeLimit;
  /** The setting that was reckoned with. */
  setting: number;
  /** Whether a person entered it; else it is the vendor's (maximum, or default for connections). */
  entered: boolean;
  /** `null` while an input is missing. */
  perMinute: number | null;
  missing: "packageMib" | "upgradeMinutes" | null;
}

export interface UpgradeAdvice {
  /** `null`: no Jump Client is known to have checked in. */
  pace: {
    clients: number;
    /** The most in one minute, and when that began. */
    peakPerMinute: number;
    peakAt: number;
    /** The median over the minutes in which there were any. */
    typicalPerMinute: number;
    activeMinutes: number;
    fromAt: number;
    untilAt: number;
  } | null;
  limits: LimitAdvice[];
  /** The lowest of the limits that can be reckoned; `complete`: all of them can, so that no other is lower. */
  tightest: { limit: UpgradeLimit; perMinute: number; complete: boolean } | null;
  /** The busiest minute came within a tenth of the tightest limit. */
  nearLimit: boolean;
  remaining: number;
  /** Minutes for the rest at the typical pace of the minutes with check-ins; `null`: unknown. */
  restAtTypicalMinutes: number | null;
  /** Minutes for the rest if all came at once and the tightest limit let them through; `null`: unknown. */
  restAtLimitMinutes: number | null;
}

/** Reckons with whatever is known. Rates are Jump Clients per minute. */
export function adviseOnUpgrades({
  minutes,
  remaining,
  settings,
  packageMib,
  upgradeMinutes,
}: AdviceInputs): UpgradeAdvice {
  const pace = paceOf(minutes);
  const { concurrent, bandwidthMibPerSecond, connectionsPerSecond } = { ...vendorSettings, ...settings };
  const limits: LimitAdvice[] = [
    {
      limit: "concurrent",
      setting: concurrent,
      entered: settings.concurrent !== undefined,
      perMinute: upgradeMinutes === null ? null : concurrent / upgradeMinutes,
      missing: upgradeMinutes === null ? "upgradeMinutes" : null,
    },
    {
      limit: "bandwidth",
      setting: bandwidthMibPerSecond,
      entered: settings.bandwidthMibPerSecond !== undefined,
      perMinute: packageMib === null ? null : (bandwidthMibPerSecond * 60) / packageMib,
      missing: packageMib === null ? "packageMib" : null,
    },
    {
      limit: "connections",
      setting: connectionsPerSecond,
      entered: settings.connectionsPerSecond !== undefined,
      perMinute: connectionsPerSecond * 60,
      missing: null,
    },
  ];
  const tightest = tightestOf(limits);
  return {
    pace,
    limits,
    tightest,
    nearLimit: pace !== null && tightest !== null && pace.peakPerMinute >= 0.9 * tightest.perMinute,
    remaining,
    restAtTypicalMinutes: pace === null ? null : remaining / pace.typicalPerMinute,
    restAtLimitMinutes: tightest === null || !tightest.complete ? null : remaining / tightest.perMinute,
  };
}

function paceOf(minutes: readonly PaceMinute[]): UpgradeAdvice["pace"] {
  const active = minutes.filter(({ clients }) => clients > 0).sort((a, b) => a.at - b.at);
  const [first] = active;
  const last = active.at(-1);
  if (!first || !last) return null;
  const peak = active.reduce((most, minute) => (minute.clients > most.clients ? minute : most), first);
  return {
    clients: active.reduce((sum, { clients }) => sum + clients, 0),
    peakPerMinute: peak.clients,
    peakAt: peak.at,
    typicalPerMinute: median(active.map(({ clients }) => clients)),
    activeMinutes: active.length,
    fromAt: first.at,
    untilAt: last.at + 60_000,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function tightestOf(limits: readonly LimitAdvice[]): UpgradeAdvice["tightest"] {
  const known = limits.flatMap(({ limit, perMinute }) => (perMinute === null ? [] : [{ limit, perMinute }]));
  const [first] = known;
  if (!first) return null;
  const least = known.reduce((lowest, each) => (each.perMinute < lowest.perMinute ? each : lowest), first);
  return { ...least, complete: known.length === limits.length };
}
