/** DATA and lookup of the one-word cells: yes and no, kinds of client, connection types, conditions, "never". */

import type { Availability, ClientKind, ConnectionType } from "@/lib/core/client";
import { foldWords } from "./clean-text";

const yesWords = words("true|yes|y|1|sim|si|s|oui|vrai|o|ja|j|wahr|verdadeiro|verdadero|vero|on|x");
const noWords = words("false|no|n|0|nao|non|faux|nein|falsch|falso|off");

const kindWords: Record<ClientKind, readonly string[]> = {
  jump_client: words(
    "jump client|jumpclient|jump clients|pinned client|pinned clients|cliente jump|cliente de jump|cliente do jump|client jump|client de jump|jump cliente",
  ),
  jumpoint: words("jumpoint|jumpoints|jump point|punto jump|ponto jump|point jump|push agent"),
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

const neverWords = new Set(
  words(
    "never|nunca|mai|jamais|nie|niemals|never connected|n a|na|null|none|unknown|desconhecido|desconocido|sconosciuto|inconnu|unbekannt",
  ),
);

/** The first instants of Unix and .NET time, also as a zone west of Greenwich shows them, and all zeros. */
const noDateInDigits =
  /^(?:0+$|00[-/.]00[-/.]0000|0000[-/.]|0001[-/.]0?1[-/.]0?1|1970[-/.]0?1[-/.]0?1|1969[-/.]12[-/.]31|0?1[-/.]0?1[-/.](?:1970|0001)|31[-/.]12[-/.]1969|12[-/.]31[-/.]1969)(?!\d)/;

const kinds = invert(kindWords);
const connections = invert(connectionWords);
const reasons = invert(reasonWords);

/** Yes or no in any of the six languages, or null for anything else. */
export function readYesNo(text: string): boolean | null {
  // What programs write, without the work of folding.
  if (text === "False" || text === "false" || text === "0") return false;
  if (text === "True" || text === "true" || text === "1") return true;
  const word = foldWords(text);
  if (yesWords.includes(word)) return true;
  return noWords.includes(word) ? false : null;
}

/** The kind of client that a cell names, in our own words or those of the six languages; null if unknown. */
export function readKind(text: string): ClientKind | null {
  return kinds.get(text) ?? kinds.get(foldWords(text)) ?? null;
}

/** Active, passive or (Configuration API) uninstalled; null if the cell says something else. */
export function readConnectionType(text: string): ConnectionType | "uninstalled" | null {
  return connections.get(text) ?? connections.get(foldWords(text)) ?? null;
}

/** The API's `unavailable_reason` as a condition of the client; null if the cell says something else. */
export function readUnavailableReason(text: string): Availability | null {
  return reasons.get(text) ?? reasons.get(foldWords(text)) ?? null;
}

/** True for what programs write in place of a missing date: "never", "n/a", "-", 0, 1970-01-01, 0001-01-01. */
export function isNoDate(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) return noDateInDigits.test(text);
  if (text === "-" || text === "--" || text === "\u2013" || text === "\u2014") return true;
  return !/\d/.test(text) && neverWords.has(foldWords(text));
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
