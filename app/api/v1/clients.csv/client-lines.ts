/** Writes clients as lines of a CSV file: by the thousand, so cells that are the same for many are written once. */
import { cellWriter, type Separator, separators } from "@/app/_web/csv";
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

const headingsOf = (columns: readonly string[], named: Readonly<Record<string, string>>) =>
  columns.map((column) => named[column] ?? column);

export const headings = [
  "id",
  "appliance",
  "kind",
  ...headingsOf(filedNames, nameHeadings),
  "state",
  "reason_code",
  "reason",
  "what_would_clear_it",
  ...headingsOf(filedParts, partHeadings),
];

const states = words("states");
const kinds = words("kinds");
type Kind = Parameters<typeof kinds>[0];
type State = Parameters<typeof states>[0];

const linesAtOnce = 2_000;

/** Pieces of lines that end with CRLF, in the order of the headings. `hostnames`: of appliances, by id. */
export async function* clientLines(
  clients: AsyncGenerator<FiledClient[]>,
  hostnames: ReadonlyMap<number, string>,
  separator: Separator,
): AsyncGenerator<string, void, undefined> {
  const cell = cellWriter(separator);
  const delimiter = separators[separator];
  const explain = explainer();
  const known = new Map<string, string>();
  /** Of few different texts. */
  const repeated = (text: string): string => {
    let written = known.get(text);
    if (written === undefined) {
      written = cell(text);
      known.set(text, written);
    }
    return written;
  };
  const line = ({ id, applianceId, kind, state, timeZone, reason, names, parts }: FiledClient): string => {
    const why = reason && explain(reason, timeZone);
    return [
      String(id),
      repeated(hostnames.get(applianceId) ?? String(applianceId)),
      repeated(kinds(kind as Kind)),
      ...names.map(cell),
      repeated(states((state ?? "none") as State)),
      why?.code ?? "",
      why ? cell(why.sentence) : "",
      why ? cell(why.clear) : "",
      ...parts.map(cell),
    ].join(delimiter);
  };
  for await (const some of clients) {
    for (let start = 0; start < some.length; start += linesAtOnce) {
      const lines = some.slice(start, start + linesAtOnce).map(line);
      yield `${lines.join("\r\n")}\r\n`;
    }
  }
}
