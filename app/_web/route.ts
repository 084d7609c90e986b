/**
 * Decides the one shape of every API handler: who asks, may they at all, is the request well formed, what is answered.
 * The same definition that checks the request describes it in the OpenAPI document (openapi.ts).
 */
import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { type Deed, notSignedIn, refuseUnlessSomewhere } from "@/lib/access/may";
import { type Actor, type Ctx, openContext } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { answerOnce, type KeptAnswer, readIdempotencyKey } from "@/lib/platform/idempotency";
import { log } from "@/lib/platform/log";
import { isOverloaded } from "@/lib/platform/overload";
import { noteAnswer } from "@/lib/platform/request-metrics";
import { apiHeaders } from "./api-headers";
import { checkInput } from "./check-input";
import { refuseCrossSite } from "./cross-site";
import { jsonBodyMaxBytes, parseJsonBody, readBody } from "./json-body";
import { overloaded, problemResponse, tellable } from "./problem";
import { actorOf } from "./who";

/** An answer or a body that is no JSON. */
export interface Media {
  mediaType: string;
  description: string;
  /** Shape of the parts of a multipart body, for the document only. */
  schema?: z.ZodType;
}

/** What a status answers: a JSON shape, another media type, or no body. */
export type AnswerShape = z.ZodType | Media | null;
type Answers = Record<number, AnswerShape>;

export interface RouteSpec {
  /** `id` is unique in the whole API and never changes: client generators make method names of it. */
  operation: { id: string; summary: string; tag: string; description?: string };
  /** The deed the verb will check; the door refuses who may do it nowhere. Null: anybody who is signed in. */
  deed: Deed | null;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType | Media;
  answers: Answers;
  /** Statuses of problems beyond 400, 401, 403, 404, 413, 415, 422 and 500, with when they come. */
  problems?: Record<number, string>;
  /** False for what is re-evaluated at every request (slots). */
  idempotency?: boolean;
}

/** A route handler as Next calls it, carrying its definition for the OpenAPI document. */
export type RouteHandler = ((
  request: Request,
  context: { params: Promise<unknown> },
) => Promise<Response>) & {
  spec: RouteSpec;
};

type AnswerOf<A extends Answers> = {
  [S in keyof A]: A[S] extends z.ZodType
    ? { status: S; body: z.input<A[S]>; headers?: Record<string, string> }
    : A[S] extends null
      ? { status: S; headers?: Record<string, string> }
      : never;
}[keyof A];

type AnyAnswer = { status: number; body?: unknown; headers?: Record<string, string> };

/** What a handler is given. */
interface Asked<P, Q, B> {
  ctx: Ctx;
  params: P;
  query: Q;
  body: B;
  request: Request;
}

/** Does something once per Idempotency-Key; `fingerprint` is what makes two requests the same one. */
type Once = (fingerprint: string, work: (ctx: Ctx) => Promise<AnyAnswer>) => Promise<Response>;

/** What no schema names is refused. Called once per route: a schema made anew is compiled anew. */
function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}

function queryObject(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length > 1 ? values : (values[0] ?? "");
  }
  return query;
}

/** One address per thing: `0x20`, `+1` and `1e0` are numbers to JavaScript, and nobody's ids. */
function idsArePlain(schema: z.ZodType, given: unknown): boolean {
  return Object.entries(given ?? {}).every(
    ([name, text]) =>
      !(schema instanceof z.ZodObject && schema.shape[name] instanceof z.ZodNumber) || /^\d+$/.test(text),
  );
}

function checkParams<P extends z.ZodType>(schema: P | undefined, given: unknown): z.output<P> {
  if (!schema) return undefined as z.output<P>;
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success && idsArePlain(schema, given)) return parsed.data as z.output<P>;
  throw new AppError(404, "not_found", "There is nothing at this address. Check the number in it.");
}

function isZod(shape: unknown): shape is z.ZodType {
  return shape instanceof z.ZodType;
}

/** Outside production an answer that breaks its own documented shape is a bug that must show. */
function checkAnswer(spec: RouteSpec, answer: AnyAnswer): void {
  if (env().NODE_ENV === "production") return;
  const shape = spec.answers[answer.status];
  if (shape === undefined)
    throw new Error(`${spec.operation.id} answers ${answer.status}, which it does not document`);
  if (!isZod(shape)) return;
  const parsed = shape.safeParse(answer.body);
  if (!parsed.success) {
    throw new Error(
      `${spec.operation.id} answers something else than documented: ${z.prettifyError(parsed.error)}`,
    );
  }
}

function keep(answer: AnyAnswer): KeptAnswer {
  const body = answer.body === undefined ? "" : JSON.stringify(answer.body);
  const headers: Record<string, string> = { ...answer.headers };
  if (body !== "") headers["Content-Type"] ??= "application/json";
  return { status: answer.status, body, headers };
}

function respond(answer: KeptAnswer, headers: Record<string, string>): Response {
  const body = answer.body === "" ? null : answer.body;
  return new Response(body, {
    status: answer.status,
    headers: { ...apiHeaders(), ...answer.headers, ...headers },
  });
}

function requestHash(request: Request, content: Buffer | string): string {
  const { pathname, search } = new URL(request.url);
  return createHash("sha256")
    .update(`${request.method} ${pathname}${search}\n`)
    .update(content)
    .digest("hex");
}

const WRITES = new Set(["POST", "PUT", "PATCH", "DELETE"]);

async function once(
  spec: RouteSpec,
  ctx: Ctx,
  request: Request,
  content: Buffer | string,
  work: (ctx: Ctx) => Promise<AnyAnswer>,
): Promise<Response> {
  const key = spec.idempotency === false ? null : readIdempotencyKey(request.headers.get("idempotency-key"));
  if (key === null || !WRITES.has(request.method)) {
    const answer = await work(ctx);
    checkAnswer(spec, answer);
    return respond(keep(answer), {});
  }
  const asked = {
    actor: `${ctx.actor.type}:${ctx.actor.id}`,
    key,
    requestHash: requestHash(request, content),
    now: ctx.now,
  };
  const { replayed, ...answer } = await answerOnce(ctx.db, asked, async (memory) => {
    try {
      const fresh = await work({ ...ctx, memory });
      checkAnswer(spec, fresh);
      return keep(fresh);
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      const problem = problemResponse(error, {});
      return {
        status: problem.status,
        body: await problem.text(),
        headers: Object.fromEntries(problem.headers),
      };
    }
  });
  return respond(answer, replayed ? { "Idempotent-Replayed": "true" } : {});
}

async function openDoor(spec: RouteSpec, request: Request, requestId: string): Promise<Ctx> {
  if (isOverloaded()) throw overloaded();
  const actor = await actorOf(request);
  if (!actor) throw notSignedIn();
  if (actor.type === "person") refuseCrossSite(request);
  if (spec.deed) refuseUnlessSomewhere({ actor }, spec.deed);
  return openContext(actor, { requestId, operation: spec.operation.id });
}

function logRequest(
  spec: RouteSpec,
  request: Request,
  requestId: string,
  actor: Actor | null,
  status: number,
  ms: number,
) {
  log.info(
    {
      operation: spec.operation.id,
      method: request.method,
      path: new URL(request.url).pathname,
      status,
      ms: Math.round(ms),
      actor: actor && `${actor.type}:${actor.id}`,
      requestId,
    },
    "request",
  );
}

function makeHandler(
  spec: RouteSpec,
  answer: (ctx: Ctx, request: Request, params: unknown) => Promise<Response>,
): RouteHandler {
  const answerRequest = async (
    request: Request,
    context: { params: Promise<unknown> },
  ): Promise<Response> => {
    const requestId = randomUUID();
    const startedMs = performance.now();
    let actor: Actor | null = null;
    let response: Response;
    try {
      const ctx = await openDoor(spec, request, requestId);
      actor = ctx.actor;
      response = await answer(ctx, request, await context?.params);
    } catch (error) {
      const told = tellable(error, requestId);
      if (told !== error)
        log.error({ err: error, requestId, operation: spec.operation.id }, "a request failed");
      response = problemResponse(told, apiHeaders());
    }
    const ms = performance.now() - startedMs;
    logRequest(spec, request, requestId, actor, response.status, ms);
    noteAnswer({ operation: spec.operation.id, group: spec.operation.tag, status: response.status, ms });
    return response;
  };
  return Object.assign(answerRequest, { spec });
}

type JsonSpec<P, Q, B, A> = Omit<RouteSpec, "params" | "query" | "body" | "answers"> & {
  params?: P;
  query?: Q;
  body?: B;
  answers: A;
};

/**
 * An API handler with a JSON (or no) body and a JSON (or no) answer. `answer` gets the checked input and returns
 * `{status, body, headers?}` as `spec.answers` documents; expected refusals are thrown as AppErrors. Fields that no
 * schema names are refused; 1 MiB at most; `Idempotency-Key` is honoured on writes.
 */
export function route<
  const A extends Answers,
  P extends z.ZodType = z.ZodUnknown,
  Q extends z.ZodType = z.ZodUnknown,
  B extends z.ZodType = z.ZodUnknown,
>(
  spec: JsonSpec<P, Q, B, A>,
  answer: (asked: Asked<z.output<P>, z.output<Q>, z.output<B>>) => Promise<AnswerOf<A>>,
): RouteHandler {
  const querySchema = strict(spec.query ?? z.object({}));
  const bodySchema = isZod(spec.body) ? strict(spec.body) : null;
  return makeHandler(spec, async (ctx, request, givenParams) => {
    const params = checkParams(spec.params, givenParams);
    const query = checkInput(querySchema, queryObject(new URL(request.url)), 400) as z.output<Q>;
    const bytes = bodySchema ? await readBody(request, jsonBodyMaxBytes) : Buffer.alloc(0);
    const given = bodySchema && parseJsonBody(bytes, request.headers.get("content-type"));
    const body = (bodySchema ? checkInput(bodySchema, given, 422) : undefined) as z.output<B>;
    return once(
      spec,
      ctx,
      request,
      bytes,
      async (own) => (await answer({ ctx: own, params, query, body, request })) as AnyAnswer,
    );
  });
}

type RawSpec<P, Q> = Omit<RouteSpec, "params" | "query"> & { params?: P; query?: Q };

/**
 * An API handler that reads its own body (uploads, lines) or writes its own answer (CSV). Actor, deed, errors, headers
 * and document entry are as with `route`; the body is untouched. `once` makes a write idempotent when the handler
 * knows what it was sent: `return once(fingerprint, async () => ({ status: 202, body: {...} }))`.
 */
export function rawRoute<P extends z.ZodType = z.ZodUnknown, Q extends z.ZodType = z.ZodUnknown>(
  spec: RawSpec<P, Q>,
  answer: (
    asked: Omit<Asked<z.output<P>, z.output<Q>, never>, "body"> & { once: Once },
  ) => Promise<Response | AnyAnswer>,
): RouteHandler {
  const querySchema = strict(spec.query ?? z.object({}));
  return makeHandler(spec, async (ctx, request, givenParams) => {
    const params = checkParams(spec.params, givenParams);
    const query = checkInput(querySchema, queryObject(new URL(request.url)), 400) as z.output<Q>;
    const answered = await answer({
      ctx,
      params,
      query,
      request,
      once: (fingerprint, work) => once(spec, ctx, request, fingerprint, work),
    });
    if (!(answered instanceof Response)) {
      checkAnswer(spec, answered);
      return respond(keep(answered), {});
    }
    const headers = new Headers({ ...apiHeaders() });
    for (const [name, value] of answered.headers) headers.set(name, value);
    return new Response(answered.body, { status: answered.status, headers });
  });
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];
type PlainHandler = (request: Request) => Promise<Response>;

/**
 * The handlers of the methods that an address does not know: a problem document instead of Next's empty 405.
 * `export const { PUT, PATCH, DELETE } = otherMethods("GET", "POST");`
 */
export function otherMethods(...allowed: Method[]): Record<Method, PlainHandler> {
  const refuse: PlainHandler = async (request) =>
    problemResponse(
      new AppError(
        405,
        "method_not_allowed",
        `This address does not take ${request.method}; it takes ${allowed.join(", ")}.`,
        {},
        { Allow: allowed.join(", ") },
      ),
      apiHeaders(),
    );
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse };
}
