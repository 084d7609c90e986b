/**
 * DATA: the words of the Status and Status Details columns in English, Portuguese, Spanish, Italian, French
 * and German, folded (lower case, no accents, single spaces). Each entry is a piece of a regular expression.
 */

/** Connected now. */
export const onlineWords: readonly string[] = [
  ..."online|on line|connected|in use|session in progress|session active|signed in|logged in".split("|"),
  ..."conectad[oa]s?|ligad[oa]s?|em linha|em uso|em utilizacao|conectad[oa] a".split("|"),
  ..."en linea|en uso|conectad[oa]".split("|"),
  ..."conness[oaie]|collegat[oaie]|in linea|in uso".split("|"),
  ..."en ligne|connectee?s?|en cours d utilisation|utilisee?".split("|"),
  ..."verbunden|angemeldet|in verwendung|in benutzung|in gebrauch".split("|"),
];

/** Not connected now. Negations ("not connected", "nicht verbunden") are made from the words above. */
export const offlineWords: readonly string[] = [
  ..."offline|off line|disconnected|unreachable|signed out|logged out|connection lost|lost connection".split(
    "|",
  ),
  ..."desconectad[oa]s?|desligad[oa]s?|fora de linha|fora do ar|sem ligacao|sem conexao".split("|"),
  ..."conexao perdida|ligacao perdida|inacessivel".split("|"),
  ..."sin conexion|fuera de linea|conexion perdida".split("|"),
  ..."disconness[oaie]|scollegat[oaie]|fuori linea|non in linea|connessione persa".split("|"),
  ..."hors ligne|hors connexion|deconnectee?s?|connexion perdue".split("|"),
  ..."getrennt|abgemeldet|nicht erreichbar|verbindung verloren|verbindung getrennt".split("|"),
];

/** Words that turn a word of connection that follows into its opposite. */
export const negations: readonly string[] = [
  ..."not|never|no|no longer|nao|nunca|non|mai|pas|jamais|plus|nicht|nie|niemals|kein|keine".split("|"),
];

/** Words before a word of connection that put it into the past: a date, but nothing about now. */
export const pastWords: readonly string[] = [
  ..."last|previously|was|ultim[oa]|estava|estaba|era|derniere?|dernierement|etait|precedemment".split("|"),
  ..."letzte[rsn]?|zuletzt|war".split("|"),
];

/** The same, after the word ("conectado por ultima vez"). */
export const pastTails: readonly string[] = ["ultima vez", "ultima volta", "derniere fois", "letzten mal"];

/** Words after which the text says since when: no date there means that the date could not be read. */
export const sinceWords: readonly string[] = [..."since|desde|dal|dalle|dall|depuis|seit".split("|")];

/** The product's own label for a client that has not connected for the configured number of days. */
export const lostWords: readonly string[] = [
  ..."lost|missing|perdid[oa]s?|extraviad[oa]s?|pers[oa]|perdut[oa]|smarrit[oa]|perdue?s?|verloren".split(
    "|",
  ),
];

export const disabledWords: readonly string[] = [
  ..."disabled|deactivated|desativad[oa]s?|desabilitad[oa]s?|desactivad[oa]s?|deshabilitad[oa]s?".split("|"),
  ..."inhabilitad[oa]s?|disabilitat[oaie]|disattivat[oaie]|desactivee?s?|deaktiviert".split("|"),
];

export const uninstalledWords: readonly string[] = [
  ..."uninstalled|uninstall|desinstalad[oa]s?|disinstallat[oaie]|desinstallee?s?|deinstalliert".split("|"),
];

export const availableWords: readonly string[] = [
  ..."available|enabled|disponivel|disponible|disponibile|verfugbar|active|activad[oa]|ativ[oa]|attiv[oa]".split(
    "|",
  ),
];

/** Connected, but on the older software. */
export const upgradePendingWords: readonly string[] = [
  ..."upgrade pending|update pending|pending upgrade|pending update|upgrade required|update required".split(
    "|",
  ),
  ..."needs upgrade|needs update|needs upgrading|needs updating|awaiting upgrade|waiting for upgrade|outdated".split(
    "|",
  ),
  ..."out of date|upgrade needed|update needed|upgrade available".split("|"),
  ..."(?:atualizacao|actualizacao|actualizacion|upgrade) pendentes?|(?:actualizacion|actualizaciones) pendientes?".split(
    "|",
  ),
  ..."pendiente de actualizacion|pendente de atualizacao|aguardando atualizacao|requer atualizacao|desatualizad[oa]".split(
    "|",
  ),
  ..."requiere actualizacion|desactualizad[oa]".split("|"),
  ..."aggiornamento in (?:sospeso|attesa)|upgrade in (?:sospeso|attesa)|in attesa di (?:aggiornamento|upgrade)".split(
    "|",
  ),
  ..."aggiornamento (?:necessario|richiesto)|da aggiornare|non aggiornat[oa]".split("|"),
  ..."mise a (?:niveau|jour) (?:en attente|requise|necessaire)|en attente de mise a (?:niveau|jour)|obsolete".split(
    "|",
  ),
  ..."(?:upgrade|update|aktualisierung) (?:ausstehend|steht aus|erforderlich|anstehend)|ausstehende[sr]? (?:upgrade|update|aktualisierung)".split(
    "|",
  ),
  ..."veraltet".split("|"),
];

/** Beginnings of words beside a date that is a plan, not something that happened. */
export const plannedWords: readonly string[] = [
  ..."delet|expir|remov|schedul|apaga|exclu|elimin|borra|suprim|supprim|cancella|losch|ablauf|scad|agenda|program|geplant".split(
    "|",
  ),
];

/** Beginnings of units in which text counts time instead of dating it ("3 days"). */
export const durationWords: readonly string[] = [
  ..."day|dia|giorn|jour|tag|hour|hr|hora|or[ae]|heure|stund|std|min|week|seman|settiman|semain|woche".split(
    "|",
  ),
  ..."month|mes|mois|monat|year|an[oni]|jahr|sec|seg|sek".split("|"),
];
