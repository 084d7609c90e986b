/** Listens for appliances that can only send syslog, and keeps their lines for the feeds that they belong to. */
import { openContext, system } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { isListed } from "@/lib/platform/outgoing-address";
import { keepLines } from "./accept-lines";
import { openSyslogListener, type SyslogListener } from "./listener";
import { feedOfLine, type KnownHosts, type LineFeed } from "./route-lines";

/** Opens what the settings say; null: they say nothing. Only addresses that ROLLCALL_SYSLOG_FROM lists are listened to: whoever sends proves what Rollcall believes. */
export async function listenForSyslog(): Promise<SyslogListener | null> {
  const settings = env();
  const { ROLLCALL_SYSLOG_TCP_PORT, ROLLCALL_SYSLOG_UDP_PORT, ROLLCALL_SYSLOG_HOST, ROLLCALL_SYSLOG_FROM } =
    settings;
  if (ROLLCALL_SYSLOG_TCP_PORT === 0 && ROLLCALL_SYSLOG_UDP_PORT === 0) return null;
  const known: KnownHosts = new Map();
  const listener = await openSyslogListener({
    host: ROLLCALL_SYSLOG_HOST,
    tcpPort: ROLLCALL_SYSLOG_TCP_PORT || null,
    udpPort: ROLLCALL_SYSLOG_UDP_PORT || null,
    maxConnections: settings.ROLLCALL_SYSLOG_CONNECTIONS,
    maxLineBytes: settings.ROLLCALL_SYSLOG_LINE_CHARS,
    maxQueued: settings.ROLLCALL_SYSLOG_QUEUE_MAX,
    idleMs: settings.ROLLCALL_SYSLOG_IDLE_SECONDS * 1000,
    async onLines(lines, from) {
      if (!isListed(from, ROLLCALL_SYSLOG_FROM)) return;
      await keep(lines, from, known);
    },
  });
  log.info({ tcpPort: listener.tcpPort, udpPort: listener.udpPort }, "listening for syslog");
  return tellLosses(listener);
}

const tellEveryMs = 60_000;

/** What a listener could not take in is told in the log, once a minute while more is lost, and at its end. */
export function tellLosses(listener: SyslogListener, everyMs = tellEveryMs): SyslogListener {
  let told = JSON.stringify(listener.counts);
  const tell = () => {
    const counts = JSON.stringify(listener.counts);
    if (counts !== told) log.warn({ ...listener.counts }, "syslog was lost: counted since the start");
    told = counts;
  };
  const timer = setInterval(tell, everyMs).unref();
  const close = async () => {
    clearInterval(timer);
    await listener.close();
    tell();
  };
  return { ...listener, close };
}

async function keep(lines: readonly string[], from: string, known: KnownHosts): Promise<void> {
  const ctx = await openContext(system, { door: "syslog" });
  const { rows: feeds } = await ctx.db.query<LineFeed>(
    `SELECT f.id, lower(a.hostname) AS hostname FROM feed f JOIN appliance a ON a.id = f.appliance_id
      WHERE f.type = 'syslog' AND f.enabled`,
  );
  const byFeed = new Map<number, string[]>();
  for (const line of lines) {
    const feedId = feedOfLine(line, feeds, known);
    if (feedId === null) continue;
    const own = byFeed.get(feedId);
    if (own) own.push(line);
    else byFeed.set(feedId, [line]);
  }
  for (const [feedId, own] of byFeed) await keepLines(ctx, feedId, own, from);
}
