/** Lets so many pieces of work go on at a time; the others wait in the order in which they came. */

/** Ends a turn; a second call does nothing. */
export type EndTurn = () => void;

export class Turns {
  #going = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  /** Resolves when it is one's turn; what is returned must be called when the work is done, whatever became of it. */
  async take(patience?: AbortSignal): Promise<EndTurn> {
    if (this.#going >= this.atOnce) await this.#wait(patience);
    else this.#going++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#pass();
    };
  }

  /** Does `work` in its turn. */
  async in<T>(work: () => Promise<T>): Promise<T> {
    const end = await this.take();
    try {
      return await work();
    } finally {
      end();
    }
  }

  #wait(patience?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const mine = () => {
        patience?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(mine), 1);
        reject(patience?.reason);
      };
      this.#waiting.push(mine);
      patience?.addEventListener("abort", leave, { once: true });
    });
  }

  /** The turn goes to the next in line, after whatever else the process has to do at the moment. */
  #pass(): void {
    setImmediate(() => {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#going--;
    });
  }
}

/** The turns of this name in this process: one even where Next loads this module more than once. */
export function turnsOf(name: string, atOnce: number): Turns {
  const kept = globalThis as { rollcallTurns?: Map<string, Turns> };
  kept.rollcallTurns ??= new Map();
  const turns = kept.rollcallTurns.get(name) ?? new Turns(atOnce);
  kept.rollcallTurns.set(name, turns);
  return turns;
}
