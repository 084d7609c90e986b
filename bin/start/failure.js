// What ends a start: one sentence for the person at the terminal, without a stack trace.

/** A failure that a person can act on; the message is one clear sentence. */
export class StartFailure extends Error {
  name = "StartFailure";
}

/** @param {unknown} error @returns {string} the operating system's code, such as EADDRINUSE, or "" */
export function codeOf(error) {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** What the operating system says when a start cannot write, in words that help. */
const whyNotWritten = /** @type {Record<string, string>} */ ({
  ENOSPC: "The disk is full",
  EDQUOT: "The disk quota is used up",
  EROFS: "The disk can only be read",
  EACCES: "This user may not write there",
  EPERM: "This user may not write there",
});
const remedies = /** @type {Record<string, string>} */ ({
  ENOSPC: "free some space",
  EDQUOT: "free some space or raise the quota",
  EROFS: "mount it writable or set ROLLCALL_DATA_DIR to another folder",
  EACCES: "give this user access or run this as the user who runs Rollcall",
  EPERM: "give this user access or run this as the user who runs Rollcall",
});

/**
 * A start that failed because something could not be written, as one sentence; any other error as it is.
 * @param {unknown} error @param {string} folder where Rollcall keeps its data @returns {unknown}
 */
export function asStartFailure(error, folder) {
  if (error instanceof StartFailure) return error;
  const why = whyNotWritten[codeOf(error)];
  if (!why) return error;
  const path = error instanceof Error && "path" in error ? String(error.path) : folder;
  return new StartFailure(
    `${why} (${path}): ${remedies[codeOf(error)]}, then start again. Nothing that was there has been changed.`,
  );
}
