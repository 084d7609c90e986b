/**
 * Reasons as they are told, put away for many members at once: what a reason rests on is the same for most of them but for the last
 * connection. So a block holds the different rests once, and for each member which, and its last connection.
 */
import type { ReasonInputs } from "@/lib/core/judging/rule";
import type { ReasonCode } from "@/lib/core/reasons";
import type { StoredReason } from "./explain";

/** What was told of one member. `at`: the last connection, epoch milliseconds, NaN for none; `rest`: -1 where nothing was told. */
export interface Told {
  at: number;
  rest: number;
}

/** Nothing told. */
export const untold: Told = { at: Number.NaN, rest: -1 };

/** The different rests of a block. */
export class Rests {
  private readonly places = new Map<string, number>();

  /** Puts a reason's inputs away. */
  keep({ lastConnectedAt, ...rest }: ReasonInputs): Told {
    const text = JSON.stringify(rest);
    const known = this.places.get(text);
    const place = known ?? this.places.size;
    if (known === undefined) this.places.set(text, place);
    return { at: typeof lastConnectedAt === "number" ? lastConnectedAt : Number.NaN, rest: place };
  }

  /** All of them, as JSON. */
  json(): string {
    return `[${[...this.places.keys()].join(",")}]`;
  }
}

/** The reason that was put away; the lines of its sources are still to be looked up (`withLines`). */
export function toldReason(code: ReasonCode, toldAt: number | null, rest: ReasonInputs | null): StoredReason {
  return { code, inputs: { ...rest, ...(toldAt === null ? {} : { lastConnectedAt: toldAt }) } };
}
