/** The one way from the browser to the API: same-origin JSON with the session cookie. */

/** One wrong member of a request: where it is and what to do about it. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** What the API answered instead of success (RFC 9457). `detail` is the sentence for the person; status 0: no answer at all. */
export class ApiProblem extends Error {
  override name = "ApiProblem";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: readonly FieldProblem[] = [],
    /** Every further member of the problem document, such as `importId`. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

/**
 * Sends a request to `/api/v1…` and gives its JSON (or `null` for an empty answer).
 * @throws ApiProblem for every other outcome; codes `unreachable` and `unreadable` are its own, and their `detail` is
 * empty because the sentence is in the message catalogue (ProblemAlert shows it).
 */
export async function callApi<T = unknown>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await send(method, path, body);
  const text = await response.text();
  const answer = readJson(text);
  if (!response.ok) throw problemOf(response.status, answer);
  if (answer === undefined && text !== "") throw new ApiProblem(response.status, "unreadable", "");
  return (answer ?? null) as T;
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  try {
    return await fetch(path, { method, credentials: "same-origin", cache: "no-store", ...json });
  } catch {
    throw new ApiProblem(0, "unreachable", "");
  }
}

function readJson(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a problem document; used as well by whoever sends something that `callApi` cannot, such as a file. */
export function problemOf(status: number, answer: unknown): ApiProblem {
  if (typeof answer !== "object" || answer === null) return new ApiProblem(status, "unreadable", "");
  const document = answer as Record<string, unknown>;
  const { code, detail } = document;
  if (typeof detail !== "string") return new ApiProblem(status, "unreadable", "");
  return new ApiProblem(
    status,
    typeof code === "string" ? code : "unknown",
    detail,
    fieldProblems(document.errors),
    document,
  );
}

function fieldProblems(errors: unknown): FieldProblem[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    if (typeof error !== "object" || error === null) return [];
    const { path, message } = error as Record<string, unknown>;
    const where = Array.isArray(path) ? path.join(".") : String(path ?? "");
    return typeof message === "string" ? [{ path: where, message }] : [];
  });
}
