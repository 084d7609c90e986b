/** Remembers how the names of a list are written, so that one more of them is known from a footer. */

import { cut } from "./clean-text";

export interface NameShapes {
  learn(name: string): void;
  /** True once nothing more is learnt. */
  isFull(): boolean;
  /** True if a name written like this one has been seen. */
  has(text: string): boolean;
}

const learntNames = 500;
const nameChars = 80;

/**
 * The shape of a name is its letters and digits counted as one each: "TILL-1" and "DESK-20" are alike. Only
 * names with a digit or a dash, dot or underscore have one: a word alone could be anything.
 */
export function nameShapes(): NameShapes {
  const shapes = new Set<string>();
  let learnt = 0;
  return {
    learn(name) {
      if (learnt >= learntNames) return;
      learnt += 1;
      const shape = shapeOf(name);
      if (shape !== null) shapes.add(shape);
    },
    isFull: () => learnt >= learntNames,
    has(text) {
      const shape = shapeOf(text);
      return shape !== null && shapes.has(shape);
    },
  };
}

function shapeOf(name: string): string | null {
  const text = cut(name.trim(), nameChars + 1);
  if (text.length > nameChars || !/[\d._-]/.test(text)) return null;
  return text.replace(/\p{L}+/gu, "a").replace(/\p{N}+/gu, "9");
}
