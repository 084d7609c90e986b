/** Simulated time: runs at a speed, stands still, leaps ahead, and never goes back. */

export interface ClockOptions {
  /** Where it begins, epoch milliseconds. */
  start: number;
  /** Simulated seconds in a real one: 144 is a day in ten minutes. */
  speed?: number;
  paused?: boolean;
  /** It does not run past this; once there it keeps pace with it. */
  notBeyond?: () => number;
  /** Real time in milliseconds, for tests of the clock itself. */
  realNow?: () => number;
}

export class Clock {
  readonly #realNow: () => number;
  readonly #notBeyond: () => number;
  #at: number;
  #since: number;
  #speed: number;
  #paused: boolean;

  constructor({ start, speed = 144, paused = false, notBeyond, realNow = Date.now }: ClockOptions) {
    this.#realNow = realNow;
    this.#notBeyond = notBeyond ?? (() => Number.POSITIVE_INFINITY);
    this.#at = start;
    this.#since = realNow();
    this.#speed = checked(speed);
    this.#paused = paused;
  }

  get speed(): number {
    return this.#speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** The simulated instant, epoch milliseconds, in whole seconds as the appliance's dates are. */
  now(): number {
    const real = this.#realNow();
    if (!this.#paused) {
      const ahead = this.#at + Math.max(0, real - this.#since) * this.#speed;
      this.#at = Math.max(this.#at, Math.min(ahead, this.#notBeyond()));
    }
    this.#since = real;
    return Math.floor(this.#at / 1_000) * 1_000;
  }

  /** Throws where the speed is not a number above 0 and up to 100,000. */
  setSpeed(speed: number): void {
    this.now();
    this.#speed = checked(speed);
  }

  pause(): void {
    this.now();
    this.#paused = true;
  }

  resume(): void {
    this.now();
    this.#paused = false;
  }

  /** Throws where the instant lies in the simulated past, or beyond what the clock may reach. */
  jumpTo(instant: number): void {
    if (!Number.isFinite(instant) || instant < this.now())
      throw new Error("Simulated time does not go back.");
    if (instant > this.#notBeyond()) throw new Error("Simulated time may not run ahead of real time here.");
    this.#at = instant;
  }
}

function checked(speed: number): number {
  if (!(speed > 0 && speed <= 100_000)) throw new Error("The speed is a number above 0, 100,000 at most.");
  return speed;
}
