// Decides how an error leaves: as a problem document (RFC 9457) with a stable code and a sentence for a person.
import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { pool } from "@/lib/platform/db";
import { isDiskFull, noteDiskFull } from "@/lib/platform/disk";
import { AppError } from "@/lib/platform/errors";

/** The problem document, for OpenAPI. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "One sentence for a person: what to do." }),
    code: z.string().meta({ description: "Stable; for programs." }),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem document" });

/** The JSON body of an error. */
export function problemBody(error: AppError): Record<string, unknown> {
  return {
    type: "about:blank",
    title: STATUS_CODES[error.status] ?? "Error",
    status: error.status,
    detail: error.detail,
    code: error.code,
    ...error.more,
  };
}

/** The answer for an error; `headers` are added to the error's own. */
export function problemResponse(error: AppError, headers: Record<string, string>): Response {
  return new Response(JSON.stringify(problemBody(error)), {
    status: error.status,
    headers: { "Content-Type": "application/problem+json", ...headers, ...error.headers },
  });
}

const DATABASE_AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "57P01",
  "57P02",
  "57P03",
  "08006",
  "08001",
  "53300",
]);

/** What pg throws without a code when a connection is lost under it. */
const CONNECTION_LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed and is not queryable)/;

/** What pg throws when nobody gave a connection back in time. */
const NO_CONNECTION_FREE = /^timeout exceeded when trying to connect/;

/** What the database cannot keep: a NUL, half a character, a number or a time beyond its bounds. */
const UNKEEPABLE = new Set(["22003", "22007", "22008", "22021", "22P02", "22P05"]);

/** A row refers to one that is not there: it was deleted while the request was under way. */
const PARENT_GONE = "23503";

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** 503 for who comes while more is asked of this process than it can do. */
export function overloaded(): AppError {
  return new AppError(
    503,
    "overloaded",
    "Rollcall has more to do at the moment than it can; nothing of this request was done. Try again in a few seconds.",
    {},
    { "Retry-After": "5" },
  );
}

/** Turns whatever was thrown into what may be told: an AppError as it is; a database that is away, busy or out of disk as 503; what was deleted meanwhile as 404; a value that it cannot keep as 422; the rest as 500 with a number to quote. */
export function tellable(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  const words = error instanceof Error ? error.message : "";
  if (NO_CONNECTION_FREE.test(words)) return overloaded();
  if (isDiskFull(error)) {
    // Whoever waits for the answer need not wait for the note.
    void noteDiskFull(pool());
    return new AppError(
      503,
      "disk_full",
      "The disk of the database is full, so nothing can be written; nothing of this request was done. Free some space and try again.",
      { requestId },
      { "Retry-After": "30" },
    );
  }
  if (DATABASE_AWAY.has(codeOf(error) ?? "") || CONNECTION_LOST.test(words)) {
    return new AppError(
      503,
      "database_unavailable",
      "The database cannot be reached at the moment; try again in a few seconds.",
      { requestId },
      { "Retry-After": "5" },
    );
  }
  if (codeOf(error) === PARENT_GONE) {
    return new AppError(
      404,
      "not_found",
      "What this belongs to is not there (any more): somebody may just have deleted it. Look again.",
      { requestId },
    );
  }
  if (UNKEEPABLE.has(codeOf(error) ?? "")) {
    return new AppError(
      422,
      "unkeepable_value",
      "The request holds a character, a number or a time that the database cannot keep (a NUL, half a character, an id or a year out of bounds). Take it out and send the rest again.",
      { requestId },
    );
  }
  return new AppError(
    500,
    "internal",
    `Something went wrong inside Rollcall. Try again; if it stays, look for ${requestId} in the log.`,
    { requestId },
  );
}
