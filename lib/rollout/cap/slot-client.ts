/** Which client an ask for a slot means. */
import { type ClientKind, normaliseHost } from "@/lib/core/client";
import { prepared, type Sql } from "@/lib/platform/db";
import { AppError, conflict } from "@/lib/platform/errors";
import { together } from "@/lib/platform/together";

/** Which client: by its id, or by the host it runs on and, where a host has several, its kind. */
export interface SlotAsk {
  applianceId: number;
  clientId?: number | undefined;
  hostname?: string | undefined;
  kind?: ClientKind | undefined;
}

/** The client an ask is about. */
export interface SlotClient {
  id: number;
  applianceId: number;
  kind: ClientKind;
  group: string | null;
}

interface ClientRow extends SlotClient {
  /** Whose it is, from 1 on. */
  place: number;
  hostKey: string;
}

interface NamedAsk {
  db: Sql;
  clientId: number | null;
  host: string | null;
  kind: ClientKind | null;
}

// The arrays are wrapped, lest their length make planning anew each time look cheaper than the plan that is kept.
const findingRows = `
  SELECT asked.place, c.id, c.appliance_id AS "applianceId", c.kind, c.group_name AS "group", named.host_key AS "hostKey"
    FROM unnest((SELECT $2::int[]), (SELECT $3::text[]), (SELECT $4::text[])) WITH ORDINALITY AS asked(id, host, kind, place)
         CROSS JOIN LATERAL (
           SELECT id, merged_into_id, host_key FROM client WHERE id = asked.id AND appliance_id = $1
           UNION ALL
           SELECT id, merged_into_id, host_key FROM client
            WHERE appliance_id = $1 AND (host_key = asked.host OR short_host = asked.host)) named
         JOIN client c ON c.id = COALESCE(named.merged_into_id, named.id)
         JOIN client_now n ON n.client_id = c.id
   WHERE n.stands AND (asked.kind IS NULL OR c.kind = asked.kind) AND (asked.host IS NULL OR c.survivor_id IS NULL)`;

/** Whom an ask may mean, for all who ask an appliance at the same time. */
const rowsOfAsk = together(async (asks: NamedAsk[], applianceId): Promise<ClientRow[][]> => {
  const { rows } = await (asks[0] as NamedAsk).db.query<ClientRow>(prepared(findingRows), [
    applianceId,
    asks.map(({ clientId }) => clientId),
    asks.map(({ host }) => host),
    asks.map(({ kind }) => kind),
  ]);
  const found: ClientRow[][] = asks.map(() => []);
  for (const row of rows) found[row.place - 1]?.push(row);
  return found;
});

/**
 * The client an ask means: of those on the host the only one, the one of `kind`, or the one of `preferred`. A short
 * name means the FQDN that it is the only one to fit; a merged client the one that it was merged into.
 */
export async function findSlotClient(
  db: Sql,
  ask: SlotAsk,
  preferred: ClientKind | null,
): Promise<SlotClient> {
  const host = ask.hostname === undefined ? null : normaliseHost(ask.hostname);
  const clientId = host === null ? (ask.clientId ?? null) : null;
  const rows = await rowsOfAsk(ask.applianceId, { db, clientId, host, kind: ask.kind ?? null });
  const exact = host === null ? rows : rows.filter(({ hostKey }) => hostKey === host);
  const fitting = [...new Map((exact.length > 0 ? exact : rows).map((row) => [row.id, row])).values()];
  const ofPreferred = fitting.filter(({ kind }) => kind === preferred);
  const [client, another] = fitting.length > 1 && ofPreferred.length > 0 ? ofPreferred : fitting;
  if (!client) throw noSuchClient(ask);
  if (another) {
    throw conflict(
      "several_clients",
      `Several clients of this appliance run on ${ask.hostname}. Name the kind as well, or the client's id.`,
      { clientIds: fitting.map(({ id }) => id).slice(0, 20) },
    );
  }
  return { id: client.id, applianceId: client.applianceId, kind: client.kind, group: client.group };
}

/** What is said where nothing stands of the client that is meant. */
export function noSuchClient(ask: SlotAsk): AppError {
  const what = ask.hostname === undefined ? `client ${ask.clientId}` : `client on ${ask.hostname}`;
  const kind = ask.kind ? ` of kind ${ask.kind}` : "";
  return new AppError(
    404,
    "not_found",
    `This appliance has no ${what}${kind}. Import an export that lists it, or register it first.`,
  );
}
