/** What was kept of a feed, read: the observations in it, and what else there was, counted. */
import { env } from "@/lib/platform/env";
import type { MessageContent } from "./keep-message";
import { fromKept } from "./kept-observation";
import type { Observation } from "./observation";
import { readOutbound } from "./outbound-events/read-outbound";
import type { Feed } from "./store";
import { syslogLimitsOf } from "./syslog/limits";
import { readLines } from "./syslog/read-lines";
import { type JoinState, nothingWaiting } from "./syslog/waiting-messages";

/** A message that was kept. `receivedAt` in epoch milliseconds. */
export interface Message {
  id: string;
  receivedAt: number;
  attempts: number;
  content: MessageContent;
}

/** What messages say. `run`: what the feed has to remember for the next ones. */
export interface ReadMessages {
  observations: Observation[];
  run: unknown;
  counts: Record<string, number>;
}

/** In the order in which they came. `hostname`: the appliance's; what speaks of another site is left alone. */
export function readMessages(feed: Feed, hostname: string, messages: readonly Message[]): ReadMessages {
  const read: ReadMessages = { observations: [], run: feed.run, counts: {} };
  for (const message of messages) {
    const { content, receivedAt } = message;
    if (content.what === "observations") read.observations.push(...content.observations.map(fromKept));
    else if (content.what === "outbound") {
      read.observations.push(...readOutbound(content.form, receivedAt));
      add(read.counts, "cut", content.cut ?? 0);
    } else readSyslog(read, content.lines, hostname, receivedAt);
  }
  return read;
}

function readSyslog(
  read: ReadMessages,
  lines: readonly string[],
  hostname: string,
  receivedAt: number,
): void {
  const reading = readLines(
    lines,
    (read.run as JoinState | null) ?? nothingWaiting,
    receivedAt,
    syslogLimitsOf(env()),
  );
  read.run = reading.state;
  for (const { site, observations } of reading.messages) {
    if (site !== null && site !== hostname) add(read.counts, "other_site", 1);
    else read.observations.push(...observations);
  }
  for (const [because, count] of Object.entries(reading.ignored)) add(read.counts, because, count);
  add(read.counts, "dropped", reading.dropped.length);
}

function add(counts: Record<string, number>, name: string, count: number): void {
  if (count > 0) counts[name] = (counts[name] ?? 0) + count;
}
