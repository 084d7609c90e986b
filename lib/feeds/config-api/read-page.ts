/** Reads one page of a list of the Configuration API: its rows, whom they are about, and where it stands among the pages. Pure. */
import { type JumpClient, readJumpClient } from "./jump-client";
import { type JumpGroup, readJumpGroup } from "./jump-group";
import { type Jumpoint, readJumpoint } from "./jumpoint";
import { readPagePlace } from "./page-headers";
import type { ListPage } from "./pass-state";
import type { PagedList } from "./walk-state";

export type PageRows =
  | { list: "jump-client"; rows: JumpClient[] }
  | { list: "jumpoint"; rows: Jumpoint[] }
  | { list: "jump-group"; rows: JumpGroup[] };

export type PageReading =
  /** `unreadable`: rows by `list.field`. */
  | { page: ListPage; rows: PageRows; unreadable: Record<string, number> }
  /** The answer is no page of the list that was asked for; a sentence. */
  | { refused: string };

/** @param asked as in `readPagePlace` */
export function readPage(
  list: PagedList,
  answer: { headers: Readonly<Record<string, string>>; json: unknown },
  asked: { baseUrl: string; path: string; perPage: number },
): PageReading {
  if (!Array.isArray(answer.json)) return { refused: `The appliance answered no list of ${list} records.` };
  if (answer.json.length > asked.perPage) {
    return {
      refused: `The appliance answered ${answer.json.length} rows where ${asked.perPage} were asked for.`,
    };
  }
  const placed = readPagePlace(answer.headers, asked);
  if ("refused" in placed) return placed;
  const rows = readRows(list, answer.json);
  const ids = rows.rows.map(({ id }) => id);
  const nobody = answer.json.length - ids.length;
  const unreadable: Record<string, number> = {};
  for (const row of rows.rows) {
    for (const [field, value] of Object.entries(row)) {
      const key = `${list}.${field}`;
      if (value === "unreadable" && deciding.has(field)) unreadable[key] = (unreadable[key] ?? 0) + 1;
    }
  }
  return { page: { ids, nobody, place: placed.place }, rows, unreadable };
}

function readRows(list: PagedList, values: readonly unknown[]): PageRows {
  switch (list) {
    case "jump-client":
      return { list, rows: values.map(readJumpClient).filter((row) => row !== null) };
    case "jumpoint":
      return { list, rows: values.map(readJumpoint).filter((row) => row !== null) };
    case "jump-group":
      return { list, rows: values.map(readJumpGroup).filter((row) => row !== null) };
  }
}

/** Fields that are a `Reading`; a name or a comment may be that word as well. */
const deciding: ReadonlySet<string> = new Set<keyof JumpClient | keyof Jumpoint>([
  "lastConnectAt",
  "lastDisconnectAt",
  "needsUpdate",
  "isLost",
  "connectionType",
  "unavailableReason",
  "connected",
  "clustered",
]);
