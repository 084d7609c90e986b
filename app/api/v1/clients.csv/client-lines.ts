/** Writes clients as lines of a CSV file: by the thousand, so cells that are the same for many are written once. */
import type { Separator } from "@/app/_web/csv";
import { LineWriter } from "@/app/_web/line-writer";
import { moverOf } from "@/lib/core/movers";
import { words } from "@/lib/platform/words";
import { type FiledClient, filedNames, filedParts } from "@/lib/rollout/clients/stream-clients";
import { explainer } from "@/lib/rollout/members/explain";

/** Headings that an import knows are the ones it would recognise. */
const nameHeadings: Readonly<Record<string, string>> = {
  name: "name",
  hostname: "hostname",
  fqdn: "fqdn",
  vendorId: "vendor_id",
  group: "group",
  connectionType: "connection_type",
};
const partHeadings: Readonly<Record<string, string>> = {
  stateSince: "state_since",
  lastSeenAt: "last_connected",
  dueAt: "due",
  checkedInAt: "checked_in",
  late: "late",
  left: "left",
  possibleDuplicate: "possible_duplicate",
  survivorId: "survivor_id",
  site: "site",
  owner: "owner",
  tags: "tags",
};

const headingsOf = (columns: object, named: Readonly<Record<string, string>>) =>
  Object.keys(columns).map((column) => named[column] ?? column);

export const headings = [
  "id",
  "appliance",
  "kind",
  ...headingsOf(filedNames, nameHeadings),
  "state",
  "reason_code",
  "reason",
  "what_would_clear_it",
  "whose_move",
  ...headingsOf(filedParts, partHeadings),
];

const stateWords = words("states");
const kindWords = words("kinds");
const states = remembered((state) => stateWords(state as Parameters<typeof stateWords>[0]));
const kinds = remembered((kind) => kindWords(kind as Parameters<typeof kindWords>[0]));

/** A translator is asked once for each word. */
function remembered(write: (word: string) => string): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const text = known.get(word) ?? write(word);
    known.set(word, text);
    return text;
  };
}

/** Pieces of lines that end with CRLF, in the order of the headings. `hostnames`: of appliances, by id. */
export async function* clientLines(
  clients: AsyncGenerator<Iterable<FiledClient>>,
  hostnames: ReadonlyMap<number, string>,
  separator: Separator,
): AsyncGenerator<Uint8Array, void, undefined> {
  const lines = new LineWriter(separator);
  const explain = explainer();
  for await (const some of clients) {
    for (const client of some) {
      const { id, applianceId, kind, state, timeZone, reason, row } = client;
      lines.cell(id);
      lines.repeated(hostnames.get(applianceId) ?? String(applianceId));
      lines.repeated(kinds(kind));
      for (const type of names) lines.field(row, type);
      lines.repeated(states(state ?? "none"));
      const why = reason && explain(reason, timeZone);
      lines.repeated(why?.code ?? "");
      lines.cell(why?.sentence ?? "");
      lines.repeated(why?.clear ?? "");
      lines.repeated(why && state ? moverOf(state, why.code) : "");
      for (const type of parts) lines.field(row, type);
      lines.endLine();
      if (lines.isFull) yield lines.take();
    }
  }
  if (!lines.isEmpty) yield lines.take();
}

const names = Object.values(filedNames);
const parts = Object.values(filedParts);
