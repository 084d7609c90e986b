/** DATA: the words of dates in English, Portuguese, Spanish, Italian, French and German, folded (no accents). */

/** Month names and abbreviations, January first. */
export const monthWords: readonly (readonly string[])[] = [
  [
    "january",
    "jan",
    "janeiro",
    "enero",
    "ene",
    "gennaio",
    "gen",
    "janvier",
    "janv",
    "januar",
    "janner",
    "jaenner",
  ],
  ["february", "feb", "fevereiro", "fev", "febrero", "febbraio", "febb", "fevrier", "fevr", "februar"],
  ["march", "mar", "marco", "marzo", "mars", "marz", "maerz", "mrz"],
  ["april", "apr", "abril", "abr", "aprile", "avril", "avr"],
  ["may", "maio", "mai", "mayo", "maggio", "mag"],
  ["june", "jun", "junho", "junio", "giugno", "giu", "juin", "juni"],
  ["july", "jul", "julho", "julio", "luglio", "lug", "juillet", "juil", "juill", "juli"],
  ["august", "aug", "agosto", "ago", "aout"],
  ["september", "sep", "sept", "setembro", "set", "septiembre", "setiembre", "settembre", "septembre"],
  ["october", "oct", "outubro", "out", "octubre", "ottobre", "ott", "octobre", "oktober", "okt"],
  ["november", "nov", "novembro", "noviembre", "novembre"],
  ["december", "dec", "dezembro", "dez", "diciembre", "dic", "dicembre", "decembre", "dezember"],
];

/** Weekdays, in full and abbreviated; they add nothing to a date and are dropped. */
export const weekdayWords: readonly string[] = [
  ..."monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun".split(
    " ",
  ),
  ..."segunda-feira terca-feira quarta-feira quinta-feira sexta-feira".split(" "),
  ..."segunda terca quarta quinta sexta sabado domingo feira seg ter qua qui sex sab dom".split(" "),
  ..."lunes martes miercoles jueves viernes lun mar mie jue vie".split(" "),
  ..."lunedi martedi mercoledi giovedi venerdi sabato domenica mer gio ven".split(" "),
  ..."lundi mardi mercredi jeudi vendredi samedi dimanche jeu sam dim".split(" "),
  ..."montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so".split(" "),
];

/** Small words that stand before a date or between date and time. None of them denies or changes what the date says. */
export const dateConnectors: readonly string[] = [
  ..."at on the of".split(" "),
  ..."as os a o em de do da del dia hora horas".split(" "),
  ..."el la las los al".split(" "),
  ..."il lo alle alla ore di dal".split(" "),
  ..."le les du au heures heure".split(" "),
  ..."den der dem um vom".split(" "),
];

/** Offsets in minutes of zone names that exports write after a time. Names that several zones share (IST, BST, AST) are left out. */
export const zoneWordMinutes: ReadonlyMap<string, number> = new Map([
  ["z", 0],
  ["utc", 0],
  ["gmt", 0],
  ["ut", 0],
  // RFC 5322, and the two zones of the USA beyond it
  ["est", -300],
  ["edt", -240],
  ["cst", -360],
  ["cdt", -300],
  ["mst", -420],
  ["mdt", -360],
  ["pst", -480],
  ["pdt", -420],
  ["akst", -540],
  ["akdt", -480],
  ["hst", -600],
  // South America
  ["brt", -180],
  ["brst", -120],
  ["clst", -180],
  ["uyt", -180],
  // Europe, also as Germany calls it
  ["wet", 0],
  ["west", 60],
  ["cet", 60],
  ["cest", 120],
  ["eet", 120],
  ["eest", 180],
  ["wez", 0],
  ["wesz", 60],
  ["mez", 60],
  ["mesz", 120],
  ["oez", 120],
  ["oesz", 180],
  ["msk", 180],
  // Africa, Asia, Oceania
  ["sast", 120],
  ["sgt", 480],
  ["hkt", 480],
  ["awst", 480],
  ["jst", 540],
  ["kst", 540],
  ["aest", 600],
  ["aedt", 660],
  ["nzst", 720],
  ["nzdt", 780],
]);

/** Offsets in minutes beside the whole hours that some zone has had since 2003 (IANA). */
export const offsetsOffTheHour: ReadonlySet<number> = new Set([
  -570, -270, -210, -150, 210, 270, 330, 345, 390, 510, 525, 570, 630, 690, 765, 825,
]);

/** Where each word of standard time is used by people who keep summer time as well, and write the same word all year. */
export const standardTimeZones: ReadonlyMap<string, string> = new Map([
  ["est", "America/New_York"],
  ["cst", "America/Chicago"],
  ["mst", "America/Denver"],
  ["pst", "America/Los_Angeles"],
  ["akst", "America/Anchorage"],
  ["wet", "Europe/Lisbon"],
  ["wez", "Europe/Lisbon"],
  ["cet", "Europe/Berlin"],
  ["mez", "Europe/Berlin"],
  ["eet", "Europe/Helsinki"],
  ["oez", "Europe/Helsinki"],
  ["aest", "Australia/Sydney"],
  ["nzst", "Pacific/Auckland"],
]);

/** Zone names that are also ordinary words of the six languages: zones only in capitals. */
export const zoneWordsInCapitals: ReadonlySet<string> = new Set(["est", "ut", "wet", "west"]);
