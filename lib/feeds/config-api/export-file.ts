/**
 * Makes of a finished walk the two files that an import reads: Jump Clients and Jumpoints, each a list of its own, because
 * each is complete or not by itself. UTF-8 CSV, every cell quoted, sorted by id: the same fleet gives the same bytes.
 */
import { jumpClientCells, jumpClientHeadings, jumpointCells, jumpointHeadings } from "./export-cells";
import type { JumpClient } from "./jump-client";
import type { Jumpoint, JumpointNode } from "./jumpoint";
import type { Batch, Walk } from "./walk-state";

export interface ExportFiles {
  jumpClients: string;
  jumpoints: string;
  /** Rows below the headings. */
  counts: { jumpClients: number; jumpoints: number };
}

/**
 * Of a list that was seen whole the rows of its last pass count; of another one every row that came, the newest of each
 * client. Jumpoints that were removed meanwhile are left out.
 * @param batches as they were handed out, in any order
 */
export function exportFiles(walk: Walk, batches: Iterable<Batch>): ExportFiles {
  const clients = new Map<number, JumpClient>();
  const jumpoints = new Map<number, Jumpoint>();
  const nodes = new Map<number, JumpointNode[] | null>();
  for (const batch of [...batches].sort((one, other) => one.order - other.order)) {
    if (batch.list === "node") {
      if (batch.isGone) jumpoints.delete(batch.jumpointId);
      else nodes.set(batch.jumpointId, batch.nodes);
      continue;
    }
    const end = walk.ended[batch.list];
    if (end?.complete && batch.pass !== end.passes) continue;
    if (batch.list === "jump-client") for (const row of batch.rows) clients.set(row.id, row);
    else for (const row of batch.rows) jumpoints.set(row.id, row);
  }
  const clientRows = inOrder(clients).map((client) => {
    const cells = jumpClientCells(client, walk.groupNames);
    return jumpClientHeadings.map((heading) => cells[heading]);
  });
  const jumpointRows = inOrder(jumpoints).map((jumpoint) => {
    const cells = jumpointCells(jumpoint, nodes.get(jumpoint.id) ?? null);
    return jumpointHeadings.map((heading) => cells[heading]);
  });
  return {
    jumpClients: csv([jumpClientHeadings, ...clientRows]),
    jumpoints: csv([jumpointHeadings, ...jumpointRows]),
    counts: { jumpClients: clientRows.length, jumpoints: jumpointRows.length },
  };
}

function inOrder<Row extends { id: number }>(rows: ReadonlyMap<number, Row>): Row[] {
  return [...rows.values()].sort((one, other) => one.id - other.id);
}

function csv(records: readonly (readonly string[])[]): string {
  return records.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

// Built from code points so that no invisible character stands in this file: control characters but tab and line feed.
const unwanted = "\\u0000-\\u0008\\u000b-\\u001f\\u007f";
const controls = new RegExp(`[${unwanted}]`, "g");

/** Without what would make the file no text; a formula gets an apostrophe before it, which the reader takes off again. */
function quoted(cell: string): string {
  const text = cell.replace(controls, "");
  const guarded = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}
