/** DATA and lookup of the one-word cells: yes and no, kinds of client, connection types, conditions, nothing at all. */

import type { Availability, ClientKind, ConnectionType } from "@/lib/core/client";
import {
  bracketedNoValueWords,
  neverWords,
  noValueWords,
  placeholderWords,
  unknownWords,
} from "./absence-words";
import { bareWord, comparisonKey, foldWords } from "./clean-text";

/** The six languages, without the French "o", which is a zero mistyped as often; then what Excel writes for TRUE and FALSE in its own language; then marks. */
const yesWords = wordSet([
  "true|t|yes|y|sim|si|s|oui|ja|j|on|x|v",
  "wahr|vrai|verdadero|vero|verdadeiro|waar|prawda|sand|sann|sant|tosi|igaz|pravda|istina|adevarat|resnicno|egia",
  "истина|істина|вярно|αληθεσ|αληθης|αληθες|dogru|teisinga|patiess|toene|真|是|はい|참|예",
  "✓|✔|☑|✅",
]);
const noWords = wordSet([
  "false|f|no|n|nao|non|nein|nee|nej|nei|off",
  "falsch|faux|falso|onwaar|fałsz|falsz|falsk|usann|falskt|epatosi|hamis|nepravda|laz|fals|neresnicno|gezurra",
  "ложь|хибність|невярно|ψευδεσ|ψευδης|ψευδες|yanlis|yanlıs|klaidinga|aplams|vaar|假|否|いいえ|거짓|아니오",
  "✗|✘|❌|✖",
]);
/** As numbers: pandas makes 1.0 and 0.0 of them, Access writes -1 for yes. */
const yesNumber = /^-?1(?:[.,]0+)?$/;
const noNumber = /^-?0(?:[.,]0+)?$/;

const kindWords: Record<ClientKind, readonly string[]> = {
  jump_client: words(
    "jump client|jumpclient|jump clients|pinned client|pinned clients|cliente jump|cliente de jump|cliente do jump|client jump|client de jump|jump cliente|asset|assets|ativo|ativos|activo|activos|risorsa|risorse|actif|actifs|ressource|ressources|ressourcen",
  ),
  jumpoint: words(
    "jumpoint|jumpoints|jump point|jump points|punto jump|ponto jump|point jump|push agent|gateway|gateways|passerelle|passerelles|pasarela|pasarelas|puerta de enlace|puertas de enlace",
  ),
  console: words(
    "console|consoles|representative console|rep console|support console|console de suporte tecnico|console de suporte|consola|consola de suporte tecnico|consola do tecnico de suporte|consola del tecnico de soporte|console del tecnico di supporto|console tecnico di supporto|console du technicien d assistance|console technicien|konsole|konsole des support technikers|techniker konsole|representative|support technician",
  ),
  button: words(
    "button|buttons|bomgar button|bomgar buttons|support button|botao|botao bomgar|botao de suporte|boton|boton bomgar|boton de soporte|pulsante|pulsante bomgar|pulsante di supporto|bouton|bouton bomgar|bouton d assistance|schaltflache|bomgar schaltflache|support schaltflache",
  ),
  connection_agent: words(
    "connection agent|connection agents|agente de conexao|agente de ligacao|agente de conexion|agente di connessione|agente di collegamento|agent de connexion|verbindungsagent|verbindungs agent",
  ),
  integration_client: words(
    "integration client|integration clients|integration agent|cliente de integracao|agente de integracao|cliente de integracion|client di integrazione|client d integrazione|client d integration|integrationsclient|integrations client",
  ),
};

const connectionWords: Record<ConnectionType | "uninstalled", readonly string[]> = {
  active: words("active|ativo|ativa|activo|activa|attivo|attiva|actif|active|aktiv"),
  passive: words("passive|passivo|passiva|pasivo|pasiva|passif|passiv|standby|stand by"),
  uninstalled: words("uninstalled|desinstalado|desinstalada|disinstallato|desinstalle|deinstalliert"),
};

const reasonWords: Record<Availability, readonly string[]> = {
  available: words(
    "none|nenhum|nenhuma|ninguno|ninguna|nessuno|nessuna|aucun|aucune|keine|keiner|available|disponivel",
  ),
  disabled: words(
    "disabled|desativado|desabilitado|desactivado|deshabilitado|disabilitato|disattivato|desactive|deaktiviert",
  ),
  uninstalled: words("uninstalled|desinstalado|disinstallato|desinstalle|deinstalliert"),
};

const noValues = wordSet([noValueWords.join("|")]);
const bracketedNoValues = wordSet([noValueWords.join("|"), bracketedNoValueWords.join("|")]);
const unknowns = wordSet([unknownWords.join("|")]);
const placeholders = wordSet([placeholderWords.join("|")]);
const nevers = new Set(
  neverWords.flatMap(({ never, seen, also }) => [
    ...also,
    ...never.flatMap((word) => [word, ...seen.flatMap((done) => [`${word} ${done}`, `${done} ${word}`])]),
  ]),
);

/** Longer texts are no words: they are not folded to find that out. */
const longestWord = 80;
/** Written by spreadsheets in place of a value that cannot be computed: #NAME?, #¿NOMBRE?, #REF!, #DIV/0!. */
const sheetError = /^#[¡¿]?\p{L}[\p{L}/0]{0,15}[!?]$/u;
const closings: Readonly<Record<string, string>> = { "(": ")", "<": ">", "[": "]", "{": "}", '"': '"' };
const dashes = /^[-\u2010-\u2015\u2212_. ]*$/;
/** The mask of a date without one: --/--/----, __.__.____ */
const emptyMask = /^[-\u2010-\u2015\u2212_./: ]+$/;
const letterOrDigit = /[\p{L}\p{N}]/u;
const zero = /^[-+]?0+(?:[.,]0+)?$/;
/** As Excel shows long numbers: their last digits are lost. */
const scientific = /^[-+]?\d(?:[.,]\d{1,20})?e[+-]\d{1,3}$/i;
const emptyGuid = /^[{(]?(?:0{8}-(?:0{4}-){3}0{12}|f{8}-(?:f{4}-){3}f{12})[)}]?$/i;
const negative = /^-\d+(?:[.,]0+)?$/;

const kinds = invert(kindWords);
const connections = invert(connectionWords);
const reasons = invert(reasonWords);

/**
 * Yes or no in any of the six languages, as Excel writes it in its own, as a number (1, 0, 1.0, -1) or a mark. Null for
 * anything else: it is unreadable, never "no". Ask `isNoValue` about what says nothing.
 */
export function readYesNo(text: string): boolean | null {
  // What programs write, without the work of folding.
  if (text === "False" || text === "false" || text === "0") return false;
  if (text === "True" || text === "true" || text === "1") return true;
  if (text.length > longestWord) return null;
  const word = bareWord(text);
  if (yesWords.has(word) || yesNumber.test(word)) return true;
  return noWords.has(word) || noNumber.test(word) ? false : null;
}

/** The kind of client that a cell names, in our own words or those of the six languages; null if unknown. */
export function readKind(text: string): ClientKind | null {
  return lookUp(kinds, text);
}

/** Active, passive or (Configuration API) uninstalled; null if the cell says something else. */
export function readConnectionType(text: string): ConnectionType | "uninstalled" | null {
  return lookUp(connections, text);
}

/** The API's `unavailable_reason` as a condition of the client ("none" is available); null if the cell says something else. */
export function readUnavailableReason(text: string): Availability | null {
  return lookUp(reasons, text);
}

/**
 * True for what stands where there is no value: nothing, dashes, the nulls of programs (null, None, NaN, NaT, n/a, #N/A,
 * \N), "none" and "empty" in the six languages. "Unknown" and a question mark are no such word: they say that there is
 * a value which nobody knows.
 */
export function isNoValue(text: string): boolean {
  // NaT is what pandas writes; in other letters it is a name.
  if (text === "" || text === "NaT") return true;
  if (isDigit(text.charCodeAt(0)) || text.length > longestWord) return false;
  return isNoValueWord(bareWord(text));
}

/** Every word of letters and digits that `isNoValue` and `isPlaceholder` look up, as `bareWord` spells it. */
export const absenceWords: readonly string[] = ["nat", ...noValues, ...unknowns, ...placeholders];

function isNoValueWord(word: string): boolean {
  if (noValues.has(word)) return true;
  const inner = unbracketed(word);
  return inner !== word ? bracketedNoValues.has(inner) : dashes.test(word);
}

/** What stands in place of a date: there was none, or nobody knows it. */
export type NoDate = "never" | "unknown";

/**
 * What a text that is no date says in its place: "never" (no value, a bare 0, "never" and "not yet" in the six
 * languages, an empty mask) or "unknown" (that word, question marks, other marks alone). Null for anything else. The zero
 * dates of programs (1601, 1970 …) are dates: `readInstant` calls them implausible.
 */
export function readNoDate(text: string): NoDate | null {
  if (text === "") return "never";
  const first = text.charCodeAt(0);
  if (text.length > longestWord || (isDigit(first) && first !== 48)) return null;
  const whole = bareWord(text);
  const word = unbracketed(whole);
  if (isNoValueWord(whole) || zero.test(word) || word === "nat") return "never";
  if (unknowns.has(word)) return "unknown";
  if (!letterOrDigit.test(word))
    return word.includes("#") ? null : emptyMask.test(word) ? "never" : "unknown";
  if (!nevers.has(foldWords(word))) return null;
  return word.includes("?") ? "unknown" : "never";
}

/** True for what stands where there is no date, whether it says "never" or "unknown". */
export function isNoDate(text: string): boolean {
  return readNoDate(text) !== null;
}

/**
 * True for words that identify nobody, in whatever column they stand: no value, "unknown" in the six languages,
 * localhost, the errors of spreadsheets (#NAME?, ########), marks without a letter or digit.
 */
export function isPlaceholder(text: string): boolean {
  if (text === "" || text === "NaT") return true;
  if (text.length > longestWord) return !letterOrDigit.test(text);
  const word = bareWord(text);
  const inner = unbracketed(word);
  if (placeholders.has(inner) || unknowns.has(inner) || isNoValueWord(word)) return true;
  return sheetError.test(text.trim()) || !letterOrDigit.test(word);
}

/** The same for ids, and what spreadsheets and scripts make of missing or long ones: 0, 0.0, -1, 1.23E+05, an empty GUID. */
export function isPlaceholderId(text: string): boolean {
  if (isPlaceholder(text)) return true;
  if (text.length > longestWord) return false;
  const id = comparisonKey(text);
  return zero.test(id) || negative.test(id) || scientific.test(id) || emptyGuid.test(id);
}

/** A question mark makes any word a guess. */
function lookUp<Value>(table: ReadonlyMap<string, Value>, text: string): Value | null {
  const known = table.get(text);
  if (known !== undefined) return known;
  if (text.length > longestWord || text.includes("?")) return null;
  return table.get(foldWords(text)) ?? null;
}

/** What stands inside one pair of brackets around the whole: (null), <NA>, [none]. */
function unbracketed(word: string): string {
  const close = closings[word[0] ?? ""];
  if (close === undefined || word.length < 3 || !word.endsWith(close)) return word;
  return word.slice(1, -1).trim();
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Words as `bareWord` compares them. */
function wordSet(lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split("|")).map(bareWord));
}

function words(list: string): string[] {
  return list.split("|");
}

function invert<Key extends string>(table: Record<Key, readonly string[]>): Map<string, Key> {
  const inverted = new Map<string, Key>();
  for (const key of Object.keys(table) as Key[]) {
    for (const word of [key.replaceAll("_", " "), ...table[key]]) inverted.set(word, key);
  }
  return inverted;
}
