import { describe, expect, test } from "vitest";
import * as words from "@/lib/intake/export-file/cells/cell-words";
import * as clean from "@/lib/intake/export-file/cells/clean-text";
import { zoneOfWord } from "@/lib/intake/export-file/dates/local-time";
import { orderEvidence } from "@/lib/intake/export-file/dates/order-evidence";
import { readInstant } from "@/lib/intake/export-file/dates/read-date";

/** Everything that a cell of any length is given to. */
const readers: Record<string, (text: string) => unknown> = {
  readInstant: (text) => readInstant(text, { zone: "Europe/Berlin", order: null, now: 0 }),
  orderEvidence: (text) => orderEvidence(text, 0),
  zoneOfWord,
  readYesNo: words.readYesNo,
  readKind: words.readKind,
  readConnectionType: words.readConnectionType,
  readUnavailableReason: words.readUnavailableReason,
  isNoValue: words.isNoValue,
  isNoDate: words.isNoDate,
  isPlaceholder: words.isPlaceholder,
  isPlaceholderId: words.isPlaceholderId,
  identityText: clean.identityText,
  identityId: clean.identityId,
  comparisonKey: clean.comparisonKey,
  shownText: clean.shownText,
  bareText: clean.bareText,
  cleanCell: clean.cleanCell,
  capRaw: clean.capRaw,
  oneLine: clean.oneLine,
};

/** Pieces that a pattern could go over again and again: beginnings without an end, runs without what should follow. */
const pieces = [
  ..." |0|1|-1|1 |1/|1.|1,|20/11/2026 |1/1/|a|A |mar |mar. |nov |20 nov |am |1 p|1 a. m|l'|h|14:02 |14h|T|+01:00|utc+|gmt+0100 (|(|)|( |[|]|][|[a][|{|<|<1>|>.".split(
    "|",
  ),
  ...'\'|"|="|=|""|`|#|#A|?|!|.!|-|- |--|_|,|;|, ;|/|\\|/Date(|Date(1|e+|1e+5|0.|0,0|0-0|never |not |\u00e9|\u0301|e\u0301|\u00a0|\u200e|1\u200e|\u200e/|\u2212|\ufdfa|\u0130|🙂|\ud800|\n|\t|\r|\u0000'.split(
    "|",
  ),
];
const ends = ["", "x", "1", '"'];
const sizes = [2_500, 10_000, 40_000] as const;

/** Time that this process worked: others on the machine do not count. */
function milliseconds(read: (text: string) => unknown, text: string): number {
  const start = process.cpuUsage();
  read(text);
  return process.cpuUsage(start).user / 1_000;
}

/** Four times the text in a good four times the time; below a few milliseconds a clock tells little. */
function isLinear(read: (text: string) => unknown, piece: string, end: string): boolean {
  const [small, medium, large] = sizes.map((size) =>
    milliseconds(read, piece.repeat(Math.ceil(size / piece.length)) + end),
  ) as [number, number, number];
  return medium < 8 * small + 10 && large < 8 * medium + 10;
}

/** Tidying of memory may fall into one run, never into all of them. */
const tries = 6;

describe("a cell of any text and length is read in time that grows no faster than its length", () => {
  test.each(Object.keys(readers))("%s", (name) => {
    const read = readers[name] as (text: string) => unknown;
    const slow = pieces.flatMap((piece) =>
      ends.flatMap((end) =>
        Array.from({ length: tries }).some(() => isLinear(read, piece, end)) ? [] : [{ piece, end }],
      ),
    );
    expect(slow).toEqual([]);
  });
});
