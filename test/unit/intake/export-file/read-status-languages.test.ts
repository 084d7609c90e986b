import { describe, expect, test } from "vitest";
import { readStatus, type StatusReading } from "@/lib/intake/export-file/status/read-status";

const languages = ["en", "pt", "es", "it", "fr", "de"] as const;
type Language = (typeof languages)[number];
const kinds = [
  "online",
  "offline",
  "connectionLost",
  "denied",
  "never",
  "uninstalled",
  "disabled",
  "created",
  "deployed",
  "failed",
  "checked",
  "scheduled",
  "seen",
] as const;
type Kind = (typeof kinds)[number];

const date = "2026-11-20 14:02";

const nothing = { online: null, availability: null, lost: false, needsUpdate: null, isDenied: false };
const unproven = { dateText: date, dateProves: false };
const proven = { dateText: date, dateProves: true };
const expected: Record<Kind, Partial<StatusReading>> = {
  online: { ...nothing, ...proven, online: true, understood: true },
  offline: { ...nothing, ...proven, online: false, understood: true },
  connectionLost: { ...nothing, ...proven, online: false, understood: true },
  denied: { ...nothing, ...unproven, online: false, understood: true },
  never: { ...nothing, ...unproven, online: false, understood: true, isDenied: true },
  uninstalled: { ...nothing, ...unproven, availability: "uninstalled", understood: true },
  disabled: { ...nothing, ...unproven, availability: "disabled", understood: true },
  created: { ...nothing, ...unproven, understood: false },
  deployed: { ...nothing, ...unproven, understood: false },
  failed: { ...nothing, ...unproven, understood: false },
  checked: { ...nothing, ...unproven, understood: false },
  scheduled: { ...nothing, dateText: null, dateProves: false },
  seen: { ...nothing, ...proven, understood: true },
};

const texts: Record<Language, Record<Kind, string>> = {
  en: {
    online: "Online|Connected|In use|Client is connected|Reconnected|Currently online",
    offline: "Offline|Disconnected|Client disconnected|No longer connected|Has been offline",
    connectionLost: "Connection lost|Lost connection|Connection closed|Lost the connection",
    denied: "Not connected|Not online|No connection|Hasn't connected|Client isn't connected|Connected: no",
    never:
      "Never connected|Not connected yet|Not yet connected|Never been online|No connection yet|Never seen",
    uninstalled: "Uninstalled|Was uninstalled|Removed|Jump Client uninstalled|Uninstalled by user",
    disabled: "Disabled|Deactivated|Disabled by the end user|Client disabled",
    created: "Created|Installer created|Client created|Online installer created|Connection created",
    deployed: "Deployed|Installed|Deployed to the host|Connected installer deployed",
    failed:
      "Update failed|Connection failed|Connection refused|Connection attempt|Failed to connect|Uninstall failed|Online update failed",
    checked: "Last checked|Checked|Last online check|Last check-in|Last inventory",
    scheduled: "Will be deleted|Expires|Scheduled|To be removed|Will be online|Next connection",
    seen: "Last connected|Last seen|Last connection|Last online|Previously connected|Seen|Last contact",
  },
  pt: {
    online: "Conectado|Conectada|Ligado|Em linha|Online|Em uso|Está conectado",
    offline: "Desconectado|Desligado|Fora de linha|Sem ligação|Sem conexão|Offline|Já não ligado",
    connectionLost: "Conexão perdida|Ligação perdida|Conexão encerrada|Ligação interrompida",
    denied: "Não conectado|Não está ligado|Nenhuma conexão|Não ligado",
    never: "Nunca conectado|Ainda não ligado|Ainda não conectado|Nunca esteve online|Não conectado ainda",
    uninstalled: "Desinstalado|Foi desinstalado|Removido|Desinstalado pelo usuário",
    disabled: "Desativado|Desabilitado|Desactivado|Desativado pelo utilizador",
    created: "Criado|Instalador criado|Cliente criado",
    deployed: "Implantado|Instalado|Distribuído",
    failed: "Atualização falhou|Falha na conexão|Conexão recusada|Tentativa de conexão|Conexão falhou",
    checked: "Última verificação|Verificado|Verificada",
    scheduled: "Será removido|Remoção agendada|Expira|Exclusão programada",
    seen: "Última conexão|Última ligação|Visto pela última vez|Conectado pela última vez|Visto",
  },
  es: {
    online: "Conectado|Conectada|En línea|En uso|Está conectado|Online",
    offline: "Desconectado|Sin conexión|Fuera de línea|Offline|Ya no conectado",
    connectionLost: "Conexión perdida|Conexión interrumpida|Conexión cerrada",
    denied: "No conectado|No está conectado|Ninguna conexión|No está en línea",
    never:
      "Nunca conectado|Aún no conectado|Todavía no conectado|No conectado aún|No conectado todavía|Nunca se ha conectado",
    uninstalled: "Desinstalado|Fue desinstalado|Eliminado|Desinstalado por el usuario",
    disabled: "Desactivado|Deshabilitado|Inhabilitado|Desactivado por el usuario",
    created: "Creado|Instalador creado|Cliente creado",
    deployed: "Desplegado|Instalado|Implementado",
    failed: "Actualización fallida|Error de conexión|Conexión rechazada|Intento de conexión|Conexión fallida",
    checked: "Última comprobación|Comprobado|Última revisión",
    scheduled: "Será eliminado|Eliminación programada|Caduca|Expira",
    seen: "Última conexión|Visto por última vez|Conectado por última vez|Visto",
  },
  it: {
    online: "Connesso|Connessa|Collegato|In linea|In uso|Online|È connesso",
    offline: "Disconnesso|Scollegato|Fuori linea|Offline|Non più connesso",
    connectionLost: "Connessione persa|Connessione interrotta|Connessione chiusa",
    denied: "Non connesso|Non in linea|Non collegato|Nessuna connessione|Non è connesso",
    never: "Mai connesso|Non ancora connesso|Ancora non connesso|Mai collegato|Mai stato connesso",
    uninstalled: "Disinstallato|È stato disinstallato|Rimosso|Disinstallato dall'utente",
    disabled: "Disabilitato|Disattivato|Disabilitato dall'utente",
    created: "Creato|Programma creato|Client creato",
    deployed: "Distribuito|Installato",
    failed:
      "Aggiornamento non riuscito|Connessione fallita|Connessione rifiutata|Tentativo di connessione|Errore di connessione",
    checked: "Ultimo controllo|Controllato|Ultima verifica",
    scheduled: "Verrà eliminato|Eliminazione pianificata|Scade|Scadenza",
    seen: "Ultima connessione|Visto l'ultima volta|Connesso per l'ultima volta|Visto|Ultimo contatto",
  },
  fr: {
    online: "Connecté|Connectée|En ligne|En cours d'utilisation|Est connecté|Online",
    offline: "Déconnecté|Hors ligne|Hors connexion|N'est plus connecté|Offline",
    connectionLost: "Connexion perdue|Connexion interrompue|Connexion fermée",
    denied: "Non connecté|N'est pas connecté|Aucune connexion|Pas connecté|Pas en ligne",
    never:
      "Jamais connecté|Pas encore connecté|N'a jamais été connecté|Encore jamais connecté|Ne s'est jamais connecté",
    uninstalled: "Désinstallé|A été désinstallé|Supprimé|Désinstallé par l'utilisateur",
    disabled: "Désactivé|Désactivée|Désactivé par l'utilisateur",
    created: "Créé|Installateur créé|Client créé",
    deployed: "Déployé|Installé",
    failed:
      "Échec de la mise à niveau|Échec de la connexion|Connexion refusée|Tentative de connexion|Connexion échouée",
    checked: "Dernière vérification|Vérifié|Contrôlé",
    scheduled: "Sera supprimé|Suppression prévue|Expire|Échéance",
    seen: "Dernière connexion|Vu pour la dernière fois|Connecté pour la dernière fois|Vu|Dernier contact",
  },
  de: {
    online: "Verbunden|Online|In Verwendung|Ist verbunden|Wieder verbunden|Angemeldet",
    offline: "Getrennt|Offline|Verbindung getrennt|Nicht mehr verbunden|Abgemeldet",
    connectionLost: "Verbindung verloren|Verbindung unterbrochen|Verbindung beendet",
    denied: "Nicht verbunden|Keine Verbindung|Ist nicht verbunden|Nicht online|Ohne Verbindung",
    never:
      "Noch nie verbunden|Noch nicht verbunden|Nie verbunden|Bisher nicht verbunden|Noch keine Verbindung",
    uninstalled: "Deinstalliert|Wurde deinstalliert|Entfernt|Vom Benutzer deinstalliert",
    disabled: "Deaktiviert|Wurde deaktiviert|Durch Benutzer deaktiviert",
    created: "Erstellt|Installer erstellt|Client angelegt",
    deployed: "Verteilt|Installiert|Ausgerollt",
    failed:
      "Aktualisierung fehlgeschlagen|Verbindung fehlgeschlagen|Verbindungsversuch|Verbindung abgelehnt|Upgrade fehlgeschlagen",
    checked: "Zuletzt geprüft|Geprüft|Letzte Prüfung",
    scheduled: "Wird gelöscht|Geplant|Wird entfernt|Ablaufdatum|Löschung geplant",
    seen: "Zuletzt verbunden|Zuletzt gesehen|Letzte Verbindung|Zum letzten Mal verbunden|Zuletzt online",
  },
};

const since: Record<Language, string> = {
  en: "since",
  pt: "desde",
  es: "desde el",
  it: "dal",
  fr: "depuis le",
  de: "seit",
};
const on: Record<Language, string> = { en: "on", pt: "em", es: "el", it: "il", fr: "le", de: "am" };

/** "Since" belongs to states, "on" to what happened once. */
const states: readonly Kind[] = ["online", "offline", "connectionLost", "denied", "never"];

const positions = {
  "date after": (text: string, small: string) => [
    `${text} ${date}`,
    `${text} ${small} ${date}`,
    `${text}: ${date}`,
    `${text} (${date})`,
    `${text} - ${date}`,
    `${text}, ${small} ${date}`,
  ],
  "date before": (text: string, small: string) => [
    `${date} ${text}`,
    `${date}: ${text}`,
    `${date} - ${text}`,
    `${date}, ${text}`,
    `${small} ${date} ${text}`,
    `(${date}) ${text}`,
  ],
} as const;

function withoutAccents(text: string): string {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}

const rows = languages.flatMap((language) =>
  kinds.flatMap((kind) =>
    (Object.keys(positions) as (keyof typeof positions)[]).map((position) => {
      const small = states.includes(kind) ? since[language] : on[language];
      const plain = texts[language][kind].split("|").flatMap((text) => positions[position](text, small));
      const cells = plain.flatMap((text) => [
        text,
        withoutAccents(text),
        // "EST CONNECTÉ" might be a zone: see the test of zones.
        ...(/ [ei]st /i.test(text) ? [] : [text.toUpperCase()]),
        text.normalize("NFD"),
      ]);
      return { language, kind, position, cells: [...new Set(cells)] };
    }),
  ),
);

test("every language has every kind of word before and after the date", () => {
  const told = rows.filter((row) => row.cells.length >= 6);
  expect(new Set(told.map(({ language, kind, position }) => `${language} ${kind} ${position}`)).size).toBe(
    languages.length * kinds.length * Object.keys(positions).length,
  );
});

describe("what a text with a date claims, and whether its date proves a connection", () => {
  test.each(rows)("$language, $kind, $position", ({ kind, cells }) => {
    for (const cell of cells) {
      const { dateText, ...reading } = readStatus(cell);
      expect({ cell, ...reading, dateText }).toMatchObject({ cell, ...expected[kind] });
    }
  });
});

describe("a denial wherever it stands takes the proof from every date beside it", () => {
  test.each(languages)("%s", (language) => {
    for (const never of texts[language].never.split("|"))
      for (const seen of [...texts[language].seen.split("|"), ...texts[language].offline.split("|")]) {
        for (const cell of [
          `${seen} ${date}, ${never}`,
          `${never} - ${seen} ${date}`,
          `${seen} ${date} (${never})`,
        ])
          expect({ cell, ...readStatus(cell) }).toMatchObject({ cell, dateProves: false, isDenied: true });
      }
  });
});

describe("a connection beside something else keeps its own date", () => {
  const other = "2026-11-21 16:00";
  const rest: readonly Kind[] = ["created", "deployed", "failed", "checked", "scheduled", "uninstalled"];
  test.each(languages)("%s", (language) => {
    for (const kind of rest)
      for (const what of texts[language][kind].split("|"))
        for (const seen of [...texts[language].seen.split("|"), ...texts[language].offline.split("|")])
          for (const cell of [
            `${what} ${other} - ${seen} ${date}`,
            `${seen} ${date}, ${what} ${other}`,
            `${what} (${other}); ${seen}: ${date}`,
            `${seen} ${since[language]} ${date} (${what} ${other})`,
          ])
            expect({ cell, ...readStatus(cell) }).toMatchObject({ cell, ...proven });
  });
});
