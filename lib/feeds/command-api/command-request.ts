/** How a command is asked: path, query and body, for sites with OAuth2 and for those before. */
import type { ListedType } from "./documents/connected-client-list";
import type { CommandAction } from "./which-document";

/** How a site lets programs in. Old sites take a user with the permission "Allowed to Use Command API". */
export type SiteAccess = { type: "oauth2" } | { type: "user"; username: string; password: string };

/** What may be said beside a command. */
export interface CommandParams {
  /** get_connected_client_list, get_connected_clients. Without it: all, the only way to have Jump Clients counted. */
  types?: readonly ListedType[];
  /** get_connected_client_list: the counts alone. */
  summaryOnly?: boolean;
  /** get_connected_clients: at most 100; see `inHundreds`. */
  ids?: readonly string[];
}

/** A request to the site. Credentials of OAuth2 are the caller's header; the connection is to be closed after the answer (vendor). */
export interface CommandRequest {
  method: "GET" | "POST";
  /** From the root of the site, with the query. Never holds a secret: addresses are logged on their way. */
  path: string;
  contentType: "application/x-www-form-urlencoded" | null;
  body: string | null;
}

/** "A maximum of 100 IDs is supported" (vendor page get_connected_clients). */
const mostIds = 100;

/**
 * `GET /api/command?action=…` with OAuth2 (docs.beyondtrust.com/rs/docs/command), `POST /api/command.ns` with user and password in
 * the form for sites before it. More than 100 ids are a RangeError: the appliance would answer for some of them only.
 */
export function commandRequest(
  access: SiteAccess,
  action: CommandAction,
  params: CommandParams = {},
): CommandRequest {
  const fields = new URLSearchParams({ action, ...written(params) });
  if (access.type === "oauth2") {
    return { method: "GET", path: `/api/command?${fields}`, contentType: null, body: null };
  }
  fields.set("username", access.username);
  fields.set("password", access.password);
  return {
    method: "POST",
    path: "/api/command.ns",
    contentType: "application/x-www-form-urlencoded",
    body: fields.toString(),
  };
}

/** Ids in as few requests as they need, in their order, each once. */
export function inHundreds(ids: readonly string[]): string[][] {
  const once = [...new Set(ids)];
  return Array.from({ length: Math.ceil(once.length / mostIds) }, (_, part) =>
    once.slice(part * mostIds, (part + 1) * mostIds),
  );
}

function written(params: CommandParams): Record<string, string> {
  const fields: Record<string, string> = {};
  if (params.types !== undefined) fields.type = params.types.join(",");
  if (params.summaryOnly) fields.summary_only = "1";
  if (params.ids !== undefined) {
    if (params.ids.length > mostIds) throw new RangeError(`At most ${mostIds} ids in one request.`);
    fields.id = params.ids.join(",");
  }
  return fields;
}
