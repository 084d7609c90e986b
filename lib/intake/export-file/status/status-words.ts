/**
 * DATA: the words of the Status and Status Details columns in English, Portuguese, Spanish, Italian, French and
 * German, folded (lower case, no accents, no apostrophes, single spaces). A phrase of several words wins over
 * its parts. Every word that does not stand here is unknown, and a claim beside an unknown word is not believed:
 * so there is no list of words for "created", "deployed", "failed" or "checked", and none is needed.
 */

/** Every stem with every ending: `forms("conectad", "o a")` is conectado, conectada. */
function forms(stems: string, endings: string): string[] {
  return stems.split(" ").flatMap((stem) => endings.split(" ").map((ending) => stem + ending));
}

/** Endings of participles: Portuguese and Spanish, Italian, French ("" is the masculine "é" without its accent). */
const iberian = "o a os as";
const italian = "o a i e";
const french = "e ee es ees";

const online = [
  ..."online|on line|connected|reconnected|signed in|logged in|logged on".split("|"),
  ...forms("conectad reconectad ligad religad", iberian),
  ..."em linha|en linea|in linea|en ligne|eingeloggt|verbunden|angemeldet".split("|"),
  ...forms("conness riconness collegat ricollegat", italian),
  ...forms("connect reconnect", french),
];

/** Connected now, because somebody works on it. What follows may say who: "in use by …". */
const inUse = [
  ..."in use|session in progress|session active|active session".split("|"),
  ..."em uso|em utilizacao|sessao em curso|sessao em andamento|en uso|sesion en curso".split("|"),
  ..."in uso|sessione in corso|en cours d utilisation|session en cours".split("|"),
  ...forms("utilis", french),
  ..."in verwendung|in benutzung|in gebrauch|sitzung lauft|sitzung aktiv".split("|"),
];

/** Not connected now, and connected until then. Plain negations ("not connected") are made from other words. */
const offline = [
  ..."offline|off line|disconnected|signed out|logged out|logged off".split("|"),
  ...forms("desconectad desligad", iberian),
  ..."fora de linha|fora do ar|sem ligacao|sem conexao|sin conexion|fuera de linea".split("|"),
  ...forms("disconness sconness scollegat", italian),
  ..."fuori linea|hors ligne|hors connexion".split("|"),
  ...forms("deconnect", french),
  ..."getrennt|abgemeldet|ausgeloggt".split("|"),
];

/** Somebody tried and got no answer: not connected then, which says nothing about when it was. */
const unreachable = [
  ..."unreachable|not reachable|inacessivel|inalcancavel|inaccesible|inalcanzable".split("|"),
  ..."irraggiungibile|inaccessible|injoignable|nicht erreichbar|unerreichbar".split("|"),
];

/** Connected at the time that stands beside it, nothing about now. */
const seen = ["seen", ...forms("vist", `${iberian} i e`), "vu", "vue", "vus", "vues", "gesehen"];

/** Says something together with another word only: "last connection", "connection lost", "no connection". */
const connection = [
  ..."connection|connections|connect|contact|conexao|conexoes|ligacao|ligacoes|contato|contacto".split("|"),
  ..."conexion|conexiones|connessione|connessioni|collegamento|collegamenti|contatto".split("|"),
  ..."connexion|connexions|verbindung|verbindungen|kontakt".split("|"),
];

const disconnection = [
  ..."disconnect|disconnection|desconexao|desligamento|desconexion|disconnessione|scollegamento".split("|"),
  ..."deconnexion|trennung".split("|"),
];

/** Beside "connection": it was there, and ended. */
const ended = [
  ..."closed|ended|terminated|dropped|interrupted".split("|"),
  ...forms("encerrad interrompid terminad cerrad interrumpid", "a as"),
  ...forms("interrott chius terminat", "a e"),
  ...forms("interrompu ferme coupe termine", "e es"),
  ..."unterbrochen|beendet".split("|"),
];

/** Beside "connection": it is there. */
const established = [
  ..."established|estabelecida|establecida|stabilita|etablie|hergestellt|aufgebaut".split("|"),
];

/** Puts a connection into the past: a date, but nothing about now. */
const last = [
  ..."last|latest|previous|ult|dern|previously|formerly|last time|for the last time".split("|"),
  ...forms("ultim", `${iberian} i e`),
  ..."ultima vez|por ultima vez|pela ultima vez|la ultima vez|a ultima vez".split("|"),
  ..."ultima volta|l ultima volta|per l ultima volta|precedentemente".split("|"),
  ..."dernier|derniere|derniers|dernieres|dernierement|precedemment".split("|"),
  ..."derniere fois|la derniere fois|pour la derniere fois".split("|"),
  ...forms("letzte", " r s n m"),
  ..."zuletzt|letztmals|letzten mal|zum letzten mal|letztes mal|zuvor|vorher|fruher".split("|"),
];

/** The same, but beside "uninstalled" or "disabled" it is how the passive is made, and these still hold. */
const was = [
  ..."was|were|had|estava|estavam|estaba|estaban|era|foi|foram|fue|fueron|estuvo|esteve".split("|"),
  ..."e stato|e stata|etait|etaient|fut|ete|a ete|ont ete|war|waren|wurde|wurden".split("|"),
];

const not = [
  ..."not|no|none|neither|nor|without|cannot|false".split("|"),
  ..."isn t|aren t|wasn t|weren t|hasn t|haven t|hadn t|doesn t|didn t|couldn t|can t|won t".split("|"),
  ..."isnt|arent|wasnt|hasnt|havent|hadnt|doesnt|didnt|couldnt|cant".split("|"),
  ..."nao|nem|sem|nenhum|nenhuma|sin|ni|ningun|ninguno|ninguna|falso|falsa".split("|"),
  ..."non|senza|nessun|nessuno|nessuna|pas|plus|sans|aucun|aucune|faux".split("|"),
  ..."nicht|ohne|nein|falsch|weder".split("|"),
  ...forms("kein", " e en er em es"),
];

/** Denies for all time up to the export: no date in the text is a connection. */
const never = [
  ..."never|not ever|not once|nunca|jamas|mai|jamais|nie|niemals|noch nie".split("|"),
  ..."yet to|has yet to|noch keine|noch kein|noch keinen".split("|"),
  ..."awaiting first|waiting for first|pending first|awaiting its first|no first".split("|"),
];

/** Beside "not", before or after: never until now. */
const yet = [
  ..."yet|so far|until now|up to now|to date|ainda|ate agora|aun|todavia|hasta ahora".split("|"),
  ..."ancora|finora|fino ad ora|encore|jusqu a present|jusqu ici".split("|"),
  ..."noch|bisher|bislang|bis jetzt|bis heute".split("|"),
];

/** Denies that it still is: it was until then. */
const noLonger = [
  ..."no longer|not any longer|not any more|not anymore|nao mais|ja nao|ja nao esta|ya no|ya no esta".split(
    "|",
  ),
  ..."non piu|non e piu|n est plus|ne plus|nicht mehr|nicht langer|nicht laenger".split("|"),
];

/** The product's own label for a client that has not connected for the configured number of days. */
const lost = [
  ..."lost|missing|verloren|vermisst".split("|"),
  ...forms("perdid extraviad", iberian),
  ...forms("pers perdut smarrit", "o a i e"),
  ..."perdu|perdue|perdus|perdues".split("|"),
];

const disabled = [
  ..."disabled|deactivated|deaktiviert".split("|"),
  ...forms("desativad desabilitad desactivad deshabilitad inhabilitad", iberian),
  ...forms("disabilitat disattivat", italian),
  ...forms("desactiv", french),
];

/** Uninstalled, or removed from the endpoint, as something that has happened. */
const uninstalled = [
  ..."uninstalled|removed|deinstalliert|entfernt".split("|"),
  ...forms("desinstalad removid eliminad", iberian),
  ...forms("disinstallat rimoss eliminat", italian),
  ...forms("desinstall supprim", french),
];

const available = [
  ..."available|enabled|active|disponivel|disponiveis|disponible|disponibles|disponibile|disponibili".split(
    "|",
  ),
  ...forms("activad ativad ativ activ habilitad", iberian),
  ...forms("attiv attivat abilitat", italian),
  ..."actif|actifs|actives|verfugbar|verfuegbar|aktiv|aktiviert".split("|"),
];

/** Beside one of `pending`: connected, but on the older software. */
const update = [
  ..."upgrade|upgrades|upgrading|update|updates|updating|atualizacao|atualizacoes".split("|"),
  ..."actualizacao|actualizacoes|actualizacion|actualizaciones|aggiornamento|aggiornamenti".split("|"),
  ..."mise a niveau|mises a niveau|mise a jour|mises a jour|aktualisierung|aktualisierungen".split("|"),
];

const pending = [
  ..."pending|required|needed|outstanding|awaiting|waiting for|needs|need|requires|require".split("|"),
  ..."pendente|pendentes|pendente de|aguardando|aguarda|requer|requerida|requerido".split("|"),
  ..."pendiente|pendientes|pendiente de|requiere|necesaria|necesario|esperando".split("|"),
  ..."in sospeso|in attesa|in attesa di|necessario|necessaria|richiesto|richiesta|richiede".split("|"),
  ..."en attente|en attente de|en attente d une|requis|requise|necessaire|necessite".split("|"),
  ..."ausstehend|steht aus|erforderlich|anstehend|steht an|notig|noetig|benotigt|benoetigt".split("|"),
  ...forms("ausstehende anstehende", " r s n"),
];

/** Connected, but on the older software. */
const outdated = [
  ..."outdated|out of date|not up to date|desatualizado|desatualizada|desactualizado|desactualizada".split(
    "|",
  ),
  ..."da aggiornare|non aggiornato|non aggiornata|obsolete|pas a jour|veraltet|nicht aktuell".split("|"),
];

/** What is to come: such a text claims nothing, and its dates are no dates of the client. */
const planned = [
  ..."will|to be|going to|should|expected|scheduled|schedule|planned|expires|expire|expiry|expiration".split(
    "|",
  ),
  ..."expiring|deletion|removal|deadline|next|delete|remove".split("|"),
  ..."sera|serao|vai ser|deve|agendada|agendado|agendadas|agendados|exclusao|remocao|eliminacao".split("|"),
  ..."apagar|remover|excluir|expira|expiracao|vence|vencimento|caduca|proximo|proxima".split("|"),
  ...forms("programad planificad planead previst", iberian),
  ..."seran|va a ser|eliminacion|borrado|borrar|eliminar|expiracion|caducidad|vencimiento".split("|"),
  ..."sara|saranno|verra|verranno|scade|scadenza|eliminazione|rimozione|cancellazione|prossimo".split("|"),
  ...forms("programmat pianificat", italian),
  ..."seront|doit|prevu|prevue|prevus|prevues|suppression|supprimer|echeance|prochain|prochaine".split("|"),
  ...forms("planifi programm", french),
  ..."wird|werden|soll|geplant|geplante|geplanter|vorgesehen|lauft ab|laeuft ab|ablauf|ablaufdatum".split(
    "|",
  ),
  ..."loschung|loeschung|loschen|loeschen|entfernung|entfernen|nachste|nachster|nachstes".split("|"),
];

/** Before a date: the state that stands before it began then. */
const since = [..."since|desde|dal|dalle|dall|dalla|dallo|da|depuis|seit".split("|")];

/** Before a date: something happened then, which need not be so now. */
const at = [..."on|at|em|el|il|le|am|um|alle|ore|dia|o dia|no dia|el dia|na data|on the".split("|")];

/** Words that change nothing. Never one here that denies, doubts, plans or makes a condition ("si", "se", "if", "can"). */
const filler = [
  ..."the|a|an|is|are|has|have|been|it|its|this|now|currently|still|again|already|successfully".split("|"),
  ..."of|in|for|ago|time|local|first|known|idle|busy|attended|unattended|yes|true|ok".split("|"),
  ..."esta|estao|estan|tem|sido|os|as|uma|de|do|das|dos|na|ja|ha|atras|hora|horas|sim".split("|"),
  ..."agora|atualmente|actualmente|neste momento|de momento|novamente|de novo|verdadeiro".split("|"),
  ..."es|han|la|los|las|un|una|del|ahora|ya|hace|hs|de nuevo|verdadero".split("|"),
  ..."sono|hanno|lo|i|gli|di|della|ora|adesso|attualmente|gia|fa|di nuovo|vero".split("|"),
  ..."est|sont|ont|l|d|n|s|ce|cet|les|une|du|des|ne|maintenant|actuellement|deja|toujours".split("|"),
  ..."de nouveau|a nouveau|heure|heures|h|y a|il y a|oui|vrai|en|en ce moment".split("|"),
  ..."ist|sind|hat|haben|worden|sich|das|die|der|den|dem|des|ein|eine|jetzt|derzeit|aktuell".split("|"),
  ..."momentan|zurzeit|wieder|bereits|schon|immer noch|uhr|zeit|vor|im|ja|wahr".split("|"),
];

/** Joins words: a denial before it holds for what follows too, and behind a date a new clause begins. */
const and = [..."and|or|e|o|ou|y|u|ed|et|und|oder".split("|")];

/** What has the state, or holds it as a label: they change nothing either. */
const noun = [
  ..."client|clients|jump|jumpoint|asset|computer|device|machine|endpoint|host|hostname|system|pc".split("|"),
  ..."server|appliance|site|gateway|status|state|detail|details|info|version|build|release|date".split("|"),
  ..."cliente|clientes|computador|dispositivo|maquina|equipamento|servidor|estado|detalhes|versao|data".split(
    "|",
  ),
  ..."equipo|ordenador|detalles|fecha|macchina|stato|dettagli|versione".split("|"),
  ..."poste|ordinateur|appareil|serveur|statut|etat|gerat|geraet|rechner|zustand|datum".split("|"),
];

/** Leads to who, what or where: harmless before a thing of ours ("to the appliance"), else as good as unknown. */
const leadsOn = [
  ..."by|from|to|with|via|through|due|because|por|pelo|pela|para|com|con|per|tramite".split("|"),
  ..."par|pour|avec|vers|von|vom|durch|mit|auf|aus|bei|wegen|zu|zum|zur".split("|"),
];

/** Small words that would mislead if they were read one by one: "s'il est connecté" is "if it is connected". */
const unknown = [..."s il|s ils|as of".split("|")];

/** Words and phrases by what they mean in a status text. */
export const statusWords = {
  online,
  inUse,
  offline,
  unreachable,
  seen,
  connection,
  disconnection,
  ended,
  established,
  last,
  was,
  not,
  never,
  yet,
  noLonger,
  lost,
  disabled,
  uninstalled,
  available,
  update,
  pending,
  outdated,
  planned,
  since,
  at,
  filler,
  and,
  noun,
  leadsOn,
  unknown,
} satisfies Record<string, readonly string[]>;

export type WordKind = keyof typeof statusWords;

/** Units in which text counts time instead of dating it ("3 days"). */
export const durationUnits: readonly string[] = [
  ..."d|day|days|h|hr|hrs|hour|hours|m|min|mins|minute|minutes|w|week|weeks|month|months|mo".split("|"),
  ..."y|yr|yrs|year|years|s|sec|secs|second|seconds".split("|"),
  ..."dia|dias|hora|horas|minuto|minutos|semana|semanas|mes|meses|ano|anos|segundo|segundos|seg".split("|"),
  ..."giorno|giorni|ora|ore|minuti|settimana|settimane|mese|mesi|anno|anni|secondo|secondi".split("|"),
  ..."jour|jours|j|heure|heures|semaine|semaines|mois|an|ans|annee|annees|seconde|secondes".split("|"),
  ..."tag|tage|tagen|stunde|stunden|std|minuten|woche|wochen|monat|monate|monaten".split("|"),
  ..."jahr|jahre|jahren|sekunde|sekunden|sek".split("|"),
];

/** Days without a date: as unreadable as a duration. */
export const relativeDays: readonly string[] = [
  ..."today|yesterday|hoje|ontem|hoy|ayer|oggi|ieri|aujourd hui|hier|heute|gestern|vorgestern".split("|"),
];
