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
  ["july", "jul", "julho", "julio", "luglio", "lug", "juillet", "juil", "juli"],
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

/** Small words that stand before a date or between date and time. */
export const dateConnectors: readonly string[] = [
  ..."at on the of".split(" "),
  ..."as os a o em no na de do da del dia hora horas".split(" "),
  ..."el la las los al".split(" "),
  ..."il lo alle alla ore di dal".split(" "),
  ..."le les du au vers heures heure".split(" "),
  ..."den der dem um uhr vom".split(" "),
];

/** Offsets in minutes of zone names that exports write after a time (RFC 5322 and the European ones). */
export const zoneWordMinutes: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  ut: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  brt: -180,
  brst: -120,
  wet: 0,
  west: 60,
  cet: 60,
  cest: 120,
  mez: 60,
  mesz: 120,
  eet: 120,
  eest: 180,
};
