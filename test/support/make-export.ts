/**
 * Makes realistic export files of any size for tests and benches, with the truth about them counted while
 * the rows are thought up, not by reading the file. The console's own format is unpublished: these are
 * synthetic.
 */

import iconv from "iconv-lite";

export type ExportLanguage = "en" | "pt-BR" | "pt-PT" | "es" | "it" | "fr" | "de";
export type ExportEncoding = "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be" | "windows-1252";

export interface ExportPlan {
  rows: number;
  seed?: number;
  language?: ExportLanguage;
  /** `console`: the list with Status Details. `api`: the 29 columns of the Configuration API. */
  shape?: "console" | "api";
  delimiter?: "," | ";" | "\t";
  encoding?: ExportEncoding;
  newline?: "\n" | "\r\n";
  /** Epoch milliseconds at which the release was installed; dates scatter around it. */
  installedAt?: number;
  /** Epoch milliseconds at which the export was made; no date is later. */
  exportedAt?: number;
  /** Minutes east of UTC in which local dates are written (0: UTC; -180: America/Sao_Paulo). */
  zoneOffsetMinutes?: number;
  /** One row in this many is bad (unreadable date, no identity, a quotation mark never closed); 0: none. */
  badEvery?: number;
  /** The number of the first client: fleets with other numbers have other hosts. */
  firstIndex?: number;
  /**
   * Makes it a later export of the same fleet. `first`: what its first export was made with. `before`: when the export of the
   * day before was made (epoch milliseconds). 84 of 100 clients have been connected since, 60 of 100 are online, the
   * others stand as in the first export.
   */
  laterDay?: { first: { installedAt: number; exportedAt: number }; before: number } | null;
  /** One client in this many has been moved to another group; 0: none. */
  regroupedEvery?: number;
}

/** What a correct reader must find. `checkedIn` = connected strictly after `installedAt`, online ones included. */
export interface ExportTruth {
  total: number;
  accepted: number;
  rejected: number;
  /** Of the rejected: rows that say who they are, so that their clients were listed. */
  listed: number;
  online: number;
  offline: number;
  never: number;
  checkedIn: number;
  behind: number;
  newestAt: number | null;
}

export interface MadeExport {
  truth: ExportTruth;
  /** The file in pieces of about 64 KiB. */
  bytes(): AsyncIterable<Uint8Array>;
  text(): string;
}

interface Client {
  index: number;
  name: string;
  host: string;
  domain: string;
  group: string;
  system: string;
  comment: string;
  user: string;
  online: boolean;
  /** Start of the connection if online, end of it if offline; null: never connected. Whole seconds. */
  at: number | null;
  bad: "date" | "identity" | "quotes" | null;
}

interface Words {
  headings: string[];
  online: string;
  offline: string;
  onlineSince: string;
  offlineSince: string;
  group: string;
  date: (date: Date) => string;
}

const day = 86_400_000;
const two = (number: number) => String(number).padStart(2, "0");
const clock = (date: Date) =>
  `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
const slashed = (date: Date) =>
  `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()} ${clock(date)}`;
const dotted = (date: Date) =>
  `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()} ${clock(date)}`;
const american = (date: Date) => {
  const hour = date.getUTCHours();
  const time = `${hour % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} ${time}\u202f${hour < 12 ? "AM" : "PM"}`;
};

const wordsOf: Record<ExportLanguage, Words> = {
  en: {
    headings:
      "Name|Hostname/IP|FQDN|Group|Status|Status Details|Tag|Comments|Operating System|Private IP|Public IP|Console User".split(
        "|",
      ),
    online: "Online",
    offline: "Offline",
    onlineSince: "Online since",
    offlineSince: "Offline since",
    group: "Branch",
    date: american,
  },
  "pt-BR": {
    headings:
      "Nome|Nome do host/IP|FQDN|Grupo|Status|Detalhes de Status|Etiqueta|Comentários|Sistema operacional|IP privado|IP público|Usuário do console".split(
        "|",
      ),
    online: "Conectado",
    offline: "Desconectado",
    onlineSince: "Conectado desde",
    offlineSince: "Desconectado desde",
    group: "Agência São João",
    date: slashed,
  },
  "pt-PT": {
    headings:
      "Nome|Nome do anfitrião/IP|FQDN|Grupo|Estado|Detalhes do estado|Etiqueta|Comentários|Sistema operativo|IP privado|IP público|Utilizador da consola".split(
        "|",
      ),
    online: "Ligado",
    offline: "Desligado",
    onlineSince: "Ligado desde",
    offlineSince: "Desligado desde",
    group: "Balcão",
    date: slashed,
  },
  es: {
    headings:
      "Nombre|Nombre de host/IP|FQDN|Grupo|Estado|Detalles de estado|Etiqueta|Comentarios|Sistema operativo|IP privada|IP pública|Usuario de consola".split(
        "|",
      ),
    online: "Conectado",
    offline: "Desconectado",
    onlineSince: "Conectado desde el",
    offlineSince: "Desconectado desde el",
    group: "Oficina Peñón",
    date: slashed,
  },
  it: {
    headings:
      "Nome|Nome host/IP|FQDN|Gruppo|Stato|Dettagli stato|Etichetta|Commenti|Sistema operativo|IP privato|IP pubblico|Utente console".split(
        "|",
      ),
    online: "Online",
    offline: "Non in linea",
    onlineSince: "Online dal",
    offlineSince: "Offline dal",
    group: "Filiale di Forlì",
    date: slashed,
  },
  fr: {
    headings:
      "Nom|Nom d'hôte/IP|FQDN|Groupe|Statut|Détails de statut|Étiquette|Commentaires|Système d'exploitation|IP privée|IP publique|Utilisateur de la console".split(
        "|",
      ),
    online: "En ligne",
    offline: "Hors ligne",
    onlineSince: "En ligne depuis le",
    offlineSince: "Hors ligne depuis le",
    group: "Agence d'Orléans Été",
    date: slashed,
  },
  de: {
    headings:
      "Name|Hostname/IP-Adresse|FQDN|Gruppe|Status|Statusdetails|Kennzeichnung|Kommentare|Betriebssystem|Private IP|Öffentliche IP|Konsolenbenutzer".split(
        "|",
      ),
    online: "Verbunden",
    offline: "Getrennt",
    onlineSince: "Verbunden seit",
    offlineSince: "Getrennt seit",
    group: "Außenstelle Köln",
    date: dotted,
  },
};

const apiHeadings = (
  "id|jump_group_id|name|tag|public_site_address|comments|jump_policy_id|needs_update|install_mode|is_quiet|" +
  "connection_type|last_connect_timestamp|last_disconnect_timestamp|fqdn|unavailable_reason|operating_system|" +
  "public_ip|private_ip|console_user|expiration_timestamp|is_lost|jump_group_type|customer_client_start_mode|" +
  "hostname|max_offline_minutes|last_access_timestamp|jumpoint_proxy|unattended_session_policy_id|attended_session_policy_id"
).split("|");

/**
 * An export of `rows` clients. Roughly 55 % are online, 5 % were never connected, the rest went offline
 * between 60 days before and the end; the first row always has a day above 12, so that the order of day and
 * month can be told. English dates are month first with a narrow no-break space before AM/PM.
 */
export function makeExport(plan: ExportPlan): MadeExport {
  const full: Required<ExportPlan> = {
    seed: 1,
    language: "en",
    shape: "console",
    delimiter: ",",
    encoding: "utf-8",
    newline: "\r\n",
    installedAt: Date.UTC(2026, 10, 20, 2, 0, 0),
    exportedAt: Date.UTC(2026, 10, 21, 9, 30, 0),
    zoneOffsetMinutes: 0,
    badEvery: 0,
    firstIndex: 0,
    laterDay: null,
    regroupedEvery: 0,
    ...plan,
  };
  return { truth: countTruth(full), bytes: () => encoded(full), text: () => [...pieces(full)].join("") };
}

function countTruth(plan: Required<ExportPlan>): ExportTruth {
  const truth: ExportTruth = {
    total: plan.rows,
    accepted: 0,
    rejected: 0,
    listed: 0,
    online: 0,
    offline: 0,
    never: 0,
    checkedIn: 0,
    behind: 0,
    newestAt: null,
  };
  for (let row = 0; row < plan.rows; row++) {
    const client = clientOf(plan.firstIndex + row, plan);
    if (client.bad) {
      truth.rejected += 1;
      if (client.bad === "date") truth.listed += 1;
      continue;
    }
    truth.accepted += 1;
    if (client.at === null) truth.never += 1;
    else if (client.online) truth.online += 1;
    else truth.offline += 1;
    if (client.at !== null && (client.online || client.at > plan.installedAt)) truth.checkedIn += 1;
    else truth.behind += 1;
    if (client.at !== null && (truth.newestAt === null || client.at > truth.newestAt))
      truth.newestAt = client.at;
  }
  return truth;
}

function* pieces(plan: Required<ExportPlan>): Generator<string> {
  const headings = plan.shape === "api" ? apiHeadings : wordsOf[plan.language].headings;
  let piece = line(headings, plan);
  for (let row = 0; row < plan.rows; row++) {
    const client = clientOf(plan.firstIndex + row, plan);
    const text = line(plan.shape === "api" ? apiCells(client) : consoleCells(client, plan), plan);
    piece += client.bad === "quotes" ? text.replace(/^"?([^"]*?)"?(?=[,;\t])/, '"$1') : text;
    if (piece.length > 65_536) {
      yield piece;
      piece = "";
    }
  }
  yield piece;
}

async function* encoded(plan: Required<ExportPlan>): AsyncGenerator<Uint8Array> {
  const marks: Record<ExportEncoding, number[]> = {
    "utf-8": [],
    "utf-8-bom": [0xef, 0xbb, 0xbf],
    "utf-16le": [0xff, 0xfe],
    "utf-16be": [0xfe, 0xff],
    "windows-1252": [],
  };
  const mark = marks[plan.encoding];
  if (mark.length > 0) yield Uint8Array.from(mark);
  const encoding = plan.encoding === "utf-8-bom" ? "utf-8" : plan.encoding;
  for (const piece of pieces(plan)) yield iconv.encode(piece, encoding);
}

function clientOf(index: number, plan: Required<ExportPlan>): Client {
  const random = dice(plan.seed * 1_000_003 + index);
  const host = `${["pc", "nb", "srv", "kiosk"][Math.floor(random() * 4)]}-${String(index).padStart(6, "0")}`;
  const { online, at } = connectionOf(index, plan, random);
  const isBad = plan.badEvery > 0 && index % plan.badEvery === plan.badEvery - 1;
  const badness = (["date", "identity", "quotes"] as const)[
    Math.floor(index / Math.max(plan.badEvery, 1)) % 3
  ];
  const isRegrouped = plan.regroupedEvery > 0 && index % plan.regroupedEvery === plan.regroupedEvery - 1;
  return {
    index,
    name: `${host.toUpperCase()} ${wordsOf[plan.language].group} ${index % 97}`,
    host,
    domain: `branch${index % 40}.corp.example`,
    group: `${wordsOf[plan.language].group} ${isRegrouped ? (index + 1) % 40 : index % 40}`,
    system:
      ["Windows 11 Pro x64 (24H2)", "Windows 10 Enterprise x64", "macOS 15.1", "Ubuntu 24.04"][index % 4] ??
      "",
    comment:
      index % 50 === 7
        ? `line one\nline "two"; with, everything\t${index}`
        : index % 3 === 0
          ? "Desk 4, floor 2"
          : "",
    user: index % 2 === 0 ? `CORP\\user${index % 5_000}` : "",
    online: online && at !== null,
    at,
    bad: isBad ? (badness ?? "date") : null,
  };
}

function connectionOf(
  index: number,
  plan: Required<ExportPlan>,
  random: () => number,
): Pick<Client, "online" | "at"> {
  const { installedAt, exportedAt } = plan.laterDay?.first ?? plan;
  const fate = random();
  const spread = random();
  const online = fate < 0.55;
  const oldest = installedAt - 60 * day;
  let at: number | null = Math.floor((oldest + spread * (exportedAt - oldest)) / 1_000) * 1_000;
  if (fate >= 0.95) at = null;
  if (index === plan.firstIndex) {
    at = Math.floor((installedAt - 20 * day) / day) * day + 13 * 3_600_000;
    while (new Date(at + plan.zoneOffsetMinutes * 60_000).getUTCDate() <= 12) at -= day;
    return { online: false, at };
  }
  const comesDaily = random() < 0.84;
  if (plan.laterDay === null || !comesDaily) return { online, at };
  const today = dice(plan.seed * 1_000_003 + index + Math.floor(plan.laterDay.before / 1_000) * 31);
  // With those who were online at first and stand as they stood, that makes 60 of 100.
  const isOnline = today() < 0.61;
  const seconds = Math.ceil(today() * Math.floor((plan.exportedAt - plan.laterDay.before) / 1_000));
  return { online: isOnline, at: plan.laterDay.before + seconds * 1_000 };
}

function consoleCells(client: Client, plan: Required<ExportPlan>): string[] {
  const words = wordsOf[plan.language];
  const since = client.at === null ? null : words.date(new Date(client.at + plan.zoneOffsetMinutes * 60_000));
  const details = since === null ? "" : `${client.online ? words.onlineSince : words.offlineSince} ${since}`;
  const cells = [
    client.name,
    client.host,
    client.index % 10 === 3 ? "" : `${client.host}.${client.domain}`,
    client.group,
    client.online ? words.online : words.offline,
    details,
    client.index % 5 === 0 ? "VIP" : "",
    client.comment,
    client.system,
    `10.${(client.index >> 16) & 255}.${(client.index >> 8) & 255}.${client.index & 255}`,
    `203.0.113.${client.index & 255}`,
    client.user,
  ];
  return spoil(cells, client, [0, 1, 2], 5);
}

function apiCells(client: Client): string[] {
  const iso = (at: number | null) =>
    at === null ? "" : new Date(at).toISOString().replace(".000Z", "+00:00");
  const connect = client.at === null ? null : client.online ? client.at : client.at - 3_600_000;
  const disconnect = client.at === null || client.online ? null : client.at;
  const values: Record<string, string> = {
    id: String(10_000 + client.index),
    jump_group_id: String(1 + (client.index % 40)),
    name: client.name,
    tag: client.index % 5 === 0 ? "VIP" : "",
    public_site_address: "support.example.com",
    comments: client.comment,
    needs_update: "False",
    install_mode: "service",
    is_quiet: "True",
    connection_type: "active",
    last_connect_timestamp: iso(connect),
    last_disconnect_timestamp: iso(disconnect),
    fqdn: client.index % 10 === 3 ? "" : `${client.host}.${client.domain}`,
    unavailable_reason: "none",
    operating_system: client.system,
    public_ip: `203.0.113.${client.index & 255}`,
    private_ip: `10.0.${(client.index >> 8) & 255}.${client.index & 255}`,
    console_user: client.user,
    is_lost: "False",
    jump_group_type: "shared",
    customer_client_start_mode: "minimized",
    hostname: client.host,
    max_offline_minutes: "0",
  };
  const at = (heading: string) => apiHeadings.indexOf(heading);
  const cells = apiHeadings.map((heading) => values[heading] ?? "");
  return spoil(
    cells,
    client,
    [at("id"), at("name"), at("fqdn"), at("hostname")],
    at("last_connect_timestamp"),
  );
}

function spoil(cells: string[], client: Client, identity: readonly number[], date: number): string[] {
  if (client.bad === "date") cells[date] = "31/02/2026 27:90";
  if (client.bad === "identity") for (const column of identity) cells[column] = "";
  return cells;
}

function line(cells: readonly string[], plan: Required<ExportPlan>): string {
  const always = plan.shape === "api";
  const text = cells.map((cell) =>
    always || /["\r\n]/.test(cell) || cell.includes(plan.delimiter)
      ? `"${cell.replaceAll('"', '""')}"`
      : cell,
  );
  return text.join(plan.delimiter) + plan.newline;
}

/** Mulberry32: a small generator whose numbers depend on the seed alone. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
