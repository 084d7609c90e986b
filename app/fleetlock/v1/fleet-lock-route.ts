/**
 * Decides how FleetLock is spoken (https://coreos.github.io/zincati/development/fleetlock/protocol/): the group is an
 * appliance's host name, the id a client's. 200 means granted or unlocked and nothing else does; every other answer is
 * `{kind, value}` with a kind of the list below, because clients count them as labels of a metric.
 */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { apiHeaders } from "@/app/_web/api-headers";
import { checkInput } from "@/app/_web/check-input";
import { readBody } from "@/app/_web/json-body";
import { tellable } from "@/app/_web/problem";
import { actorOf } from "@/app/_web/who";
import { refuseUnlessSomewhere } from "@/lib/access/may";
import { type Actor, type Ctx, openContext } from "@/lib/platform/context";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { noteAnswer } from "@/lib/platform/request-metrics";

/** Every kind of error there is: no slot for now, no slot at all, and what is wrong with a request. */
export const fleetLockKinds = [
  "slots_full",
  "held",
  "outside_window",
  "not_its_turn",
  "observe_mode",
  "already_checked_in",
  "no_open_rollout",
  "excluded",
  "attempts_exhausted",
  "missing_header",
  "invalid_request",
  "not_authenticated",
  "forbidden",
  "unknown_group",
  "unknown_client",
  "several_clients",
  "method_not_allowed",
  "body_too_large",
  "unavailable",
  "internal",
] as const;
export type FleetLockKind = (typeof fleetLockKinds)[number];

const bodyMaxBytes = 16_384;

const lockBody = z.object({
  client_params: z.object({
    id: z
      .string()
      .max(255)
      .refine((id) => /[^\s.]/.test(id) && !/\p{Cc}/u.test(id), "is not the name of a client"),
    group: z.string().regex(/^[a-zA-Z0-9.-]+$/, "may have letters, digits, dots and hyphens only"),
  }),
});

/** Who asks for what: the appliance that the group names, and the client's host name. */
interface LockAsk {
  ctx: Ctx;
  applianceId: number;
  hostname: string;
}

/** A success is 200 with this as JSON; a refusal is anything else. */
type LockAnswer =
  | { kind: "ok"; body: Record<string, unknown> }
  | {
      kind: "refused";
      status: number;
      code: FleetLockKind;
      detail: string;
      retryAfterSeconds: number | null;
    };

type FleetLockHandler = (request: Request) => Promise<Response>;

/** A POST of the protocol. A key as Bearer, or as the password of Basic, says who asks; cookies never do. */
export function fleetLockRoute(
  operation: string,
  work: (ask: LockAsk) => Promise<LockAnswer>,
): FleetLockHandler {
  return async (request) => {
    const requestId = randomUUID();
    const startedMs = performance.now();
    let actor: Actor | null = null;
    let response: Response;
    try {
      actor = await keyOf(request);
      refuseUnlessSomewhere({ actor }, "slot.use");
      if (request.headers.get("fleet-lock-protocol")?.trim().toLowerCase() !== "true") throw missingHeader();
      const { id, group } = await readLockBody(request);
      const ctx = await openContext(actor, { requestId, operation });
      response = write(await work({ ctx, applianceId: await applianceOfGroup(ctx, group), hostname: id }));
    } catch (error) {
      const told = tellable(error, requestId);
      if (told !== error) log.error({ err: error, requestId, operation }, "a request failed");
      response = refusal(told.status, kindOf(told), told.detail, told.headers);
    }
    const ms = Math.round(performance.now() - startedMs);
    noteAnswer({ operation, group: "fleetlock", status: response.status, ms });
    const who = actor && `${actor.type}:${actor.id}`;
    log.info({ operation, status: response.status, ms, actor: who, requestId }, "request");
    return response;
  };
}

/** The handler of every other method. */
export const notPost: FleetLockHandler = async (request) =>
  refusal(405, "method_not_allowed", `FleetLock is spoken with POST, not ${request.method}.`, {
    Allow: "POST",
  });

async function keyOf(request: Request): Promise<Actor> {
  const actor = request.headers.has("authorization") ? await actorOf(request) : null;
  if (actor?.type === "key") return actor;
  throw new AppError(
    401,
    "not_authenticated",
    "Send a valid API key of Rollcall as Bearer, or as the password of Basic.",
    {},
    { "WWW-Authenticate": 'Basic realm="Rollcall", Bearer realm="Rollcall"' },
  );
}

function missingHeader(): AppError {
  return new AppError(400, "missing_header", "Send the header `fleet-lock-protocol: true`.");
}

/** The content type is left alone: the protocol's own example sends none of JSON. */
async function readLockBody(request: Request): Promise<{ id: string; group: string }> {
  const text = (await readBody(request, bodyMaxBytes)).toString("utf8");
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new AppError(400, "invalid_request", "The body is not JSON; send it as the protocol has it.");
  }
  return checkInput(lockBody, given, 400).client_params;
}

async function applianceOfGroup(ctx: Ctx, group: string): Promise<number> {
  const { rows } = await ctx.db.query<{ id: number }>("SELECT id FROM appliance WHERE hostname = $1", [
    group.toLowerCase(),
  ]);
  if (rows[0]) return rows[0].id;
  throw new AppError(
    400,
    "unknown_group",
    `There is no appliance ${group}; set the group to the host name of an appliance in Rollcall.`,
  );
}

/** An error's own code where the protocol's list has it, else the kind of its status. */
function kindOf(error: AppError): FleetLockKind {
  const own = fleetLockKinds.find((kind) => kind === error.code);
  if (own) return own;
  const kinds: Record<number, FleetLockKind> = {
    401: "not_authenticated",
    403: "forbidden",
    404: "unknown_client",
    503: "unavailable",
  };
  return kinds[error.status] ?? (error.status < 500 ? "invalid_request" : "internal");
}

function write(answer: LockAnswer): Response {
  if (answer.kind === "ok") return Response.json(answer.body, { status: 200, headers: apiHeaders() });
  const { retryAfterSeconds } = answer;
  const headers: Record<string, string> =
    retryAfterSeconds === null ? {} : { "Retry-After": String(retryAfterSeconds) };
  return refusal(answer.status, answer.code, answer.detail, headers);
}

function refusal(
  status: number,
  kind: FleetLockKind,
  value: string,
  headers: Record<string, string>,
): Response {
  return Response.json({ kind, value }, { status, headers: { ...apiHeaders(), ...headers } });
}
