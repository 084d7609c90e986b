// Decides what a log line looks like: one JSON object per line on stdout, without secrets.
import pino from "pino";
import { env } from "./env";

const SECRET_FIELDS = [
  "password",
  "secret",
  "authorization",
  "cookie",
  "token",
  "key",
  "apiKey",
  "set-cookie",
  "ROLLCALL_SECRET",
  "ROLLCALL_ADMIN_PASSWORD",
  "DATABASE_URL",
  "REDIS_URL",
];

// pino's redaction knows no "at any depth": three levels cover `err.config.headers.authorization`-like objects.
const REDACTED_PATHS = SECRET_FIELDS.flatMap((field) => {
  const step = `["${field}"]`;
  return [step, `*${step}`, `*.*${step}`, `*.*.*${step}`];
});

/**
 * Makes a logger with Rollcall's redaction; `destination` (default stdout) is for tests.
 * Lines carry `level` as a word, `time` in RFC 3339 UTC, `msg`, and `err` for errors.
 */
export function createLog(level: string, destination?: pino.DestinationStream): pino.Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED_PATHS, censor: "[redacted]" },
    },
    destination,
  );
}

/** The logger of this process. Fields named like a secret (password, secret, authorization, cookie, token, key) are redacted. */
export const log = createLog(env().ROLLCALL_LOG_LEVEL);
