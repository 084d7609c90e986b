/** Remembers what the exact reader made of the words of a row: what condition the client is in, and of which kind it is. */

import { clientKinds } from "@/lib/core/client";
import { packFlags } from "@/lib/evidence/rows/row-flags";
import { conditionReader } from "../rows/read-condition";
import { kindReader } from "../rows/read-kind";
import { placesOf, type RowReader, type RowRules } from "../rows/read-row";
import { listener, sparseCells } from "./ask-cell";

/** What the words of a row come to. */
export interface PlainCondition {
  /** Index into `clientKinds`. */
  kind: number;
  /** Bits of `packFlags` without `online`. */
  flags: number;
  saysOnline: boolean | null;
  datesMayTell: boolean;
  isLost: boolean;
}

/**
 * Asks about all cells of a row that decide; null: something about it must be told, so rows with these words are the exact
 * reader's. That reader also sees the row itself: some of what it does depends on the rows before.
 */
export function conditionAsker(
  rules: RowRules,
  readRow: RowReader,
): (texts: readonly string[]) => PlainCondition | null {
  const places = placesOf(rules.table.columns);
  const conditionOf = conditionReader(places);
  const kindOf = kindReader(places, rules);
  return (texts) => {
    readRow(texts, 0, "clean");
    const told = listener();
    const cells = sparseCells(new Map(texts.entries()));
    const kind = kindOf(cells);
    const condition = conditionOf(cells, told);
    const { saysOnline, datesMayTell, isLost } = condition;
    const isOnlineUnread =
      saysOnline === null && (places.online ?? []).some((column) => cells.oneLine(column) !== "");
    if (told.heard() || kind === null || typeof kind === "object" || isOnlineUnread) return null;
    const { needsUpdate, needsUpdateUnread, connectionType, availability } = condition;
    const flags = packFlags({
      online: null,
      needsUpdate,
      needsUpdateUnread,
      connectionType,
      availability,
      isUnreadable: false,
      rejected: false,
      knownOnly: false,
    });
    return { kind: clientKinds.indexOf(kind), flags, saysOnline, datesMayTell, isLost };
  };
}

/** A tree of numbers: which end a row of meanings leads to. */
export interface MeaningTree {
  /** The place below `node` for this meaning; 0 is the root. -1: the tree is full. */
  step(node: number, meaning: number): number;
}

/** More than `cellAsker` numbers. */
const mostMeanings = 1 << 20;
const mostNodes = 100_000;

export function meaningTree(): MeaningTree {
  const nodes = new Map<number, number>();
  return {
    step(node, meaning) {
      const edge = node * mostMeanings + meaning;
      const known = nodes.get(edge);
      if (known !== undefined) return known;
      if (nodes.size >= mostNodes) return -1;
      nodes.set(edge, nodes.size + 1);
      return nodes.size;
    },
  };
}
