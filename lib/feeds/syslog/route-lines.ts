/** Which feed a line belongs to that came by the listener, where nobody names a feed. */

/** A feed that takes lines, by the host of its appliance. */
export interface LineFeed {
  id: number;
  hostname: string;
}

const siteOf = /(?:^|[;:\s])site=([^;/\s]{1,253})/;
/** The host that a relay or the appliance puts before its message, in both forms of syslog. */
const hostOf = /^(?:<\d{1,3}>)?(?:1 \S{1,40}|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S{1,255}) /;

/** What the host before a message was found to belong to, so that its later segments, which name no site, find it as well. */
export type KnownHosts = Map<string, number>;

const hostsAtMost = 1_000;

/**
 * By the site that it names; else by the host before it, as far as that is known from other lines; else the only feed there is. `null`:
 * nobody's.
 */
export function feedOfLine(line: string, feeds: readonly LineFeed[], known: KnownHosts): number | null {
  const head = line.slice(0, 2_000);
  const site = siteOf.exec(head)?.[1]?.toLowerCase().replace(/\.$/, "");
  const host = hostOf.exec(head)?.[1]?.toLowerCase() ?? null;
  const bySite = site === undefined ? undefined : feeds.find(({ hostname }) => hostname === site);
  if (bySite && host !== null) {
    if (known.size >= hostsAtMost) known.clear();
    known.set(host, bySite.id);
  }
  if (bySite) return bySite.id;
  if (site !== undefined) return null;
  const byHost = host === null ? undefined : known.get(host);
  if (byHost !== undefined && feeds.some(({ id }) => id === byHost)) return byHost;
  const [only, another] = feeds;
  return only && !another ? only.id : null;
}
