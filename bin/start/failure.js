// What ends a start: one sentence for the person at the terminal, without a stack trace.

/** A failure that a person can act on; the message is one clear sentence. */
export class StartFailure extends Error {
  name = "StartFailure";
}

/** @param {unknown} error @returns {string} the operating system's code, such as EADDRINUSE, or "" */
export function codeOf(error) {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
