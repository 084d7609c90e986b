/** What a release is called, as SQL over `release l`: its name, with the version behind it unless the name says it already. */
export const releaseTitle =
  "CASE WHEN strpos(l.name, l.version) > 0 THEN l.name ELSE l.name || ' ' || l.version END";
