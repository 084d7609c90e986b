/** How the appliance writes what happened into syslog (vendor, syslog message reference; public samples). */
import type { AdminDeed, Happening, SignIn } from "../fleet/happenings";

/**
 * The shape of a line. `plain`: the reference, without a process id. `pid`: with one. `priority`: a priority before, no colon behind.
 * `rfc5424`: written anew by a collector.
 */
export const lineStyles = ["plain", "pid", "priority", "rfc5424"] as const;
export type LineStyle = (typeof lineStyles)[number];

const siteId = "1427";
/** The appliance itself speaks under this id, with `site=host/appliance`. */
const applianceId = "0927";
/** Payload characters of each segment but the last, as measured. */
const segmentCharacters = 900;

/** Pairs of a record in the order in which they are written. */
type Pairs = readonly (readonly [key: string, value: string])[];

/**
 * The lines of one happening: none for sessions, which are no syslog events; several where the record is long, cut in the middle of
 * words and numbered `01:05`.
 * @param host the site's public name
 */
export function syslogLines(happening: Happening, host: string, style: LineStyle = "pid"): string[] {
  const pairs = pairsOf(happening);
  if (pairs === null) return [];
  const ofAppliance = happening.what === "deed" && happening.of === "appliance";
  const site = ofAppliance ? `${host}/appliance` : host;
  const when = String(happening.at / 1_000);
  const payload = [["site", site] as const, ["when", when] as const, ...pairs]
    .map(([key, value]) => `${key}=${escaped(value)}`)
    .join(";");
  const segments = payload.match(new RegExp(`.{1,${segmentCharacters}}`, "gs")) ?? [""];
  const count = twoDigits(segments.length);
  return segments.map((segment, place) => {
    const numbered = `${ofAppliance ? applianceId : siteId}:${twoDigits(place + 1)}:${count}:${segment}`;
    return head(happening.at, host, style) + numbered;
  });
}

function pairsOf(happening: Happening): Pairs | null {
  switch (happening.what) {
    case "login":
    case "logout":
      return signInPairs(happening);
    case "deed":
      return deedPairs(happening);
    default:
      return null;
  }
}

function signInPairs({ what, target, user, displayName, provider, ip, success }: SignIn): Pairs {
  const named = `${displayName} (${user})`;
  return [
    [
      "who",
      target === "web/api" ? `API User (${user})` : provider === null ? named : `${named} using ${provider}`,
    ],
    ["who_ip", ip],
    ["event", what],
    ["target", target],
    ["status", success ? "success" : "failure"],
  ];
}

function deedPairs({ event, fields, user, displayName, ip }: AdminDeed): Pairs {
  return [["who", `${displayName} (${user})`], ["who_ip", ip], ["event", event], ...Object.entries(fields)];
}

function head(at: number, host: string, style: LineStyle): string {
  const short = host.split(".")[0];
  // The process is another one every hour: segments of one record always share it.
  const pid = 10_000 + (Math.floor(at / 3_600_000) % 80_000);
  const stamp = bsdStamp(at);
  switch (style) {
    case "plain":
      return `${stamp} ${short} BG: `;
    case "pid":
      return `<166>${stamp} ${short} BG[${pid}]: `;
    case "priority":
      return `<133>${stamp} ${short} BG[${pid}] `;
    case "rfc5424":
      return `<133>1 ${new Date(at).toISOString().slice(0, 19)}+00:00 ${host} BG ${pid} - [meta sequenceId="1"] `;
  }
}

/** `Oct  2 14:58:35`, without a year, on a UTC clock. */
function bsdStamp(at: number): string {
  const [, dayNumber = "", month = "", , time = ""] = new Date(at).toUTCString().split(" ");
  return `${month} ${String(Number(dayNumber)).padStart(2)} ${time}`;
}

/** `=`, `;` and `\` in values are escaped with a backslash. */
function escaped(value: string): string {
  return value.replace(/[=;\\]/g, "\\$&");
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
