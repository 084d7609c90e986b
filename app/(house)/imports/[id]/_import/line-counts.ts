/** What became of the lines of a file, as the parts of one picture. */
import { type NoticeCode, noticeCodes } from "@/lib/intake/export-file/rows/row";
import type { ImportDetail } from "@/lib/intake/queries";
import type { LinePart } from "../../_list/import-href";

export type PartCounts = Record<LinePart, number>;

/** The counts; null while nothing was read. Imports of an earlier version kept no more than read and rejected. */
export function partCounts(
  found: Pick<ImportDetail, "lines" | "rowsTotal" | "rowsAccepted" | "rowsRejected">,
): PartCounts | null {
  const { lines, rowsTotal, rowsAccepted, rowsRejected } = found;
  if (lines === null && rowsTotal === 0) return null;
  const noticed = Math.min(lines?.noticed ?? 0, rowsAccepted);
  return {
    read: rowsAccepted - noticed,
    noticed,
    rejects: rowsRejected,
    left_out: lines?.leftOut ?? 0,
    skipped: lines?.skipped ?? 0,
  };
}

/** The part of the picture that a notice tells of. */
export function partOfNotice(code: NoticeCode): "noticed" | "left_out" | "skipped" {
  return noticeCodes[code];
}

/** The notices of a part. */
export function codesOfPart(part: "noticed" | "left_out" | "skipped"): NoticeCode[] {
  return (Object.keys(noticeCodes) as NoticeCode[]).filter((code) => noticeCodes[code] === part);
}
