/**
 * DATA: what programs and people write where there is nothing to write: no value, no date, nobody's name. In English,
 * Portuguese, Spanish, Italian, French and German and a few more languages; compared folded (no accents, lower case).
 */

/** No value at all: the nulls of programs, "not available", the N/A of spreadsheets, "none". None of them is anybody's name. */
export const noValueWords: readonly string[] = [
  ..."null|nil|none|nan|undefined|\\n|na|n/a|n / a|n.a|n.a.|#n/a".split("|"),
  // #N/A as spreadsheets translate it: German, Romance, Dutch, Nordic, Polish, Turkish, Hungarian, Russian
  ..."#nv|#n/d|#n/b|#i/t|#saknas!|#puuttuu!|#n/d!|#yok|#hiányzik|#н/д".split("|"),
  ..."n/d|n.d|n/v|n.v|k.a|k. a|n/c|n.c|s/d|s.d".split("|"),
  ..."not available|not applicable|not set|no value|no data".split("|"),
  ..."nenhum|nenhuma|não disponível|indisponível|não aplicável|sem valor|sem dados".split("|"),
  ..."ninguno|ninguna|no disponible|no aplica|sin valor|sin datos".split("|"),
  ..."nessuno|nessuna|non disponibile|non applicabile|nessun valore|nessun dato".split("|"),
  ..."aucun|aucune|néant|s.o|s.o.|s. o|non disponible|indisponible|sans objet|aucune valeur|aucune donnée".split(
    "|",
  ),
  ..."keine|keiner|keines|nicht verfügbar|nicht vorhanden|nicht zutreffend|keine angabe|kein wert|keine daten".split(
    "|",
  ),
];

/** Empty cells as pivot tables and query tools show them. Without the brackets some of these are names: Leer is a town. */
export const bracketedNoValueWords: readonly string[] = [
  ..."blank|empty|not set|no value|vazio|em branco|vacío|en blanco|vuoto|vide|leer|none|null|nil|na".split(
    "|",
  ),
];

/** Somebody or some time that nobody knows. */
export const unknownWords: readonly string[] = [
  ..."unknown|not known|desconhecido|desconhecida|desconocido|desconocida|sconosciuto|sconosciuta".split("|"),
  ..."inconnu|inconnue|unbekannt|onbekend|okand|okant|ukendt|ukjent|nieznany|nieznana|nieznane|неизвестно".split(
    "|",
  ),
];

/** Per language: words for "never" and "not yet", and what may follow them. */
export const neverWords: readonly {
  never: readonly string[];
  seen: readonly string[];
  also: readonly string[];
}[] = [
  {
    never:
      "never|not yet|not ever|has never|has never been|had never|was never|has not yet|has not yet been|not yet been".split(
        "|",
      ),
    seen: "connected|seen|online|logged on|logged in|signed in|checked in|reported|contacted|accessed|used|activated".split(
      "|",
    ),
    also: "not connected yet|not yet connected|not connected|not seen yet|not online yet|no connection|no connection yet|no connections|no contact|no date|none yet|yet to connect|never ever".split(
      "|",
    ),
  },
  {
    never:
      "nunca|jamais|ainda nao|nunca foi|nunca esteve|ainda nao foi|ainda nao esteve|nunca se|ainda nao se".split(
        "|",
      ),
    seen: "conectado|conectada|conectou|ligado|ligada|ligou|visto|vista|online|em linha|acessado|acedido|usado".split(
      "|",
    ),
    also: "nao conectado ainda|nao conectado|nao ligado|conectado nunca|sem conexao|sem ligacao|nenhuma conexao|nenhuma ligacao|sem data|sem contacto|sem contato".split(
      "|",
    ),
  },
  {
    never:
      "nunca|jamas|aun no|todavia no|nunca se|nunca se ha|aun no se ha|todavia no se ha|no se ha|nunca ha estado|nunca estuvo|nunca ha sido".split(
        "|",
      ),
    seen: "conectado|conectada|conecto|visto|vista|en linea|online|accedido|usado".split("|"),
    also: "no conectado aun|no conectado todavia|no conectado|sin conexion|sin conexiones|ninguna conexion|sin fecha|sin contacto".split(
      "|",
    ),
  },
  {
    never: "mai|non ancora|ancora mai|mai stato|mai stata|non e mai stato|non e mai stata|non si e mai".split(
      "|",
    ),
    seen: "connesso|connessa|collegato|collegata|visto|vista|in linea|online|usato|usata".split("|"),
    also: "non connesso|non collegato|non connesso ancora|non ancora|nessuna connessione|nessun collegamento|nessuna data|senza data|nessun contatto".split(
      "|",
    ),
  },
  {
    never:
      "jamais|pas encore|encore jamais|jamais ete|pas encore ete|n a jamais ete|n a pas encore ete|ne s est jamais|n est pas encore|n est jamais".split(
        "|",
      ),
    seen: "connecte|connectee|connecte e|vu|vue|en ligne|utilise|utilisee|accede".split("|"),
    also: "non connecte|pas connecte|pas de connexion|aucune connexion|sans connexion|aucune date|sans date|aucun contact".split(
      "|",
    ),
  },
  {
    never:
      "nie|niemals|noch nie|noch nicht|noch niemals|bisher nie|bisher nicht|bislang nie|bislang nicht|war nie|war noch nie|nie zuvor".split(
        "|",
      ),
    seen: "verbunden|verbunden gewesen|angemeldet|gesehen|online|online gewesen|erreicht|erreichbar|benutzt|genutzt".split(
      "|",
    ),
    also: "nicht verbunden|keine verbindung|noch keine verbindung|bisher keine verbindung|kein datum|ohne datum|kein kontakt|noch kein kontakt".split(
      "|",
    ),
  },
  {
    never:
      "nooit|nog nooit|nog niet|aldrig|aldri|endnu ikke|ikke enda|nigdy|jeszcze nie|nikdy|soha|koskaan|ei koskaan|hic|hicbir zaman|asla|niciodata|nikada|nikad|nikoli|никогда|еще не|ніколи|ποτε|从未|なし".split(
        "|",
      ),
    seen: "verbonden|gezien|online".split("|"),
    also: "geen verbinding|geen datum".split("|"),
  },
];

/** Names that tell nobody apart. */
export const placeholderWords: readonly string[] = [
  ..."localhost|localhost4|localhost6|localhost.localdomain|localhost4.localdomain4|localhost6.localdomain6".split(
    "|",
  ),
  ..."ip6-localhost|ip6-loopback|loopback|localdomain|localhost.local".split("|"),
  ..."unknown host|unknown hostname|unknown name|unknown computer|unknown device|unknown client".split("|"),
  ..."no name|noname|no hostname|unnamed|unspecified|anonymous".split("|"),
  ..."sem nome|sin nombre|senza nome|sans nom|ohne namen|ohne name|kein name|unbenannt|namenlos".split("|"),
  // Errors that carry no exclamation or question mark: Access, report programs, Google
  ..."#error|#deleted|#div/0|#getting_data|#name|#ref|#value|#num|#fehler|#erreur|#errore|#erro".split("|"),
];
