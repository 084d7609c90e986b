/** Errors that a person or a script gets to read. Anything else that is thrown is a bug and answers 500 without detail. */

/** A broken or refused request: HTTP status, stable code, and one sentence that says what to do. */
export class AppError extends Error {
  override name = "AppError";

  constructor(
    readonly status: number,
    readonly code: string,
    /** The sentence for a person; becomes `detail` of the problem document. */
    readonly detail: string,
    /** Further members of the problem document (RFC 9457), such as `errors` or `importId`. */
    readonly more: Record<string, unknown> = {},
    /** Extra response headers, such as `Retry-After`. */
    readonly headers: Record<string, string> = {},
  ) {
    super(detail);
  }
}

/** 404 for something that does not exist or that the asker may not know of. */
export function notFound(what: string, id: string | number): AppError {
  return new AppError(
    404,
    "not_found",
    `There is no ${what} ${id} that you may see. Check the number, or ask for access.`,
  );
}

/** 403: signed in, but not allowed. */
export function forbidden(detail: string): AppError {
  return new AppError(403, "forbidden", detail);
}

/** 422: understood, but it cannot be so. */
export function unprocessable(code: string, detail: string, more: Record<string, unknown> = {}): AppError {
  return new AppError(422, code, detail, more);
}

/** 409: true at another time, not now. */
export function conflict(code: string, detail: string, more: Record<string, unknown> = {}): AppError {
  return new AppError(409, code, detail, more);
}
