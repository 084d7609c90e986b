// Decides how the API describes itself: an OpenAPI 3.1 document made of the very schemas that check the requests.
import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { env } from "@/lib/platform/env";
import { problemSchema } from "./problem";
import type { AnswerShape, Media, RouteHandler, RouteSpec } from "./route";

type Json = Record<string, unknown>;
type Schemas = Record<string, unknown>;

/** Named shapes ($ref) go where OpenAPI keeps them; `io`: what is sent (input) or answered (output). */
function jsonSchema(schema: z.ZodType, io: "input" | "output", shared: Schemas): Json {
  const made: Json = z.toJSONSchema(schema, {
    io,
    target: "draft-2020-12",
    unrepresentable: "any",
    reused: "inline",
    override: ({ jsonSchema: part }) => {
      // Our instants, ids and the like say what they are; the sign bits and patterns of their type tell nobody anything.
      if (part.format === "date-time") delete part.pattern;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
    },
  });
  delete made.$schema;
  const defs = (made.$defs ?? {}) as Schemas;
  delete made.$defs;
  for (const [name, part] of Object.entries(defs)) {
    const named = { ...(part as Json) };
    delete named.id;
    shared[name] = rewriteRefs(named);
  }
  const own = rewriteRefs(made) as Json;
  const id = own.id;
  if (typeof id !== "string") return own;
  delete own.id;
  shared[id] = own;
  return { $ref: `#/components/schemas/${id}` };
}

function rewriteRefs(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(rewriteRefs);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      name === "$ref" && typeof value === "string"
        ? value.replace("#/$defs/", "#/components/schemas/")
        : rewriteRefs(value),
    ]),
  );
}

function isMedia(shape: AnswerShape | undefined): shape is Media {
  return shape !== null && shape !== undefined && !(shape instanceof z.ZodType);
}

function answerBody(status: number, shape: AnswerShape, shared: Schemas): Json {
  const title = STATUS_CODES[status] ?? "Answer";
  if (shape === null) return { description: title };
  if (isMedia(shape)) {
    return { description: shape.description, content: { [shape.mediaType]: { schema: { type: "string" } } } };
  }
  return {
    description: title,
    content: { "application/json": { schema: jsonSchema(shape, "output", shared) } },
  };
}

function problemsOf(spec: RouteSpec): Record<number, string | undefined> {
  return {
    ...(spec.query ? { 400: "The query is not valid (`invalid_request`, `invalid_cursor`)" } : {}),
    401: "No valid key or session (`not_signed_in`)",
    403: "Not allowed (`forbidden`), or a browser's write from a foreign page (`cross_site`)",
    ...(spec.params ? { 404: "There is nothing here that you may see (`not_found`)" } : {}),
    ...(spec.body
      ? {
          400: "Not JSON (`invalid_json`), or the query is not valid",
          413: "The body is too large (`body_too_large`)",
          415: "Another content type (`unsupported_media_type`)",
          422: "The body is not valid (`invalid_request`) or cannot be so",
        }
      : {}),
    500: "A bug (`internal`); the log has more",
    ...spec.problems,
  };
}

function parametersOf(spec: RouteSpec, method: string, shared: Schemas): Json[] {
  const parameters: Json[] = [];
  for (const [place, schema] of [
    ["path", spec.params],
    ["query", spec.query],
  ] as const) {
    if (!schema) continue;
    const { properties = {}, required = [] } = jsonSchema(schema, "input", shared) as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    for (const [name, { description, ...rest }] of Object.entries(properties)) {
      parameters.push({
        name,
        in: place,
        required: place === "path" || required.includes(name),
        ...(description ? { description } : {}),
        schema: rest,
        ...(rest.type === "array" ? { style: "form", explode: false } : {}),
      });
    }
  }
  if (method !== "get" && spec.idempotency !== false)
    parameters.push({ $ref: "#/components/parameters/IdempotencyKey" });
  return parameters;
}

function bodyOf(spec: RouteSpec, shared: Schemas): Json {
  if (!spec.body) return {};
  const media = spec.body instanceof z.ZodType ? null : spec.body;
  const schema = spec.body instanceof z.ZodType ? spec.body : spec.body.schema;
  const content = { schema: schema ? jsonSchema(schema, "input", shared) : { type: "string" } };
  return {
    requestBody: {
      required: true,
      ...(media ? { description: media.description } : {}),
      content: { [media?.mediaType ?? "application/json"]: content },
    },
  };
}

function operationOf(spec: RouteSpec, method: string, shared: Schemas): Json {
  const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  const responses: Json = {};
  for (const [status, shape] of Object.entries(spec.answers))
    responses[status] = answerBody(Number(status), shape, shared);
  for (const [status, description] of Object.entries(problemsOf(spec))) {
    if (description) responses[status] ??= { description, content: problem };
  }
  const parameters = parametersOf(spec, method, shared);
  return {
    operationId: spec.operation.id,
    summary: spec.operation.summary,
    ...(spec.operation.description ? { description: spec.operation.description } : {}),
    tags: [spec.operation.tag],
    ...(spec.deed ? { "x-deed": spec.deed } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...bodyOf(spec, shared),
    responses,
  };
}

function isHandler(value: unknown): value is RouteHandler {
  return typeof value === "function" && "spec" in value;
}

/** The document of the given routes (address as the folders name it → module). @throws Error when two operations share an id */
export function openApiDocument(routes: Record<string, Record<string, unknown>>): Json {
  const shared: Schemas = {};
  jsonSchema(problemSchema, "output", shared);
  const paths: Record<string, Json> = {};
  const seen = new Set<string>();
  for (const [address, module] of Object.entries(routes)) {
    const path: Json = {};
    for (const [method, handler] of Object.entries(module)) {
      if (!isHandler(handler)) continue;
      const { id } = handler.spec.operation;
      if (seen.has(id)) throw new Error(`Two operations are called ${id}`);
      seen.add(id);
      path[method.toLowerCase()] = operationOf(handler.spec, method.toLowerCase(), shared);
    }
    paths[address.replaceAll(/\[(\w+)\]/g, "{$1}")] = path;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Rollcall",
      version: "1",
      description:
        "Which clients have answered the roll call on the new release. Times are RFC 3339 in UTC; errors are problem documents (RFC 9457); lists are paged with `limit` and `cursor`.",
    },
    servers: [{ url: env().ROLLCALL_URL }],
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      schemas: shared,
      parameters: {
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          description:
            "Kept for 24 hours: the same request again gets the first answer, with `Idempotent-Replayed: true`.",
          schema: { type: "string", minLength: 1, maxLength: 255 },
        },
      },
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An API key (`rc_…`); as the password of Basic it works too.",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "session",
          description: "A signed-in browser; its cookie's name depends on the address.",
        },
      },
    },
  };
}
