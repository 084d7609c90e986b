/**
 * The corpus of export files: what must come of each file, written down in one line, and how that is held against what
 * Rollcall says. The set-up of every case is that of `setUp` unless the case says otherwise.
 */
import { expect } from "vitest";
import type { ClientKind } from "@/lib/core/client";
import { type NoticeCode, noticeCodes } from "@/lib/intake/export-file/rows/row";
import type { ImportAnswer, SiteClient, UploadParts } from "./roll-call";

/** Appliance, release and time of the export where a case does not say otherwise. Rollcall's clock stands half an hour after the export. */
export const setUp = {
  zone: "Europe/Berlin",
  version: "26.2.1",
  installedAt: "2026-11-20T12:00:00Z",
  made: "2026-11-21T08:00:00Z",
  kind: "jump_client",
} as const;

/** A question with the answer that is given to it; without an answer the import is left waiting. */
export type Asked = readonly [question: string, answer?: Record<string, unknown>];

/** One file that is uploaded, and what must come of it. */
export interface FileStep {
  /** Its name in the folder of the table. */
  file: string;
  /** When the export was made, as the upload says; null: it does not say. */
  made?: string | null;
  kind?: ClientKind;
  parts?: UploadParts;
  /** The name under which it is uploaded. */
  fileName?: string;
  /** `mapping`, `date_order`, `time_zone`, `exported_at`, `other_list` or `other_list CODE`; or the reasons to confirm, joined by `+`. */
  asks?: readonly Asked[];
  /** `failed CODE` for a refusal. */
  ends?: string;
  /** Parts of the sentence that refuses it. */
  says?: readonly string[];
  /** Accepted and rejected rows; absent: every client is a row and there is no reject. */
  rows?: readonly [accepted: number, rejected: number];
  /** Every reject, as `LINE CODE` or `LINE COLUMN CODE`. */
  rejects?: readonly string[];
  /** Every notice, as `CODE COUNT` or `CODE COUNT COLUMN`, then ` “VALUE”` where the value of the first matters. */
  told?: readonly string[];
  diff?: Partial<NonNullable<ImportAnswer["diff"]>>;
}

export interface ExportCase extends FileStep {
  /** What is different where one file has several cases. */
  when?: string;
  /** The appliance's zone. */
  zone?: string;
  installedAt?: string;
  /** Rollcall's clock. */
  now?: string;
  /** Files that came before. */
  before?: readonly FileStep[];
  /**
   * Every client: `NAME: STATE LAST` and, behind semicolons, what else matters. NAME: `#…` is a vendor id. STATE: `in` is
   * checked in; a reason may follow in brackets. LAST, the last connection in UTC: a time of 20 November 2026, `11-19 08:00:00`,
   * `2025-11-19 08:00:00`, `made` (when the export was made), `-` (none) or `?` (not said). Behind it: `group …`, `no group`,
   * `kind …`, `type …`, `host …`, `fqdn …`, `says …`, `does not say …`, `shadow of NAME`, `possible duplicate`, `left`.
   */
  clients: readonly string[];
  /** How many clients there are where `clients` names only some. */
  among?: number;
  /** Whether the rollout is finished. */
  finished?: boolean;
}

/** An import as this table looks at it. */
export interface ReadImport extends ImportAnswer {
  lines: { read: number; noticed: number; rejected: number; skipped: number; leftOut: number } | null;
  notices: { code: NoticeCode; column: string | null; count: number; line: number; sentence: string }[];
}

/** `asks` as an import says it: the kind of its question, or its reasons to confirm. */
export function questionOf(answer: ImportAnswer, asked: string): string {
  const { question } = answer;
  if (question === null) return `${answer.status}${answer.problem ? ` ${answer.problem.code}` : ""}`;
  if (question.kind === "confirmation") {
    return (question.reasons as { code: string }[]).map(({ code }) => code).join("+");
  }
  return asked.includes(" ") ? `${question.kind} ${question.list}` : question.kind;
}

/** Holds an import that came to its end against what its step says. `clients`: how many rows must have been accepted unless the step says. */
export function expectImport(step: FileStep, answer: ReadImport, rejectsCsv: string, clients: number): void {
  const problem = answer.problem === null ? "" : ` ${answer.problem.code}`;
  expect(`${answer.status}${problem}`, JSON.stringify(answer.question)).toBe(step.ends ?? "done");
  for (const part of step.says ?? []) expect(answer.problem?.detail).toContain(part);
  if (answer.status !== "done") return;
  const [accepted, rejected] = step.rows ?? [clients, step.rejects?.length ?? 0];
  expect(answer.rows).toEqual({ total: accepted + rejected, accepted, rejected });
  if (step.rejects || rejected === 0) expect(rejectsOf(rejectsCsv)).toEqual(step.rejects ?? []);
  const told = step.told ?? [];
  expect(answer.notices.map((notice) => noticeAs(notice, told)).sort()).toEqual([...told].sort());
  expect(answer.lines).toMatchObject({
    skipped: linesOf(told, "skipped"),
    leftOut: linesOf(told, "left_out"),
  });
  if (step.diff) expect(answer.diff).toMatchObject(step.diff);
}

function rejectsOf(csv: string): string[] {
  const lines = csv.replace("\uFEFF", "").split(/\r\n(?=\d+,)/);
  return lines.slice(1).map((line) => {
    const [at, column, code] = line.split(",");
    return [at, column, code].filter(Boolean).join(" ");
  });
}

/** A notice in the words of the expectation that fits it, else in full. */
function noticeAs(notice: ReadImport["notices"][number], told: readonly string[]): string {
  const { code, count, column, sentence } = notice;
  const short = `${code} ${count}`;
  const full = column === null ? short : `${short} ${column}`;
  const fitting = told.find((each) => {
    const [head, value] = each.split(" “");
    return (head === short || head === full) && (value === undefined || sentence.includes(value));
  });
  return fitting ?? `${full}: ${sentence}`;
}

function linesOf(told: readonly string[], becameOf: string): number {
  return told
    .map((each) => each.split(" "))
    .filter(([code]) => noticeCodes[code as NoticeCode] === becameOf)
    .reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Holds the clients of a site against those of a case. */
export function expectClients(wanted: ExportCase, clients: readonly SiteClient[]): void {
  const names = new Map(clients.map((client) => [client.id, client]));
  const expected = wanted.clients.map((text) => parseClient(text));
  const left = new Set(clients);
  const pairs = [...new Set(expected.map(({ label }) => label))].flatMap((label) => {
    const wantedHere = expected.filter((each) => each.label === label);
    const here = clients.filter((client) => label === labelOf(client, label));
    for (const client of here) left.delete(client);
    const ordered = [...here].sort((a, b) => compare(stateOf(a) + a.lastSeenAt, stateOf(b) + b.lastSeenAt));
    wantedHere.sort((a, b) =>
      compare(a.state + instantOf(a.last, wanted), b.state + instantOf(b.last, wanted)),
    );
    const length = Math.max(ordered.length, wantedHere.length);
    return Array.from({ length }, (_, at) => ({ want: wantedHere[at], client: ordered[at] }));
  });
  const found = pairs.map(({ want, client }) =>
    client ? writeClient(client, want, wanted, names) : "(none)",
  );
  const others =
    wanted.among === undefined
      ? [...left].map((client) => writeClient(client, undefined, wanted, names))
      : [];
  expect([...found, ...others]).toEqual(pairs.map(({ want }) => want?.text ?? "(none)"));
  if (wanted.among !== undefined) expect(clients.length).toBe(wanted.among);
}

interface WantedClient {
  text: string;
  label: string;
  state: string;
  reason: string | undefined;
  last: string;
  aspects: readonly string[];
}

function parseClient(text: string): WantedClient {
  const [, label, state, reason, last, rest] =
    /^(.*?): (\w+)(?:\((\w+)\))? (\?|-|made|[\d][\d:. -]*)((?:; .*)?)$/.exec(text) ?? [];
  if (label === undefined || state === undefined || last === undefined)
    throw new Error(`cannot read “${text}”`);
  const aspects = (rest ?? "").split("; ").filter(Boolean);
  return { text, label, state, reason, last, aspects };
}

function labelOf(client: SiteClient, label: string): string {
  return label.startsWith("#") ? `#${client.vendorId}` : client.name;
}

function stateOf({ state }: SiteClient): string {
  return state === "checked_in" ? "in" : String(state);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The instant that LAST means, as the API writes it. */
function instantOf(last: string, { made = setUp.made }: ExportCase): string | null {
  if (last === "-") return null;
  if (last === "made") return new Date(made ?? setUp.made).toISOString();
  const day = last.includes(" ") ? last.split(" ")[0] : "11-20";
  const time = last.split(" ").at(-1);
  return new Date(`${day?.length === 5 ? `2026-${day}` : day}T${time}Z`).toISOString();
}

/** A client in the words of an expectation, as far as those words go; without one, state and last connection. */
function writeClient(
  client: SiteClient,
  want: WantedClient | undefined,
  wanted: ExportCase,
  clients: ReadonlyMap<number, SiteClient>,
): string {
  const label = want?.label.startsWith("#") ? `#${client.vendorId}` : client.name;
  const reason = want?.reason === undefined && want !== undefined ? "" : `(${client.reason?.code})`;
  const { lastSeenAt } = client;
  const isLast = want !== undefined && (want.last === "?" || instantOf(want.last, wanted) === lastSeenAt);
  const last = isLast ? want.last : (lastSeenAt ?? "-");
  const told = (want?.aspects ?? []).map((aspect) => aspectOf(client, aspect, clients));
  const flags = [client.possibleDuplicate && "possible duplicate", client.left && "left"].filter(Boolean);
  const shadow =
    client.survivorId === null ? [] : [`shadow of ${nameOf(clients.get(client.survivorId), want)}`];
  const unsaid = [...flags, ...shadow].filter((each) => !told.includes(String(each)));
  const kind = client.kind === (wanted.kind ?? setUp.kind) ? [] : [`kind ${client.kind}`];
  const extra = [...kind, ...unsaid].filter((each) => !told.includes(String(each)));
  return [`${label}: ${stateOf(client)}${reason} ${last}`, ...told, ...extra].join("; ");
}

function nameOf(client: SiteClient | undefined, want: WantedClient | undefined): string {
  const byId = want?.aspects.some((aspect) => aspect.startsWith("shadow of #"));
  return byId ? `#${client?.vendorId}` : String(client?.name);
}

function aspectOf(client: SiteClient, aspect: string, clients: ReadonlyMap<number, SiteClient>): string {
  const rest = (word: string) => aspect.slice(word.length + 1);
  const sentence = client.reason?.sentence ?? "";
  if (aspect.startsWith("says ")) return sentence.includes(rest("says")) ? aspect : `says “${sentence}”`;
  if (aspect.startsWith("does not say ")) {
    return sentence.includes(rest("does not say")) ? `says “${sentence}”` : aspect;
  }
  if (aspect === "no group") return client.group === null ? aspect : `group ${client.group}`;
  if (aspect === "no host") return client.hostname === null ? aspect : `host ${client.hostname}`;
  if (aspect === "no type") return client.connectionType === null ? aspect : `type ${client.connectionType}`;
  if (aspect === "possible duplicate") return client.possibleDuplicate ? aspect : "no possible duplicate";
  if (aspect === "left") return client.left ? aspect : "not left";
  if (aspect.startsWith("shadow of ")) {
    const survivor = client.survivorId === null ? undefined : clients.get(client.survivorId);
    if (!survivor) return "no shadow";
    return `shadow of ${aspect.startsWith("shadow of #") ? `#${survivor.vendorId}` : survivor.name}`;
  }
  for (const [word, value] of [
    ["group", client.group],
    ["kind", client.kind],
    ["type", client.connectionType],
    ["host", client.hostname],
    ["fqdn", client.fqdn],
  ] as const) {
    if (aspect.startsWith(`${word} `)) return `${word} ${value}`;
  }
  throw new Error(`“${aspect}” is nothing that can be said of a client`);
}
