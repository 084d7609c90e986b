/** Changes of state that one cause brings to many members, a row for each block of clients (`transition_block`). */
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { blockOf, placeOf } from "@/lib/evidence/snapshot-block";
import { copyBinary } from "@/lib/platform/copy-binary";
import type { Tx } from "@/lib/platform/db";
import { Rests, type Told } from "./rests";
import { placeOfCode, placeOfState } from "./stored-names";

/** One member's change. `from` null: it was no member. */
interface Change {
  place: number;
  from: MemberState | null;
  to: MemberState;
  code: ReasonCode;
  told: Told;
}

interface Block {
  rests: Rests;
  changes: Change[];
}

/** Collects changes and writes them. */
export class TransitionBlocks {
  private readonly blocks = new Map<number, Block>();

  /** Where the reasons of a client's block are put away. */
  restsOf(clientId: number): Rests {
    return this.blockOf(clientId).rests;
  }

  add(clientId: number, change: Omit<Change, "place">): void {
    this.blockOf(clientId).changes.push({ place: placeOf(clientId), ...change });
  }

  /** Writes what was added since, with its cause and time (epoch milliseconds). */
  async write(tx: Tx, rolloutId: number, cause: string, now: number): Promise<void> {
    const blocks = [...this.blocks].filter(([, { changes }]) => changes.length > 0);
    this.blocks.clear();
    if (blocks.length === 0) return;
    const columns = "rollout_id, block, cause, at, who, from_state, to_state, reason, told_at, rest, rests";
    await copyBinary(tx, `transition_block (${columns})`, function* (rows) {
      for (const [block, { rests, changes }] of blocks) {
        const places = (of: (change: Change) => number) => Int16Array.from(changes, of);
        rows.row(11);
        rows.int4(rolloutId);
        rows.int4(block);
        rows.text(cause);
        rows.instant(now);
        rows.ints(places(({ place }) => place));
        rows.ints(places(({ from }) => placeOfState(from)));
        rows.ints(places(({ to }) => placeOfState(to)));
        rows.ints(places(({ code }) => placeOfCode(code)));
        rows.longs(Float64Array.from(changes, ({ told }) => told.at));
        rows.ints(places(({ told }) => told.rest));
        rows.jsonb(rests.json());
        yield undefined;
      }
    });
  }

  private blockOf(clientId: number): Block {
    const number = blockOf(clientId);
    let block = this.blocks.get(number);
    if (!block) {
      block = { rests: new Rests(), changes: [] };
      this.blocks.set(number, block);
    }
    return block;
  }
}
