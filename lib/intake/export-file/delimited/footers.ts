/** DATA and lookup of what programs and people write below a table: totals, counts, when and by whom it was made. */

import { cut, foldWords } from "../cells/clean-text";

/** Words for a sum or a number of things. */
const totalPhrases = new Set(
  [
    "total",
    "totals",
    "grand total",
    "sub total",
    "subtotal",
    "sum",
    "count",
    "total count",
    "row count",
    "record count",
    "total geral",
    "totais",
    "soma",
    "contagem",
    "totales",
    "total general",
    "suma",
    "recuento",
    "cantidad",
    "totale",
    "totali",
    "totale generale",
    "somma",
    "conteggio",
    "totaux",
    "total général",
    "somme",
    "nombre",
    "gesamt",
    "gesamtzahl",
    "gesamtergebnis",
    "gesamtsumme",
    "summe",
    "anzahl",
  ].map(foldWords),
);

const totalWords = new Set([...totalPhrases].flatMap((phrase) => phrase.split(" ")));

/** What is counted. */
const countedWords = new Set(
  (
    "number no rows row records record lines line items item entries entry results result clients client devices device computers affected returned selected found exported of the jump jumpoints assets " +
    "linhas linha registros registos registro registo itens item entradas resultados resultado clientes cliente dispositivos computadores afetadas exportados de " +
    "filas fila elementos elemento equipos ordenadores afectadas encontrados " +
    "righe riga record elementi elemento voci risultati client dispositivi computer interessate di " +
    "lignes ligne enregistrements enregistrement elements element resultats resultat clients appareils ordinateurs affectees " +
    "zeilen zeile datensatze datensatz eintrage eintrag elemente element ergebnisse clients gerate rechner betroffen von"
  ).split(" "),
);

/** Beginnings of the line that says when, by whom or with what a list was made, or that it ends. */
const beginnings = [
  "generated",
  "created on",
  "created by",
  "created at",
  "exported",
  "printed",
  "report generated",
  "report date",
  "report created",
  "report run",
  "run date",
  "as of",
  "page",
  "end of",
  "eof",
  "copyright",
  "confidential",
  "summary",
  "statistics",
  "legend",
  "internal use only",
  "gerado",
  "gerada",
  "criado em",
  "exportado",
  "exportada",
  "impresso",
  "relatorio",
  "pagina",
  "fim de",
  "fim do",
  "fim da",
  "confidencial",
  "resumo",
  "resumen",
  "generado",
  "generada",
  "creado el",
  "impreso",
  "informe",
  "fin del",
  "fin de",
  "fin du",
  "generato",
  "generata",
  "creato il",
  "esportato",
  "stampato",
  "rapporto",
  "fine del",
  "fine dell",
  "riservato",
  "riepilogo",
  "genere",
  "generee",
  "cree le",
  "exporte",
  "imprime",
  "rapport",
  "confidentiel",
  "resume",
  "erstellt",
  "erzeugt",
  "exportiert",
  "gedruckt",
  "bericht",
  "seite",
  "ende des",
  "ende der",
  "vertraulich",
  "zusammenfassung",
].map(foldWords);

const footerChars = 300;

/** True for a total or a count and nothing else: "Total", "Total 2", "2 rows", "(2 rows affected)", "Clients: 2". */
export function isTotal(text: string): boolean {
  return isNumberedTotal(text) || isSum(words(text));
}

/** True for a total that cannot be a name: "Total: 2", "2 rows". It is no client wherever the line stands. */
export function isNumberedTotal(text: string): boolean {
  const colon = text.slice(0, footerChars).search(/[:=]/);
  if (colon !== -1) {
    const before = words(text.slice(0, colon));
    const after = words(text.slice(colon + 1));
    return (
      before.length > 0 && before.every(isCounting) && isNumber(after[0]) && after.every(isCountingOrNumber)
    );
  }
  const [first, ...rest] = words(text);
  return isNumber(first) && rest.some(isCounting) && rest.every(isCountingOrNumber);
}

/** A phrase for a sum, perhaps with what is counted and how many: "Total", "Total clients 2". */
function isSum(tokens: readonly string[]): boolean {
  const phrase = [3, 2, 1].find((length) => totalPhrases.has(tokens.slice(0, length).join(" ")));
  return phrase !== undefined && tokens.slice(phrase).every(isCountingOrNumber);
}

/** True for what stands below tables and is no name: totals, when it was made, pages, rulers. */
export function isFooter(text: string): boolean {
  if (isRuler(text) || isTotal(text)) return true;
  const folded = words(text).join(" ");
  return beginnings.some((one) => folded === one || folded.startsWith(`${one} `));
}

/** True for a line drawn with dashes and the like. */
export function isRuler(text: string): boolean {
  return text.length > 1 && /^[-=_*+~#.:| \u2500-\u257f\u2013\u2014]+$/.test(text);
}

function words(text: string): string[] {
  return foldWords(cut(text, footerChars)).split(" ").filter(Boolean);
}

function isCounting(token: string): boolean {
  return countedWords.has(token) || totalWords.has(token);
}

function isCountingOrNumber(token: string): boolean {
  return isNumber(token) || isCounting(token);
}

function isNumber(token: string | undefined): boolean {
  return token !== undefined && /^\d+$/.test(token);
}
