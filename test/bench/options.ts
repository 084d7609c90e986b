/** What `npm run bench` takes on its command line. */
import { parseArgs } from "node:util";

/**
 * The parts. Those of the fleet are played one after the other on one instance for each size; `sql` and `http` are the random steps
 * against the cap, which take hours and are run only when they are named.
 */
export const fleetParts = ["imports", "counts", "lists", "csv", "meanwhile", "history", "sweep"] as const;
/** Those of feeds; `shown` plays on both stores of jobs. */
export const feedParts = ["events", "shown", "walks"] as const;
const otherParts = ["judged", ...feedParts, "pages", "grants", "handovers", "sql", "http"] as const;
export type Part = (typeof fleetParts)[number] | (typeof otherParts)[number];

const parts: readonly string[] = [...fleetParts, ...otherParts];
const unlessNamed: readonly Part[] = [...fleetParts, "judged", ...feedParts, "pages", "grants", "handovers"];
/** Quick enough for every check. */
const ciParts: readonly Part[] = ["imports", "counts", "lists", "csv", "events", "grants"];

export interface Options {
  only: ReadonlySet<Part>;
  rows: number[];
  imports: number;
  queue: "postgres" | "redis";
  databaseUrl: string | undefined;
  patienceSeconds: number;
  listSeconds: number;
  requests: number;
  members: number;
  cap: number;
  lanes: number;
  seconds: number;
  holdSeconds: number;
  askedHoldSeconds: number;
  steps: number;
  httpSteps: number;
  /** Loads of each page; and how the paths begin of those that are loaded. */
  loads: number;
  path: string;
  out: string | undefined;
  /** Compares with the recorded ratios, and fails. */
  ci: boolean;
  /** Writes the ratios down for later comparisons. */
  record: boolean;
}

const ciDefaults: Record<string, string> = {
  only: ciParts.join(","),
  rows: "50000",
  imports: "4",
  "list-seconds": "12",
  requests: "30",
  members: "10000",
  cap: "100",
  seconds: "2",
};

const defaults: Record<string, string> = {
  only: unlessNamed.join(","),
  rows: "10000,100000,1000000",
  imports: "50",
  "list-seconds": "300",
  requests: "100",
  members: "100000",
  cap: "500",
  seconds: "10",
};

/** @throws Error with a sentence when the arguments cannot be meant */
export function readOptions(args: readonly string[]): Options {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: text,
      rows: text,
      imports: text,
      queue: { ...text, default: "postgres" },
      database: text,
      "patience-seconds": { ...text, default: "7200" },
      "list-seconds": text,
      requests: text,
      members: text,
      cap: text,
      lanes: { ...text, default: "8" },
      seconds: text,
      "hold-seconds": { ...text, default: "60" },
      "asked-hold-seconds": { ...text, default: "120" },
      steps: { ...text, default: "1000000" },
      "http-steps": { ...text, default: "50000" },
      loads: { ...text, default: "3" },
      path: { ...text, default: "/" },
      out: text,
      ci: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
    },
  });
  const isCi = values.ci || values.record;
  const given: Record<string, unknown> = values;
  const wordOf = (name: string) => String(given[name] ?? (isCi ? ciDefaults[name] : defaults[name]));
  const numberOf = (name: string) => positive(name, wordOf(name));
  const only = wordOf("only").split(",");
  const unknown = only.find((part) => !parts.includes(part));
  if (unknown !== undefined) throw new Error(`there is no part "${unknown}": ${parts.join(", ")}`);
  const queue = values.queue;
  if (queue !== "postgres" && queue !== "redis") throw new Error("--queue takes postgres or redis");
  return {
    only: new Set(only as Part[]),
    rows: wordOf("rows")
      .split(",")
      .map((each) => positive("rows", each)),
    imports: numberOf("imports"),
    queue,
    databaseUrl: values.database,
    patienceSeconds: numberOf("patience-seconds"),
    listSeconds: numberOf("list-seconds"),
    requests: numberOf("requests"),
    members: numberOf("members"),
    cap: numberOf("cap"),
    lanes: numberOf("lanes"),
    seconds: numberOf("seconds"),
    holdSeconds: numberOf("hold-seconds"),
    askedHoldSeconds: numberOf("asked-hold-seconds"),
    steps: numberOf("steps"),
    httpSteps: numberOf("http-steps"),
    loads: numberOf("loads"),
    path: values.path,
    out: values.out,
    ci: values.ci,
    record: values.record,
  };
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !(number > 0)) throw new Error(`--${name} takes a number above 0`);
  return number;
}
