/** DATA: the words of exports in the six languages, written down independently of the reader that they are put before. */

export const dialectLanguages = ["en", "de", "fr", "es", "it", "pt"] as const;
export type DialectLanguage = (typeof dialectLanguages)[number];

/** Columns that a dialect can have. */
export type DialectColumn =
  | "id"
  | "name"
  | "host"
  | "fqdn"
  | "group"
  | "type"
  | "needsUpdate"
  | "connect"
  | "disconnect"
  | "seen"
  | "online"
  | "status"
  | "details";

/** Headings that are in use for each column; any of them may head it. */
type Headings = Record<DialectColumn, readonly string[]>;

export interface DialectWords {
  headings: Headings;
  /** Texts of Status Details; `#` stands for the date. */
  onlineSince: readonly string[];
  offlineSince: readonly string[];
  never: readonly string[];
  /** Removed or disabled at the endpoint: the date is no connection. */
  uninstalled: string;
  disabled: string;
  /** What people write beside a date that is no connection either. */
  made: readonly string[];
  online: readonly string[];
  offline: readonly string[];
  pending: readonly string[];
  yes: readonly string[];
  no: readonly string[];
  active: string;
  passive: string;
  /** What stands in a date column in place of a date. */
  noDate: readonly string[];
  titles: readonly string[];
  footers: readonly string[];
}

export const dialectWords: Record<DialectLanguage, DialectWords> = {
  en: {
    headings: {
      id: ["Client ID", "ID", "Jump Client ID"],
      name: ["Name", "Display Name", "Asset Name"],
      host: ["Hostname", "Hostname / IP", "Computer Name"],
      fqdn: ["FQDN", "Fully Qualified Domain Name"],
      group: ["Group", "Jump Group", "Asset Group"],
      type: ["Connection Type"],
      needsUpdate: ["Needs Update", "Upgrade Pending"],
      connect: ["Last Connect", "Last Connection", "LAST CONNECT"],
      disconnect: ["Last Disconnect", "Offline Since"],
      seen: ["Last Seen", "Last Online"],
      online: ["Connected", "Online", "Is Online"],
      status: ["Status"],
      details: ["Status Details"],
    },
    onlineSince: ["Online since #", "Connected since #"],
    offlineSince: ["Offline since #", "Disconnected since #", "Offline (last seen #)"],
    never: ["Never connected", "Not connected yet"],
    uninstalled: "Uninstalled on #",
    disabled: "Disabled since #",
    made: ["Created # - never connected", "Deployed #", "Last checked #"],
    online: ["Online", "Connected"],
    offline: ["Offline", "Disconnected"],
    pending: ["Upgrade Pending"],
    yes: ["yes", "True", "TRUE", "Y"],
    no: ["no", "False", "FALSE", "N"],
    active: "active",
    passive: "passive",
    noDate: ["never", "n/a", "-"],
    titles: ["Jump Clients of the shops", "Exported by an administrator"],
    footers: ["Total: #", "# rows", "(# rows affected)", "Generated on request"],
  },
  de: {
    headings: {
      id: ["Client-ID", "Kennung"],
      name: ["Name", "Anzeigename", "Asset-Name"],
      host: ["Hostname", "Rechnername", "Computername"],
      fqdn: ["FQDN", "DNS-Name"],
      group: ["Gruppe", "Jump-Gruppe", "Asset-Gruppe"],
      type: ["Verbindungstyp"],
      needsUpdate: ["Update erforderlich", "Aktualisierung ausstehend"],
      connect: ["Letzte Verbindung", "Zuletzt verbunden"],
      disconnect: ["Letzte Trennung", "Offline seit"],
      seen: ["Zuletzt gesehen", "Zuletzt online"],
      online: ["Verbunden", "Ist online"],
      status: ["Status", "Zustand"],
      details: ["Statusdetails"],
    },
    onlineSince: ["Online seit #", "Verbunden seit #"],
    offlineSince: ["Offline seit #", "Getrennt seit #"],
    never: ["Noch nie verbunden", "Nie verbunden"],
    uninstalled: "Deinstalliert am #",
    disabled: "Deaktiviert seit #",
    made: ["Erstellt am #, noch nie verbunden", "Bereitgestellt am #", "Zuletzt geprüft #"],
    online: ["Online", "Verbunden"],
    offline: ["Offline", "Getrennt"],
    pending: ["Upgrade ausstehend"],
    yes: ["ja", "WAHR", "Wahr"],
    no: ["nein", "FALSCH", "Falsch"],
    active: "aktiv",
    passive: "passiv",
    noDate: ["nie", "noch nie", "k. A."],
    titles: ["Jump-Clients der Filialen", "Ausgegeben von der Verwaltung"],
    footers: ["Gesamt: #", "# Zeilen", "Erstellt auf Anfrage"],
  },
  fr: {
    headings: {
      id: ["ID du client", "Identifiant"],
      name: ["Nom", "Nom d'affichage", "Nom de l'actif"],
      host: ["Nom d'hôte", "Nom de l'ordinateur"],
      fqdn: ["FQDN", "Nom de domaine complet"],
      group: ["Groupe", "Groupe de Jump(s)", "Groupe d'actifs"],
      type: ["Type de connexion"],
      needsUpdate: ["Mise à niveau requise", "Mise à jour en attente"],
      connect: ["Dernière connexion", "Date de dernière connexion"],
      disconnect: ["Dernière déconnexion", "Hors ligne depuis"],
      seen: ["Dernier contact"],
      online: ["Connecté", "En ligne"],
      status: ["Statut", "État"],
      details: ["Détails de statut", "Détails de l'état"],
    },
    onlineSince: ["En ligne depuis le #", "Connecté depuis #"],
    offlineSince: ["Hors ligne depuis le #", "Déconnecté depuis #"],
    never: ["Jamais connecté", "Pas encore connecté"],
    uninstalled: "Désinstallé le #",
    disabled: "Désactivé depuis #",
    made: ["Créé le #, jamais connecté", "Déployé le #", "Vérifié le #"],
    online: ["En ligne", "Connecté"],
    offline: ["Hors ligne", "Déconnecté"],
    pending: ["Mise à niveau en attente"],
    yes: ["oui", "VRAI", "Vrai"],
    no: ["non", "FAUX", "Faux"],
    active: "actif",
    passive: "passif",
    noDate: ["jamais", "jamais connecté"],
    titles: ["Clients des magasins", "Établi par la gestion"],
    footers: ["Total : #", "# lignes", "Généré sur demande"],
  },
  es: {
    headings: {
      id: ["ID del cliente", "Identificador"],
      name: ["Nombre", "Nombre para mostrar", "Nombre del activo"],
      host: ["Nombre de host", "Nombre del equipo"],
      fqdn: ["FQDN", "Nombre de dominio completo"],
      group: ["Grupo", "Grupo de Jump", "Grupo de activos"],
      type: ["Tipo de conexión"],
      needsUpdate: ["Requiere actualización", "Actualización pendiente"],
      connect: ["Última conexión", "Fecha de última conexión"],
      disconnect: ["Última desconexión", "Sin conexión desde"],
      seen: ["Último contacto", "Visto por última vez"],
      online: ["Conectado", "En línea"],
      status: ["Estado"],
      details: ["Detalles de estado"],
    },
    onlineSince: ["Conectado desde el #", "En línea desde #"],
    offlineSince: ["Desconectado desde el #", "Sin conexión desde #"],
    never: ["Nunca conectado", "Aún no conectado"],
    uninstalled: "Desinstalado el #",
    disabled: "Deshabilitado desde #",
    made: ["Creado el #, nunca conectado", "Desplegado el #", "Comprobado el #"],
    online: ["Conectado", "En línea"],
    offline: ["Desconectado", "Sin conexión"],
    pending: ["Actualización pendiente"],
    yes: ["sí", "VERDADERO", "Verdadero"],
    no: ["no", "FALSO", "Falso"],
    active: "activo",
    passive: "pasivo",
    noDate: ["nunca", "ninguna"],
    titles: ["Clientes de las tiendas", "Emitido por la administración"],
    footers: ["Total: #", "# filas", "Generado a petición"],
  },
  it: {
    headings: {
      id: ["ID client", "Identificativo"],
      name: ["Nome", "Nome visualizzato", "Nome asset"],
      host: ["Nome host", "Nome computer"],
      fqdn: ["FQDN", "Nome di dominio completo"],
      group: ["Gruppo", "Gruppo di Jump", "Gruppo di asset"],
      type: ["Tipo di connessione"],
      needsUpdate: ["Aggiornamento necessario", "Da aggiornare"],
      connect: ["Ultima connessione", "Data ultima connessione"],
      disconnect: ["Ultima disconnessione", "Offline dal"],
      seen: ["Ultimo contatto"],
      online: ["Connesso", "In linea"],
      status: ["Stato"],
      details: ["Dettagli stato"],
    },
    onlineSince: ["Online dal #", "Connesso dal #"],
    offlineSince: ["Offline dal #", "Disconnesso dal #"],
    never: ["Mai connesso", "Non ancora connesso"],
    uninstalled: "Disinstallato il #",
    disabled: "Disabilitato dal #",
    made: ["Creato il #, mai connesso", "Distribuito il #", "Verificato il #"],
    online: ["Online", "Connesso"],
    offline: ["Offline", "Disconnesso"],
    pending: ["Aggiornamento in sospeso"],
    yes: ["sì", "VERO", "Vero"],
    no: ["no", "FALSO", "Falso"],
    active: "attivo",
    passive: "passivo",
    noDate: ["mai", "non ancora"],
    titles: ["Client dei negozi", "Redatto dall'amministrazione"],
    footers: ["Totale: #", "# righe", "Generato su richiesta"],
  },
  pt: {
    headings: {
      id: ["ID do cliente", "Identificador"],
      name: ["Nome", "Nome de exibição", "Nome do ativo"],
      host: ["Nome do host", "Nome do computador"],
      fqdn: ["FQDN", "Nome de domínio completo"],
      group: ["Grupo", "Grupo de Jump", "Grupo de ativos"],
      type: ["Tipo de conexão"],
      needsUpdate: ["Atualização necessária", "Atualização pendente"],
      connect: ["Última conexão", "Data da última conexão"],
      disconnect: ["Última desconexão", "Offline desde"],
      seen: ["Último contato", "Visto pela última vez"],
      online: ["Conectado", "Está online"],
      status: ["Status", "Estado"],
      details: ["Detalhes de Status", "Detalhes do Status"],
    },
    onlineSince: ["Conectado desde #", "Online desde #"],
    offlineSince: ["Desconectado desde #", "Offline desde #"],
    never: ["Nunca conectado", "Ainda não conectado"],
    uninstalled: "Desinstalado em #",
    disabled: "Desativado desde #",
    made: ["Criado em #, nunca conectado", "Implantado em #", "Verificado em #"],
    online: ["Conectado", "Online"],
    offline: ["Desconectado", "Offline"],
    pending: ["Atualização pendente"],
    yes: ["sim", "VERDADEIRO", "Verdadeiro"],
    no: ["não", "FALSO", "Falso"],
    active: "ativo",
    passive: "passivo",
    noDate: ["nunca", "ainda não"],
    titles: ["Clientes das lojas", "Emitido pela administração"],
    footers: ["Total: #", "# linhas", "Gerado a pedido"],
  },
};

/** The field names of the Configuration API, the same in every language. */
export const apiNames: Headings = {
  id: ["id"],
  name: ["name"],
  host: ["hostname"],
  fqdn: ["fqdn"],
  group: ["jump_group_id"],
  type: ["connection_type"],
  needsUpdate: ["needs_update"],
  connect: ["last_connect_timestamp"],
  disconnect: ["last_disconnect_timestamp"],
  seen: ["last_connect_timestamp"],
  online: ["connected"],
  status: ["status"],
  details: ["status_details"],
};
