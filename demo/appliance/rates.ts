/** How often an API account may ask: 20 requests a second and 15,000 an hour (vendor specification, "Request rate limits"). */

export interface RateLimits {
  perSecond: number;
  perHour: number;
}

export const vendorRates: RateLimits = { perSecond: 20, perHour: 15_000 };

export interface RateVerdict {
  allowed: boolean;
  limit: number;
  /** What is left of the hour. */
  remaining: number;
  retryAfterSeconds: number;
}

interface Counted {
  second: number;
  inSecond: number;
  hour: number;
  inHour: number;
}

/** Counts by account in whole seconds and hours of real time, because whoever asks lives in real time. */
export class Rates {
  readonly #counted = new Map<string, Counted>();

  constructor(
    private readonly limits: RateLimits = vendorRates,
    private readonly realNow: () => number = Date.now,
  ) {}

  /** Counts one request. One that is refused is not counted. */
  count(account: string): RateVerdict {
    const now = this.realNow();
    const second = Math.floor(now / 1_000);
    const hour = Math.floor(now / 3_600_000);
    const { perSecond, perHour } = this.limits;
    const counted = this.#counted.get(account) ?? { second, inSecond: 0, hour, inHour: 0 };
    this.#counted.set(account, counted);
    if (counted.second !== second) Object.assign(counted, { second, inSecond: 0 });
    if (counted.hour !== hour) Object.assign(counted, { hour, inHour: 0 });
    const allowed = counted.inSecond < perSecond && counted.inHour < perHour;
    if (allowed) {
      counted.inSecond++;
      counted.inHour++;
    }
    const retryAfterSeconds = counted.inHour < perHour ? 1 : (hour + 1) * 3_600 - second;
    return { allowed, limit: perHour, remaining: perHour - counted.inHour, retryAfterSeconds };
  }
}
