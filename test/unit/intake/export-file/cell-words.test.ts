import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as absence from "@/lib/intake/export-file/cells/absence-words";
import {
  isNoDate,
  isNoValue,
  isPlaceholder,
  isPlaceholderId,
  readConnectionType,
  readKind,
  readNoDate,
  readUnavailableReason,
  readYesNo,
} from "@/lib/intake/export-file/cells/cell-words";

const list = (text: string) => text.split("|");

describe("yes and no", () => {
  test.each(
    list(
      "true|True|TRUE|t|T|yes|Yes|Y|1|1.0|1,0|1.00|-1|-1.0|on|x|X|v|✓|✔|✔\ufe0f|☑|✅|sim|Sim|SIM|s|sí|Sì|si|oui|ja|j|" +
        'WAHR|VRAI|VERDADERO|VERO|VERDADEIRO|WAAR|PRAWDA|SAND|SANN|SANT|TOSI|IGAZ|PRAVDA|ИСТИНА|DOĞRU|doğru|真|Wahr|\'True|="True"| True |\u200eTrue|Yes.|Tru\u00ade|JA!',
    ),
  )("%s is yes", (text) => {
    expect(readYesNo(text)).toBe(true);
  });
  test.each(
    list(
      "false|False|FALSE|f|F|no|No|N|0|0.0|0,0|0.00|-0|off|✗|✘|❌|não|nao|NÃO|non|Nein|nee|nej|" +
        'FALSCH|FAUX|FALSO|ONWAAR|FAŁSZ|fałsz|FALSK|USANN|FALSKT|EPÄTOSI|HAMIS|NEPRAVDA|ЛОЖЬ|YANLIŞ|yanlış|假|\'False|="0"|No.|no\u00a0',
    ),
  )("%s is no", (text) => {
    expect(readYesNo(text)).toBe(false);
  });
  test.each([
    ..."not sure|maybe|unknown|?|yes?|no?|No (?)|yes/no|y/n|not no|never|nie|n/a|-|none|2|10|01|1.5|0.5|1.0.0|1%|#1|true false|enabled|x?|☐|☒|needs update|pending|ok|null|№|#N/A|########|True;|false,".split(
      "|",
    ),
    "",
    " ",
    "x".repeat(100),
  ])("%j is unreadable", (text) => {
    expect(readYesNo(text)).toBeNull();
  });
});

describe("no value", () => {
  const nothing = [
    "",
    " ",
    "\u00a0",
    "\u200b",
    "'",
    '=""',
    ...list(
      "-|--|---|–|—|−|_|.|...|- -|null|NULL|Null|(null)|<null>|[null]|None|none|(none)|nan|NaN|NAN|NaT|nil|(nil)|undefined",
    ),
    ...list(
      "\\N|NA|na|n/a|N/A|N / A|n.a.|n.a|<NA>|(n/a)|#N/A|#NV|#N/D|#N/B|#I/T|#SAKNAS!|#HIÁNYZIK|#Н/Д|n/d|N.D.|k.A.|k. A.|n/v|s/d",
    ),
    ...list(
      "not available|Not applicable|nenhum|não disponível|ninguno|no disponible|nessuno|non disponibile|aucun|aucune donnée",
    ),
    ...list(
      "keine|keine Angabe|nicht verfügbar|(blank)|(empty)|(leer)|(vide)|(vacío)|(vazio)|(em branco)|(vuoto)",
    ),
  ];
  test.each(nothing)("%j says nothing", (text) => {
    expect(isNoValue(text)).toBe(true);
    expect(isNoDate(text)).toBe(true);
    expect(isPlaceholder(text)).toBe(true);
    expect(isPlaceholderId(text)).toBe(true);
    expect(readYesNo(text)).toBeNull();
  });
  test.each(
    list(
      "0|1|0.0|no|false|unknown|?|??|not sure|never|nie|mai|Leer|Vide|leer|Inga|Nat|NAT|TILL-1|(TILL-1)|########|#NAME?|#REF!|#ERROR|x|n|nada|2026-11-20|1970-01-01|null 1|none of them",
    ),
  )("%j says something", (text) => {
    expect(isNoValue(text)).toBe(false);
  });
});

describe("no date", () => {
  test.each([
    // English, Portuguese, Spanish, Italian, French, German, others
    ...list(
      "never|Never|NEVER|never connected|Never seen|has never connected|has never been online|not yet|not yet connected|not connected yet|not connected|no connection|never logged on|Never.|(never)|yet to connect",
    ),
    ...list(
      "nunca|Nunca conectado|nunca se conectou|nunca ligado|ainda não|ainda não conectado|ainda não se ligou|sem conexão|jamais",
    ),
    ...list(
      "nunca conectada|nunca se ha conectado|aún no|aún no conectado|todavía no|no conectado aún|jamás|sin conexión",
    ),
    ...list(
      "mai|Mai connesso|mai collegato|non ancora|non ancora connesso|mai stato connesso|non si è mai connesso|nessuna connessione",
    ),
    ...list(
      "jamais connecté|Jamais connectée|jamais connecté(e)|pas encore|pas encore connecté|n'a jamais été connecté|ne s’est jamais connecté|aucune connexion|jamais vu",
    ),
    ...list(
      "nie|Niemals|noch nie|noch nicht|noch nie verbunden|noch nicht verbunden|nie gesehen|keine Verbindung|noch keine Verbindung|bisher nie",
    ),
    ...list("nooit|nog niet|aldrig|nigdy|nikdy|soha|никогда|从未"),
    // nobody knows
    ...list(
      "unknown|Desconhecido|desconocido|sconosciuto|inconnu|unbekannt|(unknown)|?|???|…|*|--/--/----|__.__.____|- / -",
    ),
    // no date in digits
    ...list('0|0.0|0,0|00|0000|-0|\'0|="0"'),
    ...list("nat|NaT|NaN|None|#N/A|n/a|-|\\N"),
  ])("%j", (text) => {
    expect(isNoDate(text)).toBe(true);
  });
  test.each(
    list(
      "2026-11-20|1601-01-01 01:00:00|1899-12-30|1970-01-01|0001-01-01|0000-00-00|00/00/0000|01.01.1970|0:00|00:00:00|1|20|no|yes|always|connected|online|today|recently|long ago|never mind|never again|not never|nie wieder|########|#NAME?|#REF!|#VALUE!|no session|3 days ago|November|neverx|0x|0 days",
    ),
  )("%j is something else", (text) => {
    expect(isNoDate(text)).toBe(false);
  });
  test.each(list("unknown|Desconhecido|unbekannt|(unknown)|?|???|??.??.???? ??:??|'????-??-??|…|*|never?"))(
    "%j: nobody knows it",
    (text) => {
      expect(readNoDate(text)).toBe("unknown");
    },
  );
  test.each(list("never|noch nie|NaT|0|-|--/--/----|__.__.____|- / -|\\N"))("%j: there was none", (text) => {
    expect(readNoDate(text)).toBe("never");
  });
  test("every phrase of the tables is one", () => {
    for (const { never, seen, also } of absence.neverWords) {
      for (const word of [...also, ...never]) expect([word, isNoDate(word)]).toEqual([word, true]);
      for (const word of never) for (const done of seen) expect(isNoDate(`${word} ${done}`)).toBe(true);
    }
    for (const word of [...absence.noValueWords, ...absence.unknownWords])
      expect([word, isNoDate(word)]).toEqual([word, true]);
  });
});

describe("placeholders identify nobody", () => {
  test.each([
    ...list(
      "Unknown|unknown|UNKNOWN|(unknown)|Unknown host|desconhecido|Desconocida|sconosciuto|Inconnu|Unbekannt",
    ),
    ...list(
      "localhost|LOCALHOST|localhost.localdomain|localhost4|localhost6.localdomain6|ip6-localhost|localhost.",
    ),
    ...list("-|--|n/a|None|null|NULL|nan|NaN|(none)|undefined|na|NA"),
    ...list(
      "#N/A|#NAME?|#NOM?|#¿NOMBRE?|#NOME?|#REF!|#¡REF!|#BEZUG!|#RIF!|#VALUE!|#WERT!|#VALEUR!|#¡VALOR!|#VALORE!|#DIV/0!|#NUM!|#NULL!|#SPILL!|#CALC!|#ÜBERLAUF!|#Error|#Deleted|#ERROR!",
    ),
    ...list("########|#|##|?|???|***|.|…|=|'|\"\"|()|' '|\u200b|\u00a0"),
    ...list(
      'no name|unnamed|Sem nome|sin nombre|senza nome|sans nom|ohne Namen|unbenannt|\'Unknown|="Unknown"|Unknown\u00a0',
    ),
  ])("%j", (text) => {
    expect(isPlaceholder(text)).toBe(true);
    expect(isPlaceholderId(text)).toBe(true);
  });
  test.each(
    list(
      "TILL-1|Unknown-1|unknown user pc|localhost-1|localhost.example.com|None-1|nancy|Nat|Nina|Leer|Vide|Inga|nullarbor|NA-1|0|1|#1|#5 Lab|# till|№ 5|Кассир|收银|x|N|F|no|true|never|10.60.0.5|naan|host|hostname|test|till?|#tag",
    ),
  )("%j is somebody", (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });

  test.each([
    ...list(
      '0|0.0|0,0|00|000|-0|+0|-1|-1.0|-7101|1.23E+05|1,23E+05|1E+05|7.10123456789012e+15|1.2E-05|\'0|="0"|0 ',
    ),
    "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
  ])("%j is no id", (text) => {
    expect(isPlaceholderId(text)).toBe(true);
  });
  test.each([
    ...list("1|7101|7101.0|00123|10|100|0a|a0|1e5|7e12|12E05|1.23|E+05|jc-0|0-1"),
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "00000000-0000-0000-0000-000000000001",
  ])("%j is an id", (text) => {
    expect(isPlaceholderId(text)).toBe(false);
  });
});

describe("kinds, connection types and conditions", () => {
  test.each([
    ["Jump Client", "jump_client"],
    ["jump_client", "jump_client"],
    ["Asset", "jump_client"],
    ["Ativo", "jump_client"],
    ["Activo", "jump_client"],
    ["Ressource", "jump_client"],
    ["Jumpoint", "jumpoint"],
    ["Gateway", "jumpoint"],
    ["Gateways", "jumpoint"],
    ["Passerelle", "jumpoint"],
    ["Puerta de enlace", "jumpoint"],
    ["Console du technicien d'assistance", "console"],
    ["Agente di connessione", "connection_agent"],
    ["Remote RDP", null],
    ["Gateway?", null],
    ["Jump Client?", null],
    ["", null],
  ])("kind %s: %s", (text, kind) => {
    expect(readKind(text)).toBe(kind);
  });
  test.each([
    ["active", "active"],
    ["Aktiv", "active"],
    ["Passivo", "passive"],
    ["uninstalled", "uninstalled"],
    ["active?", null],
    ["not active", null],
    ["inactive", null],
    ["maybe", null],
  ])("connection type %s: %s", (text, type) => {
    expect(readConnectionType(text)).toBe(type);
  });
  test.each([
    ["none", "available"],
    ["disabled", "disabled"],
    ["Deaktiviert", "disabled"],
    ["uninstalled", "uninstalled"],
    ["disabled?", null],
    ["not disabled", null],
    ["unknown", null],
  ])("unavailable reason %s: %s", (text, reason) => {
    expect(readUnavailableReason(text)).toBe(reason);
  });
});

test("no text is both a value and nothing, and a value with a question mark is none", () => {
  const texts = fc.oneof(
    fc.constantFrom(
      ...list('true|no|0|1.0|WAHR|✓|n/a|None|nunca|active|none|Gateway|-|unknown|NaT|\'0|="1"|mai|si'),
    ),
    fc.string({ maxLength: 8 }),
  );
  const around = fc.constantFrom("", " ", "\u00a0", "\u200e", "'", ".", "!");
  fc.assert(
    fc.property(around, texts, around, (before, text, after) => {
      const cell = before + text + after;
      if (isNoValue(cell)) expect(readYesNo(cell)).toBeNull();
      for (const read of [readYesNo, readKind, readConnectionType, readUnavailableReason]) {
        expect(read(`${cell}?`)).toBeNull();
      }
    }),
    { numRuns: 2_000 },
  );
});
