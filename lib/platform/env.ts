// Decides what every setting may be: the only file that reads process.env.
import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";

const TRUE_WORDS = new Set(["1", "true", "yes", "on"]);

/** A whole number given as text; the message completes the sentence "NAME must be …". */
function numberText(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^-?\d+$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message));
}

function wholeNumber(defaultValue: number, min: number, max: number) {
  return numberText(min, max).default(defaultValue);
}

function address(schemes: readonly string[], example: string) {
  return z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), {
    message: `must be an address like ${example}`,
  });
}

/** A host name, an IP address, or a range of them in CIDR notation. */
function isPlace(text: string): boolean {
  const [host = "", bits, ...rest] = text.split("/");
  if (rest.length > 0) return false;
  const family = isIP(host);
  if (bits !== undefined)
    return family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
  return family !== 0 || (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host) && /[a-z]/.test(host));
}

/** Scheme, host and port, nothing behind them. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, username, pathname, search, hash } = new URL(text);
  const isBare = pathname === "/" && `${username}${search}${hash}` === "";
  return ["http:", "https:"].includes(protocol) && isBare && origin !== "null";
}

const places = z
  .string()
  .default("")
  .transform((text) =>
    text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((part) => part !== ""),
  )
  .refine((listed) => listed.every(isPlace), {
    message: "must list host names, IP addresses and ranges like 10.1.0.0/16, separated by commas",
  });

const settings = z.object({
  NODE_ENV: z
    .enum(["production", "development", "test"], "must be production, development or test")
    .default("production"),
  PORT: wholeNumber(3000, 1, 65_535),
  /** The address that the web server listens on; absent: all of the machine. */
  ROLLCALL_HOST: z.string().max(253).optional(),
  /** The most JavaScript heap of a web process or worker, in MiB. Up to 2,048 the garbage is cleared away before it doubles what is in use. */
  ROLLCALL_HEAP_MIB: wholeNumber(1024, 256, 65_536),
  /** A port on which the web process tells metrics without a key; absent: nowhere. */
  ROLLCALL_METRICS_PORT: numberText(1, 65_535).optional(),
  ROLLCALL_DATA_DIR: z
    .string()
    .default("./data")
    .transform((path) => resolve(path)),
  ROLLCALL_URL: address(["http:", "https:"], "https://rollcall.example.com").optional(),
  ROLLCALL_SECRET: z.string().min(32, "must be at least 32 characters long").optional(),
  DATABASE_URL: address(
    ["postgres:", "postgresql:"],
    "postgresql://user:password@host:5432/rollcall",
  ).optional(),
  REDIS_URL: address(["redis:", "rediss:"], "redis://host:6379").optional(),
  ROLLCALL_ADMIN_EMAIL: z.email("must be an e-mail address").optional(),
  ROLLCALL_ADMIN_PASSWORD: z.string().min(12, "must be at least 12 characters long").optional(),
  ROLLCALL_LOG_LEVEL: z
    .enum(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "must be fatal, error, warn, info, debug, trace or silent",
    )
    .default("info"),
  /** Set by `npm start` for its processes: the database is the one in the data folder. */
  ROLLCALL_EMBEDDED: z
    .string()
    .default("false")
    .transform((text) => TRUE_WORDS.has(text.toLowerCase())),
  /** Set by `npm start -- --demo` for its processes: where the demo's clock is. */
  ROLLCALL_DEMO_FOLDER: z.string().optional(),
  /** Set beside it: where its stand-in appliance listens. */
  ROLLCALL_DEMO_STAND_IN: address(["http:"], "http://127.0.0.1:4000").optional(),
  ROLLCALL_CLOCK_OFFSET_SECONDS: wholeNumber(0, -3_155_760_000, 3_155_760_000),
  ROLLCALL_MAX_UPLOAD_MIB: wholeNumber(512, 1, 1_048_576),
  ROLLCALL_MAX_ROWS: wholeNumber(2_000_000, 1, 100_000_000),
  ROLLCALL_MAX_COLUMNS: wholeNumber(200, 1, 10_000),
  ROLLCALL_MAX_LINE_CHARS: wholeNumber(1_000_000, 100, 100_000_000),
  ROLLCALL_MAX_PIECE_SECONDS: wholeNumber(60, 1, 3_600),
  ROLLCALL_MAX_NOTICES: wholeNumber(10_000, 0, 10_000_000),
  ROLLCALL_MAX_FIELD_CHARS: wholeNumber(100_000, 100, 10_000_000),
  ROLLCALL_RETAIN_FILES_DAYS: wholeNumber(30, 0, 36_500),
  ROLLCALL_RETAIN_REJECTS_DAYS: wholeNumber(90, 0, 36_500),
  ROLLCALL_RETAIN_AUDIT_DAYS: wholeNumber(730, 1, 36_500),
  ROLLCALL_WEB_POOL: wholeNumber(8, 1, 500),
  ROLLCALL_BUSY_AFTER_MS: wholeNumber(2_000, 50, 600_000),
  ROLLCALL_PAGES_AT_ONCE: wholeNumber(4, 1, 1_000),
  ROLLCALL_DOWNLOADS_AT_ONCE: wholeNumber(4, 1, 1_000),
  ROLLCALL_MAX_STREAMS: wholeNumber(500, 1, 100_000),
  ROLLCALL_MAX_STREAMS_PER_ACTOR: wholeNumber(50, 1, 100_000),
  // An import holds a lock, a transaction and a word about its progress, and each feed that is being read a lock; two imports and
  // eight readings run at once, beside the sweeps.
  ROLLCALL_WORKER_POOL: wholeNumber(24, 16, 500),
  ROLLCALL_SWEEP_SECONDS: wholeNumber(15, 1, 86_400),
  ROLLCALL_SLOT_SWEEP_SECONDS: wholeNumber(5, 1, 3_600),
  ROLLCALL_ALERT_SECONDS: wholeNumber(15, 1, 3_600),
  ROLLCALL_PREVIEW_SCOPES: wholeNumber(200, 1, 100_000),
  ROLLCALL_WORK_CLOSED_DAYS: wholeNumber(7, 1, 3_650),
  ROLLCALL_SLOT_LEASE_MAX_MINUTES: wholeNumber(7 * 24 * 60, 1, 525_600),
  ROLLCALL_SLOT_RENEWALS_MAX: wholeNumber(100, 1, 1_000_000),
  ROLLCALL_SLOT_BATCH_MAX: wholeNumber(500, 1, 100_000),
  ROLLCALL_BATCH_AT_ONCE: wholeNumber(500, 1, 2_000),
  ROLLCALL_BATCH_MAX: wholeNumber(200_000, 1, 10_000_000),
  ROLLCALL_RETAIN_BATCHES_DAYS: wholeNumber(30, 1, 36_500),
  ROLLCALL_FEED_MAX_MIB: wholeNumber(16, 1, 1_024),
  ROLLCALL_FEED_MAX_LINES: wholeNumber(10_000, 1, 1_000_000),
  ROLLCALL_FEED_URL_MIB: wholeNumber(128, 1, 1_024),
  ROLLCALL_FEED_URL_SECONDS: wholeNumber(120, 1, 3_600),
  ROLLCALL_FEED_FOLDER_FILES: wholeNumber(10_000, 1, 1_000_000),
  ROLLCALL_FEED_STILL_SECONDS: wholeNumber(10, 1, 3_600),
  ROLLCALL_FEED_ANSWER_SECONDS: wholeNumber(30, 1, 600),
  ROLLCALL_FEED_ANSWER_MIB: wholeNumber(16, 1, 256),
  ROLLCALL_FEED_XML_MIB: wholeNumber(4, 1, 256),
  ROLLCALL_FEED_DOCUMENT_MIB: wholeNumber(1, 1, 256),
  ROLLCALL_FEED_WALK_MINUTES: wholeNumber(120, 1, 10_080),
  ROLLCALL_OUTBOUND_EVENT_KIB: wholeNumber(256, 1, 65_536),
  ROLLCALL_FEED_WAITING_MAX: wholeNumber(10_000, 1, 10_000_000),
  ROLLCALL_FEED_FOLDER: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  ROLLCALL_DELIVERY_TIMEOUT_SECONDS: wholeNumber(20, 1, 600),
  ROLLCALL_DELIVERY_DEADLINE_HOURS: wholeNumber(24, 1, 8_760),
  ROLLCALL_DELIVERIES_AT_ONCE: wholeNumber(16, 1, 500),
  ROLLCALL_CHANNEL_PAUSE_FAILURES: wholeNumber(5, 1, 1_000),
  ROLLCALL_CHANNEL_PAUSE_MINUTES: wholeNumber(15, 0, 10_080),
  ROLLCALL_RETAIN_DELIVERIES_DAYS: wholeNumber(90, 1, 36_500),
  ROLLCALL_RETAIN_FEED_LISTS_DAYS: wholeNumber(7, 1, 36_500),
  ROLLCALL_RETAIN_EVENTS_HOURS: wholeNumber(48, 1, 87_600),
  ROLLCALL_TRUST_PROXY: z
    .string()
    .default("false")
    .transform((text) => TRUE_WORDS.has(text.toLowerCase())),
  ROLLCALL_ALLOWED_ORIGINS: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ""))
    .refine((origins) => origins.every(isOrigin), {
      message:
        "must list origins like https://rollcall.example.com or http://10.0.0.5:3000, without a path, separated by commas",
    })
    .transform((origins) => origins.map((origin) => new URL(origin).origin)),
  ROLLCALL_REQUIRE_TOTP: z.enum(["none", "admins", "all"], "must be none, admins or all").default("none"),
  ROLLCALL_SESSION_IDLE_HOURS: wholeNumber(12, 1, 7 * 24),
  ROLLCALL_SIGN_IN_HASHES: wholeNumber(2, 1, 64),
  ROLLCALL_SIGN_IN_QUEUE: wholeNumber(20, 0, 10_000),
  ROLLCALL_OUTGOING_ALLOW: places,
  /** 0: not listened to. */
  ROLLCALL_SYSLOG_TCP_PORT: wholeNumber(0, 0, 65_535),
  ROLLCALL_SYSLOG_UDP_PORT: wholeNumber(0, 0, 65_535),
  ROLLCALL_SYSLOG_HOST: z.string().max(253).default("0.0.0.0"),
  ROLLCALL_SYSLOG_FROM: places,
  ROLLCALL_SYSLOG_LINE_CHARS: wholeNumber(8_192, 480, 1_000_000),
  ROLLCALL_SYSLOG_SEGMENT_SECONDS: wholeNumber(120, 1, 86_400),
  ROLLCALL_SYSLOG_WAITING_MAX: wholeNumber(200, 1, 100_000),
  ROLLCALL_SYSLOG_CONNECTIONS: wholeNumber(200, 1, 100_000),
  ROLLCALL_SYSLOG_IDLE_SECONDS: wholeNumber(600, 1, 86_400),
  ROLLCALL_SYSLOG_QUEUE_MAX: wholeNumber(2_000, 1, 1_000_000),
});

/** Every setting, parsed; the keys are the names of the environment variables. Limits carry their unit in the name. */
export type Env = Omit<z.infer<typeof settings>, "ROLLCALL_URL"> & { ROLLCALL_URL: string };

/** Thrown when a setting is wrong or missing; the message is one sentence for the person who starts Rollcall. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

/**
 * Parses settings from `source`. An empty value counts as absent.
 * @throws SettingsError listing every wrong setting in one sentence; a wrong value is never repeated, it may be a secret.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && value.trim() !== "") given[name] = value.trim();
  }
  const parsed = settings.safeParse(given);
  const wrong = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  if (Boolean(given.ROLLCALL_ADMIN_EMAIL) !== Boolean(given.ROLLCALL_ADMIN_PASSWORD)) {
    wrong.push("ROLLCALL_ADMIN_EMAIL and ROLLCALL_ADMIN_PASSWORD must be set together");
  }
  if ((given.ROLLCALL_SYSLOG_TCP_PORT ?? given.ROLLCALL_SYSLOG_UDP_PORT) && !given.ROLLCALL_SYSLOG_FROM) {
    wrong.push("ROLLCALL_SYSLOG_FROM must list the addresses that syslog is taken from");
  }
  if (parsed.success && parsed.data.ROLLCALL_METRICS_PORT === parsed.data.PORT)
    wrong.push("ROLLCALL_METRICS_PORT must be another port than PORT, for it asks for no key");
  if (!parsed.success || wrong.length > 0) {
    throw new SettingsError(`Correct these settings and start again: ${[...new Set(wrong)].join("; ")}.`);
  }
  const url = (parsed.data.ROLLCALL_URL ?? `http://localhost:${parsed.data.PORT}`).replace(/\/+$/, "");
  return { ...parsed.data, ROLLCALL_URL: url };
}

let cached: Env | undefined;

/** The settings of this process, parsed once at the first call. @throws SettingsError as `parseEnv`. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** True in a demo: its data are invented and its time is simulated. */
export function isDemo(): boolean {
  return env().ROLLCALL_DEMO_FOLDER !== undefined;
}

/** The PostgreSQL address of this process; `npm start` sets it for the embedded database. @throws SettingsError when absent. */
export function databaseUrl(): string {
  const url = env().DATABASE_URL;
  if (!url) {
    throw new SettingsError(
      "DATABASE_URL is not set: start Rollcall with npm start, which starts a database and sets it.",
    );
  }
  return url;
}

/** The secret that encrypts and signs; `npm start` makes one in the data folder. @throws SettingsError when absent. */
export function rollcallSecret(): string {
  const secret = env().ROLLCALL_SECRET;
  if (!secret) {
    throw new SettingsError(
      "ROLLCALL_SECRET is not set: start Rollcall with npm start, which makes one and keeps it.",
    );
  }
  return secret;
}

/** Forgets the parsed settings, so that a test that changes process.env sees the change. */
export function forgetEnv(): void {
  cached = undefined;
}
