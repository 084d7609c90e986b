/** What one line of an export file says once it has been read, or why it could not be read. */

import type { Availability, ClientKind, ConnectionType } from "@/lib/core/client";

/**
 * One accepted row. Instants are epoch milliseconds. `connectedAt` is the latest *dated* connection in the
 * row (connect date, disconnect date, date in the status details); being online when the export was made is
 * told apart, in `online` (null: the row does not say).
 */
export interface ExportRow {
  /** Physical line where the row starts; the first line of the file is 1. */
  line: number;
  kind: ClientKind;
  vendorId: string | null;
  name: string | null;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  connectedAt: number | null;
  /** Start of the latest connection (connect date, "online since"), where known. */
  connectedFromAt: number | null;
  online: boolean | null;
  /** Oldest and newest of the dates in the row (connect, disconnect, status details, last accessed). */
  earliestAt: number | null;
  newestAt: number | null;
  needsUpdate: boolean | null;
  /** The update need stands there in a word that nobody can read: no connection in this row proves a check-in. */
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  /** Everything else the row says: fixed keys for known fields, the file's own heading for unknown ones. */
  attributes: Record<string, string>;
  /** The newest date was written without an offset, so that the zone assumed for the file placed it. */
  newestIsLocal: boolean;
  /** The row says who it is and nothing else that can be read: it was listed, and every fact above is null. `column` holds what could not be read. */
  unreadable: { column: string | null } | null;
  /** It was refused and stands here only because its client was listed. */
  rejected: boolean;
  /** Its cells may have slipped, so it is no reason to register anybody: it only speaks of a client that is known. */
  knownOnly: boolean;
}

export type MessageParams = Record<string, string | number>;

/** A row that could not be taken; `code` and `params` choose a sentence of the message catalogue. */
export interface Reject {
  line: number;
  column: string | null;
  code: RejectCode;
  params: MessageParams;
  /** The row as it stood in the file, at most 500 characters. */
  raw: string;
}

export type RejectCode =
  | "too_many_cells"
  | "malformed_quotes"
  | "no_identity"
  | "unknown_kind"
  | "unreadable_date"
  | "unreadable_status"
  | "impossible_date"
  | "wrong_date_order"
  | "future_date";

/** Something to be told about a line that is no reason to refuse it; `code` and `params` choose a sentence of the message catalogue. */
export interface Notice {
  line: number;
  column: string | null;
  code: NoticeCode;
  params: MessageParams;
}

/** What became of the line that a notice tells of. */
export const noticeCodes = {
  /** The row was read; something in it was not. */
  unread_word: "noticed",
  unread_cell: "noticed",
  implausible_date: "noticed",
  unproven_date: "noticed",
  extra_cells: "noticed",
  short_row: "noticed",
  loose_quotes: "noticed",
  placeholder: "noticed",
  new_key: "noticed",
  /** The line is no client. */
  above_headings: "skipped",
  label: "skipped",
  repeated_headings: "skipped",
  footer: "skipped",
  cut_off_line: "skipped",
  /** The line is something else than a client. */
  other_item: "left_out",
  other_block: "left_out",
} as const satisfies Record<string, "noticed" | "skipped" | "left_out">;
export type NoticeCode = keyof typeof noticeCodes;

/** Why a file cannot be read at all; `code` and `params` choose a sentence of the message catalogue. */
export interface FileProblem {
  code: FileProblemCode;
  params: MessageParams;
}

export type FileProblemCode =
  | "empty"
  | "blank"
  | "spreadsheet"
  | "spreadsheet_xml"
  | "zip"
  | "gzip"
  | "archive"
  | "office_document"
  | "pdf"
  | "image"
  | "html"
  | "xml"
  | "json"
  | "rtf"
  | "binary"
  | "utf16_without_bom"
  | "utf32"
  | "single_column"
  | "not_a_table"
  | "api_error"
  | "broken_json"
  | "took_too_long"
  | "only_other_items"
  | "too_many_columns"
  | "too_many_rows"
  | "line_too_long"
  | "field_too_long"
  | "mapping_unknown_heading"
  | "mapping_unknown_field"
  | "mapping_field_twice";
