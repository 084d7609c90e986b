/** What each line of an import said, and who is at a line: out of the rows that wait, or of the snapshot that it is. */
import type { MemberState } from "@/lib/core/member";
import { linesOfSnapshot } from "@/lib/evidence/snapshot-lines";
import { rowsOfSnapshot } from "@/lib/evidence/snapshot-rows";
import type { Ctx } from "@/lib/platform/context";
import { statesOfMembers } from "@/lib/rollout/members/states-of-members";
import type { ImportDetail } from "./queries";

type Import = Pick<ImportDetail, "id" | "status">;

/** What one line said of one client. Instants in epoch milliseconds. `known`: the client is there to be looked at. */
export interface ReadLine {
  line: number;
  clientId: number;
  known: boolean;
  name: string;
  connectedAt: number | null;
  online: boolean | null;
  needsUpdate: boolean | null;
  needsUpdateUnread: boolean;
  /** It says who is there, and nothing else of it could be read. */
  unreadable: boolean;
  /** It may be a client that is known by another name. */
  possibleDuplicate: boolean;
  /** Its state in the rollout asked for; null where it is no member, or none was asked for. */
  state: MemberState | null;
}

interface Page {
  limit: number;
  skip: number;
}

/** Lines that were not rejected, in the order of the file; null where they are not kept. `rolloutId`: whose states are wanted. */
export async function readLines(
  ctx: Ctx,
  found: Import,
  rolloutId: number | null,
  page: Page,
): Promise<ReadLine[] | null> {
  if (found.status === "needs_confirmation") return waitingLines(ctx, found, page);
  if (found.status !== "done") return null;
  const { clientAtLine, rejected } = await linesOfSnapshot(ctx.db, found.id);
  const ids: number[] = [];
  for (let line = 0, passed = 0; line < clientAtLine.length && ids.length < page.limit; line++) {
    const clientId = clientAtLine[line] as number;
    if (clientId !== 0 && !rejected.has(line) && passed++ >= page.skip) ids.push(clientId);
  }
  const [told, named, states] = await Promise.all([
    rowsOfSnapshot(ctx.db, found.id, ids),
    loadNames(ctx, ids),
    rolloutId === null ? new Map<number, MemberState>() : statesOfMembers(ctx.db, rolloutId, ids),
  ]);
  return ids.flatMap((clientId): ReadLine[] => {
    const row = told.get(clientId);
    const client = named.get(clientId);
    if (!row?.says || !client) return [];
    const { online, needsUpdate, needsUpdateUnread, unreadable } = row.says;
    const { line, connectedAt } = row;
    const state = states.get(clientId) ?? null;
    return [{ line, ...client, connectedAt, online, needsUpdate, needsUpdateUnread, unreadable, state }];
  });
}

type Named = Pick<ReadLine, "clientId" | "known" | "name" | "possibleDuplicate">;

async function loadNames(ctx: Ctx, ids: readonly number[]): Promise<Map<number, Named>> {
  const { rows } = await ctx.db.query<Named>(
    `SELECT c.id AS "clientId", n.stands AS known, c.name, c.possible_duplicate AS "possibleDuplicate"
       FROM client c JOIN client_now n ON n.client_id = c.id WHERE c.id = ANY($1::int[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.clientId, row]));
}

/** SQL: of row `r` that waits, its client `c` and what is known of it `n`, if it is there yet. */
const waitingName = `COALESCE(c.name, r.name, r.hostname, r.fqdn, r.vendor_id, '')`;
const waitingClients =
  "import_row r LEFT JOIN client c ON c.id = r.client_id LEFT JOIN client_now n ON n.client_id = c.id";

async function waitingLines(ctx: Ctx, { id }: Import, { limit, skip }: Page): Promise<ReadLine[]> {
  const { rows } = await ctx.db.query<ReadLine>(
    `SELECT r.line, r.client_id AS "clientId", COALESCE(n.stands, false) AS known, ${waitingName} AS name,
            r.connected_at AS "connectedAt", r.online, r.needs_update AS "needsUpdate",
            r.needs_update_unread AS "needsUpdateUnread", r.unreadable, r.possible_duplicate AS "possibleDuplicate", NULL AS state
       FROM ${waitingClients}
      WHERE r.import_id = $1 AND r.client_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM import_reject j WHERE j.import_id = $1 AND j.line = r.line)
      ORDER BY r.line, r.client_id LIMIT $2 OFFSET $3`,
    [id, limit, skip],
  );
  return rows;
}

/** The client that a line is about. */
export interface ClientAtLine {
  line: number;
  clientId: number;
  known: boolean;
  name: string;
}

/** Who stands at these lines; lines that are about no client are not in the answer. */
export async function clientsAtLines(
  ctx: Ctx,
  found: Import,
  lines: readonly number[],
): Promise<ClientAtLine[]> {
  if (lines.length === 0) return [];
  if (found.status === "needs_confirmation") {
    const { rows } = await ctx.db.query<ClientAtLine>(
      `SELECT r.line, r.client_id AS "clientId", COALESCE(n.stands, false) AS known, ${waitingName} AS name
         FROM ${waitingClients}
        WHERE r.import_id = $1 AND r.line = ANY($2) AND r.client_id IS NOT NULL ORDER BY r.line, r.client_id`,
      [found.id, [...lines]],
    );
    return rows;
  }
  if (found.status !== "done") return [];
  const { clientAtLine } = await linesOfSnapshot(ctx.db, found.id);
  const at = [...new Set(lines)]
    .sort((a, b) => a - b)
    .map((line) => ({ line, clientId: clientAtLine[line] ?? 0 }));
  const named = await loadNames(
    ctx,
    at.map(({ clientId }) => clientId),
  );
  return at.flatMap(({ line, clientId }) => {
    const client = named.get(clientId);
    return client ? [{ line, clientId, known: client.known, name: client.name }] : [];
  });
}
