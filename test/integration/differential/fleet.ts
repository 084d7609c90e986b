/** The clients of one history, and what the export files of it say of them, as cells and as what the cells mean. */
import type { Availability, ClientKind, ConnectionType } from "@/lib/core/client";

/** A client as its endpoint knows it. By id where it has one, else by its host: no two share a kind and that. */
export interface FleetClient {
  kind: ClientKind;
  host: string;
  vendorId: string | null;
}

/** `twin`: a second client, with an id of its own, on the host of the one before it. */
export interface ClientSeed {
  kind: ClientKind;
  identity: "host" | "id" | "twin";
}

export function fleetOf(seeds: readonly ClientSeed[]): FleetClient[] {
  const fleet: FleetClient[] = [];
  for (const [place, { kind, identity }] of seeds.entries()) {
    const vendorId = identity === "host" ? null : String(100 + place);
    const sibling = identity === "twin" ? fleet.findLast((each) => each.vendorId !== null) : undefined;
    fleet.push(
      sibling
        ? { kind: sibling.kind, host: sibling.host, vendorId }
        : { kind, host: `pc-${place}`, vendorId },
    );
  }
  return fleet;
}

export const hourMs = 3_600_000;

/** What one row says, besides who it is about. */
export interface Cells {
  seen: keyof typeof statusWords;
  /** How long before the export the date in its status lies; none says so but those that have one. */
  hoursBefore: number;
  /** The date lies at the installation of the newest release instead, or a second before or after it. */
  atRelease: -1 | 0 | 1 | null;
  type: "" | "active" | "passive";
  group: "" | "Berlin" | "Lisbon" | "Oslo";
  needsUpdate: "" | "1" | "0" | "maybe";
  unavailable: "" | "disabled" | "uninstalled" | "available";
  system: "" | "Windows 10" | "Windows 11";
  isRenamed: boolean;
}

/** The columns that a file has besides those that every one has. */
export interface Columns {
  type: boolean;
  group: boolean;
  needsUpdate: boolean;
  unavailable: boolean;
  system: boolean;
}

/** The words of Status Details. `refused`: no row is taken with such a cell, and it was listed only. */
const statusWords = {
  online: { text: (date: string) => `Online since ${date}`, online: true, dated: true, refused: false },
  offline: { text: (date: string) => `Offline since ${date}`, online: false, dated: true, refused: false },
  onlineNow: { text: () => "Online", online: true, dated: false, refused: false },
  offlineNow: { text: () => "Offline", online: false, dated: false, refused: false },
  never: { text: () => "Never connected", online: false, dated: false, refused: false },
  nothing: { text: () => "", online: null, dated: false, refused: false },
  unreadWord: { text: () => "gibberish", online: null, dated: false, refused: true },
  unreadDate: { text: () => "Offline since 2026-13-45 08:00:00", online: null, dated: false, refused: true },
} as const;

export const seenWords = Object.keys(statusWords) as (keyof typeof statusWords)[];

/** A row of a file: who it is about, and what it proves. Instants in epoch milliseconds. */
export interface SaidRow {
  /** The place of its client in the fleet. */
  who: number;
  line: number;
  kind: ClientKind;
  vendorId: string | null;
  name: string;
  hostname: string;
  group: string | null;
  attributes: Record<string, string>;
  connectedAt: number | null;
  connectedFromAt: number | null;
  online: boolean | null;
  earliestAt: number | null;
  needsUpdate: boolean | null;
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  /** Rule 18: it says who it is about and nothing else; then all facts above are null. */
  unreadable: { column: string | null } | null;
}

/** A file as bytes, and what it says. */
export interface ExportFile {
  text: string;
  rows: SaidRow[];
  columns: Columns;
}

/** Writes a file of these rows; `exportedAt` is what their dates are counted from. */
export function writeExport(
  fleet: readonly FleetClient[],
  listed: readonly { who: number; cells: Cells }[],
  columns: Columns,
  at: { exportedAt: number; installedAt: number | null },
  mark: number,
): ExportFile {
  const headings = ["Client ID", "Name", "Hostname", "Kind", "Status Details"];
  if (columns.type) headings.push("Connection Type");
  if (columns.group) headings.push("Group");
  if (columns.needsUpdate) headings.push("needs_update");
  if (columns.unavailable) headings.push("unavailable_reason");
  if (columns.system) headings.push("Operating System");
  const lines = [headings.join(",")];
  const rows: SaidRow[] = [];
  for (const { who, cells } of listed) {
    const client = fleet[who];
    if (!client) continue;
    const row = readCells(client, who, lines.length + 1, cells, columns, at);
    rows.push(row.said);
    lines.push(row.cells.join(","));
  }
  // Two files are never the same bytes, even where they say the same.
  return { text: `${lines.join("\r\n")}\r\n${" ".repeat(mark)}\r\n`, rows, columns };
}

function readCells(
  client: FleetClient,
  who: number,
  line: number,
  cells: Cells,
  columns: Columns,
  { exportedAt, installedAt }: { exportedAt: number; installedAt: number | null },
): { said: SaidRow; cells: string[] } {
  const status = statusWords[cells.seen];
  const boundary =
    cells.atRelease === null || installedAt === null ? null : installedAt + cells.atRelease * 1_000;
  const date =
    boundary !== null && boundary <= exportedAt ? boundary : exportedAt - cells.hoursBefore * hourMs;
  const dateText = new Date(date).toISOString().slice(0, 19).replace("T", " ");
  const name = cells.isRenamed ? `renamed ${who}` : `client ${who}`;
  const statusText = status.text(dateText);
  const written = [client.vendorId ?? "", name, client.host, client.kind, statusText];
  const attributes: Record<string, string> = {};
  const keep = (has: boolean, key: string | null, text: string): string | null => {
    if (!has) return null;
    written.push(text);
    if (text === "") return null;
    if (key !== null) attributes[key] = text;
    return text;
  };
  // Its own words are not kept: they change from list to list, and the facts say what they mean.
  const type = keep(columns.type, "connection_type", cells.type);
  const group = keep(columns.group, null, cells.group);
  const needs = keep(columns.needsUpdate, "needs_update", cells.needsUpdate);
  const unavailable = keep(columns.unavailable, "unavailable_reason", cells.unavailable);
  keep(columns.system, "operating_system", cells.system);
  const about = {
    who,
    line,
    kind: client.kind,
    vendorId: client.vendorId,
    name,
    hostname: client.host,
    group,
  };
  if (status.refused) {
    const unreadable = { column: "Status Details" };
    return { said: { ...about, ...noFactsSaid, attributes: {}, unreadable }, cells: written };
  }
  const dated = status.dated ? date : null;
  return {
    said: {
      ...about,
      attributes,
      connectedAt: dated,
      connectedFromAt: status.online === true ? dated : null,
      online: status.online,
      earliestAt: dated,
      needsUpdate: needs === "1" ? true : needs === "0" ? false : null,
      needsUpdateUnread: needs === "maybe",
      connectionType: type as ConnectionType | null,
      availability: unavailable as Availability | null,
      unreadable: null,
    },
    cells: written,
  };
}

const noFactsSaid = {
  connectedAt: null,
  connectedFromAt: null,
  online: null,
  earliestAt: null,
  needsUpdate: null,
  needsUpdateUnread: false,
  connectionType: null,
  availability: null,
} as const;
