/** Counts the notices of a file by what they say and where, so that a page can tell of a million lines in one. */
import type { MessageParams, Notice, NoticeCode } from "./export-file/rows/row";

/** Notices of one sort in one column. `line` and `params` are those of the first. */
export interface NoticeCount {
  code: NoticeCode;
  column: string | null;
  count: number;
  line: number;
  params: MessageParams;
}

/** At most so many sorts are told apart; a file with more has a fault that more lines would not explain better. */
const sortsAtMost = 500;

/** Sorts told apart by the word itself: each is another thing to be read. */
const byValue: ReadonlySet<NoticeCode> = new Set<NoticeCode>(["unread_word", "other_item", "placeholder"]);

/** A counter that notices are given to as they come. */
export function noticeCounter(): { add(notice: Notice): void; counts(): NoticeCount[] } {
  const found = new Map<string, NoticeCount>();
  return {
    add({ line, column, code, params }) {
      const key = JSON.stringify([code, column, byValue.has(code) ? params.value : null]);
      const known = found.get(key);
      const lines = typeof params.lines === "number" ? params.lines : 1;
      if (known) known.count += lines;
      else if (found.size < sortsAtMost) found.set(key, { code, column, count: lines, line, params });
    },
    counts: () => [...found.values()].sort((a, b) => a.line - b.line),
  };
}
