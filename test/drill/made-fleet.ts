/**
 * What must come of made exports, worked out anew: the files are read here by a few lines that know nothing of Rollcall's own
 * reader, and the states follow from the written rules (product, README), not from its code.
 */
import { type ExportTruth, makeExport } from "../support/make-export";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** What one export says of one client. */
interface Listed {
  /** Until when it was connected; null: never. */
  seenAt: number | null;
  /** Its line names it, and the rest of it cannot be read. */
  unreadable: boolean;
}

/** One export: its bytes, and what is in it. */
export interface MadeFile {
  bytes: Buffer;
  exportedAt: number;
  /** By host name. */
  clients: Map<string, Listed>;
  /** Hosts in lines that nobody can cut into cells: they are listed if an export before made them known, and no more. */
  mentioned: ReadonlySet<string>;
  /** Lines that are refused; those of them that name somebody are among the clients as well. */
  rejected: number;
  accepted: number;
  truth: ExportTruth;
}

export interface MadeFilePlan {
  rows: number;
  seed: number;
  installedAt: number;
  exportedAt: number;
  badEvery: number;
}

/** One line in so many gets cells too many: it is read (its tag shows that nothing has slipped), and a notice tells of it. */
const surplusEvery = 300;

/** Makes an English export with times in UTC. @throws Error when this reading and the maker's own count differ */
export function makeFile(plan: MadeFilePlan): MadeFile {
  const { truth, text } = readMade(plan);
  const [headings = "", ...made] = text.split("\r\n").slice(0, -1);
  const lines = made.map((line, index) => (index % surplusEvery === 0 ? `${line},one,too many` : line));
  const clients = new Map<string, Listed>();
  const mentioned = new Set<string>();
  let rejected = 0;
  let accepted = 0;
  for (const line of lines) {
    const cells = cellsOf(line);
    if (!cells) mentioned.add(line.split(",")[1] ?? "");
    const [name = "", host = "", fqdn = "", , status = "", details = ""] = cells ?? [];
    const at = details === "" ? null : instantOf(details);
    const unreadable = at === undefined;
    const isNobody = `${name}${host}${fqdn}` === "";
    if (isNobody || unreadable) rejected++;
    else accepted++;
    if (isNobody) continue;
    const seenAt = status === "Online" ? plan.exportedAt : (at ?? null);
    clients.set(host, unreadable ? { seenAt: null, unreadable } : { seenAt, unreadable });
  }
  if (rejected !== truth.rejected || accepted !== truth.accepted) {
    throw new Error(
      `the drill reads ${accepted}/${rejected} lines, made were ${truth.accepted}/${truth.rejected}`,
    );
  }
  const bytes = Buffer.from([headings, ...lines, ""].join("\r\n"), "utf8");
  return { bytes, exportedAt: plan.exportedAt, clients, mentioned, rejected, accepted, truth };
}

/** What an export says of whom, for an appliance at which these exports came before it. */
export function listedIn(file: MadeFile, before: readonly MadeFile[]): Map<string, Listed> {
  const listed = new Map(file.clients);
  for (const host of file.mentioned) {
    const isKnown = before.some(({ clients }) => clients.has(host));
    if (isKnown && !listed.has(host)) listed.set(host, { seenAt: null, unreadable: true });
  }
  return listed;
}

function readMade(plan: MadeFilePlan): { truth: ExportTruth; text: string } {
  const made = makeExport(plan);
  return { truth: made.truth, text: made.text() };
}

/** The cells of a line, whose quoted ones hold doubled quotation marks; null where a quotation mark is never closed. */
function cellsOf(line: string): string[] | null {
  if ((line.split('"').length - 1) % 2 === 1) return null;
  return [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
}

/** The instant in "Offline since 11/20/2026 2:03:04 PM"; undefined: nobody can read it. */
function instantOf(details: string): number | undefined {
  const parts = /^(?:On|Off)line since (\d+)\/(\d+)\/(\d{4}) (\d+):(\d\d):(\d\d)\s([AP])M$/.exec(details);
  if (!parts) return undefined;
  const [month = 0, dayOfMonth = 0, year = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1, 7)
    .map(Number);
  return Date.UTC(year, month - 1, dayOfMonth, (hours % 12) + (parts[7] === "P" ? 12 : 0), minutes, seconds);
}

/** When a release was installed and how it is rolled out. */
export interface RolloutFacts {
  installedAt: number;
  mode: "observe" | "control";
}

/** A passive Jump Client (what a client of unknown type counts as) is due after 26 hours and silent after 30 days. */
const dueAfter = 26 * hour;
const silentAfter = 30 * day;
/** Sweeps may be this late without being wrong. */
const sweepSlack = 15 * minute;

/** `state reason`, several where the clock may be on either side of a limit. */
export type Expectation = readonly string[];

/** The state of each client, by host name, after these exports, oldest first. */
export function expectStates(
  files: readonly MadeFile[],
  rollout: RolloutFacts,
  now: number,
): Map<string, Expectation> {
  const hosts = new Set(files.flatMap(({ clients }) => [...clients.keys()]));
  const lookAt = Math.max(...files.map(({ exportedAt }) => exportedAt));
  const told = files.map((file, index) => ({
    exportedAt: file.exportedAt,
    listed: listedIn(file, files.slice(0, index)),
  }));
  const expected = new Map<string, Expectation>();
  for (const host of hosts) {
    let seenAt: number | null = null;
    let unreadableAt: number | null = null;
    for (const { listed, exportedAt } of told) {
      const client = listed.get(host);
      if (!client) continue;
      unreadableAt = client.unreadable ? exportedAt : null;
      if (client.seenAt !== null) seenAt = Math.max(seenAt ?? 0, client.seenAt);
    }
    const facts = { seenAt, isUnreadable: unreadableAt !== null && lookAt <= unreadableAt, lookAt };
    expected.set(host, [
      ...new Set([now, now - sweepSlack].map((instant) => stateOf(facts, rollout, instant))),
    ]);
  }
  return expected;
}

interface Told {
  seenAt: number | null;
  isUnreadable: boolean;
  lookAt: number;
}

function stateOf({ seenAt, isUnreadable, lookAt }: Told, rollout: RolloutFacts, now: number): string {
  if (seenAt !== null && seenAt > rollout.installedAt) return "checked_in seen_after_release";
  if (seenAt !== null && !isUnreadable && now >= seenAt + silentAfter) return "needs_redeployment silent";
  if (rollout.mode === "control") return "queued wants_slot";
  if (isUnreadable) return "waiting row_unreadable";
  const dueAt = rollout.installedAt + dueAfter;
  if (now < dueAt) return seenAt === null ? "waiting never_seen" : "waiting not_due_yet";
  if (lookAt <= dueAt) return "waiting no_data_since_due";
  return seenAt === null ? "overdue never_seen" : "overdue past_due";
}
