"use client";
/** Rows that somebody has chosen: one by one, or from the last one on (shift). */
import { useRef, useState } from "react";

interface Selection {
  has(id: number): boolean;
  /** `isRange`: all from the one that was chosen last up to this one. */
  toggle(id: number, isRange: boolean): void;
  selectAll(): void;
  clear(): void;
}

/** `ids`: those that can be chosen, in their order. */
export function useSelection(ids: readonly number[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const last = useRef<number | null>(null);
  const there = new Set(ids);

  function toggle(id: number, isRange: boolean): void {
    if (!there.has(id)) return;
    const next = new Set(chosen);
    const from = last.current === null ? -1 : ids.indexOf(last.current);
    if (isRange && from >= 0) {
      const to = ids.indexOf(id);
      for (const each of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(each);
    } else if (!next.delete(id)) next.add(id);
    last.current = id;
    setChosen(next);
  }

  return {
    has: (id) => chosen.has(id) && there.has(id),
    toggle,
    selectAll: () => setChosen(new Set(ids)),
    clear: () => setChosen(new Set()),
  };
}
