/** Takes a syslog line out of the JSON object in which Vector, Fluent Bit or rsyslog may send it. */
import { pidOf } from "./read-header";

export interface WrappedLine {
  message: string;
  /** What the wrapper says of the sender, where a relay has taken the header off the message. Empty or `null`: nothing. */
  host: string;
  /** Whether it names `BG` as the program, or another one. */
  isMarked: boolean | null;
  pid: number | null;
}

const messageKeys = ["message", "log"];
const hostKeys = ["hostname", "host"];
const programKeys = ["appname", "app_name", "ident", "programname"];
const pidKeys = ["procid", "pid"];

/**
 * The object's `message` (`log` by Fluent Bit's raw inputs), with host, program and process as the relays name them:
 * Vector's and Fluent Bit's syslog sources move these out of the message. A string is a sentence: what is wrong.
 */
export function unwrapLine(text: string): WrappedLine | string {
  if (text.startsWith("[")) {
    return "This is a JSON array; send one JSON object on each line, or the lines themselves.";
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "This line begins like a JSON object and is none; send whole objects, one on each line.";
  }
  const fields = new Map(Object.entries(value as object));
  const message = firstOf(fields, messageKeys);
  if (message === null) return "This JSON object has no text under `message`; put the syslog line there.";
  const program = firstOf(fields, programKeys);
  return {
    message,
    host: firstOf(fields, hostKeys) ?? "",
    isMarked: program === null ? null : program === "BG",
    pid: pidOf(firstOf(fields, pidKeys) ?? undefined),
  };
}

function firstOf(fields: ReadonlyMap<string, unknown>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = fields.get(key);
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
  }
  return null;
}
