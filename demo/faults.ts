/** What can be broken on demand, and for how many answers. */

/**
 * Every fault with what its value means and the value where none is given.
 * `tooMany`: 429, seconds of Retry-After. `unknownParameter`: lists answer 401, as if a parameter were not known. `serverError`: 500.
 * `slow`: milliseconds before each answer. `truncated`: share of the body that arrives. `tokenExpiry`: a token is good for so many
 * requests. `changingPages`: so many clients go and come before each page but the first. `clockSkew`: seconds that the appliance's
 * clock is ahead. `down`: no answer at all. `lostRights`: sees one client in so many. `forbidden`: 403. `hugeBody`: bytes of padding.
 * `redirect`: where to. `entityBomb`: XML answers are a document whose entities grow a thousand millionfold.
 */
export const faultDefaults = {
  tooMany: 2,
  unknownParameter: 1,
  serverError: 1,
  slow: 3_000,
  truncated: 0.6,
  tokenExpiry: 3,
  changingPages: 5,
  clockSkew: 300,
  down: 1,
  lostRights: 10,
  forbidden: 1,
  hugeBody: 64 * 1024 * 1024,
  redirect: "http://169.254.169.254/latest/meta-data/",
  entityBomb: 1,
} as const satisfies Record<string, number | string>;

export type FaultName = keyof typeof faultDefaults;
type FaultValue<N extends FaultName> = N extends "redirect" ? string : number;

export interface FaultSetting {
  value?: number | string;
  /** How many answers it spoils; for ever where it is not said. */
  times?: number;
  /** Only where the path contains this text. */
  path?: string;
}

interface Fault {
  value: number | string;
  left: number;
  path: string;
}

export class Faults {
  readonly #on = new Map<FaultName, Fault>();

  /** Breaks something. Throws where the value is of the wrong type. */
  set(
    name: FaultName,
    { value = faultDefaults[name], times = Number.POSITIVE_INFINITY, path = "" }: FaultSetting = {},
  ): void {
    if (typeof value !== typeof faultDefaults[name])
      throw new Error(`The value of ${name} is a ${typeof faultDefaults[name]}.`);
    this.#on.set(name, { value, left: times, path });
  }

  /** Mends it. */
  clear(name: FaultName): void {
    this.#on.delete(name);
  }

  clearAll(): void {
    this.#on.clear();
  }

  /** The value of a fault that is on for this path, without counting it; null where it is off. */
  look<N extends FaultName>(name: N, path: string): FaultValue<N> | null {
    const fault = this.#on.get(name);
    return fault && path.includes(fault.path) ? (fault.value as FaultValue<N>) : null;
  }

  /** The same, counted as one spoilt answer. */
  take<N extends FaultName>(name: N, path: string): FaultValue<N> | null {
    const value = this.look(name, path);
    const fault = this.#on.get(name);
    if (value !== null && fault && --fault.left <= 0) this.#on.delete(name);
    return value;
  }

  /** What is on, for people. */
  list(): Record<string, { value: number | string; times: number | null; path: string }> {
    return Object.fromEntries(
      [...this.#on].map(([name, { value, left, path }]) => [
        name,
        { value, times: Number.isFinite(left) ? left : null, path },
      ]),
    );
  }
}

/** True for a name of `faultDefaults`. */
export function isFaultName(name: unknown): name is FaultName {
  return typeof name === "string" && Object.hasOwn(faultDefaults, name);
}
