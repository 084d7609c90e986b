/** Which list of an import's page its address asks for. */
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { type MemberState, memberStates } from "@/lib/core/member";
import { type NoticeCode, noticeCodes } from "@/lib/intake/export-file/rows/row";
import { type ChangeKind, changeKinds } from "@/lib/intake/queries";
import { type LinePart, lineParts } from "../../_list/import-href";

export interface AskedList {
  part: LinePart | null;
  change: ChangeKind | null;
  state: MemberState | null;
  code: NoticeCode | null;
  column: string | null;
  /** From 1. */
  page: number;
}

type Address = Awaited<SearchParams>;

/** Reads the address; what it does not know counts as not asked. */
export function askedList(address: Address): AskedList {
  const { show, code, column } = address;
  return {
    part: lineParts.find((part) => part === show) ?? null,
    change: changeKinds.find((change) => change === show) ?? null,
    state: show === "outcome" ? (memberStates.find((state) => state === address.state) ?? null) : null,
    code: typeof code === "string" && Object.hasOwn(noticeCodes, code) ? (code as NoticeCode) : null,
    column: typeof column === "string" ? column : null,
    page: idParam(address.page) ?? 1,
  };
}

/** How many rows a page of a list has. */
export const listPageSize = 50;

/** The place of a page. */
export function placeOf(page: number): { limit: number; skip: number } {
  return { limit: listPageSize, skip: (page - 1) * listPageSize };
}
