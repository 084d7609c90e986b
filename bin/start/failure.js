// What ends a start: one sentence for the person at the terminal, without a stack trace.

/** A failure that a person can act on; the message is one clear sentence. */
export class StartFailure extends Error {
  name = "StartFailure";
}

/** @param {unknown} error @returns {string} the operating system's code, such as EADDRINUSE, or "" */
export function codeOf(error) {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/**
 * How the operating system refuses: the code of our own calls, what programs that we run print of theirs, and what a
 * person is told of it. PostgreSQL's "permission denied for …" is about its own rights and is none of these.
 */
const REFUSALS = [
  {
    code: "ENOSPC",
    printed: /\bENOSPC\b|No space left on device/,
    told: "cannot be written",
    why: "the disk is full",
    remedy: "free some space",
  },
  {
    code: "EDQUOT",
    printed: /\bEDQUOT\b|Disk quota exceeded/,
    told: "cannot be written",
    why: "the disk quota is used up",
    remedy: "free some space or raise the quota",
  },
  {
    code: "EROFS",
    printed: /\bEROFS\b|Read-only file system/,
    told: "cannot be written",
    why: "its disk can only be read",
    remedy: "mount it writable",
  },
  ...[
    { code: "EACCES", printed: /\bcode EACCES\b|: Permission denied/ },
    { code: "EPERM", printed: /\bcode EPERM\b|: Operation not permitted/ },
  ].map((refusal) => ({
    ...refusal,
    told: "cannot be read or written",
    why: "this user has no access to it",
    remedy: "give this user access or start as the user who owns it",
  })),
];

/** The operating system refused; the sentence names the place and what to do. */
class Refused extends StartFailure {
  /** @param {string} place @param {string} words what was said @param {typeof REFUSALS[number]} refusal */
  constructor(place, words, { told, why, remedy }) {
    super(`${place} ${told} (${words}): ${why}. Nothing that was kept is lost; ${remedy} and start again.`);
  }
}

/**
 * An error as a start tells it. Where the operating system refused (no space, no quota, no access), us or a program that
 * was run (the database, a migration, npm, the build), that is one sentence with the place and what to do; any other error
 * stays as it is.
 * @param {unknown} error @param {string} place what was to be written, unless the error knows the very path
 * @returns {unknown}
 */
export function asStartFailure(error, place) {
  if (!(error instanceof Error) || error instanceof Refused) return error;
  const byCode = REFUSALS.find(({ code }) => code === codeOf(error));
  if (byCode) {
    const path = "path" in error && error.path ? String(error.path) : place;
    return new Refused(path, byCode.code, byCode);
  }
  for (const refusal of REFUSALS) {
    const line = error.message.split("\n").find((each) => refusal.printed.test(each));
    if (line !== undefined) return new Refused(place, line.trim(), refusal);
  }
  return error;
}

/** @param {unknown} error @param {string} place as for asStartFailure @returns {string} what the terminal is told */
export function toldAs(error, place) {
  const told = asStartFailure(error, place);
  if (told instanceof StartFailure) return told.message;
  return told instanceof Error ? (told.stack ?? told.message) : String(told);
}
