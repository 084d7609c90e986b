/** What a channel is given to say: made when it is sent, so that what it says is true then. */
import type { Severity } from "@/lib/core/alerts/severity";

/** Why something is said of an incident. `repeated`: nothing changed for long; `escalated`: nobody acknowledged it. */
export const incidentMessages = ["opened", "updated", "repeated", "escalated", "resolved"] as const;
export type IncidentMessage = (typeof incidentMessages)[number];

/** What a delivery says. `channel_paused` is said elsewhere than on the channel it is about. */
export const messageKinds = [...incidentMessages, "test", "digest"] as const;
export type MessageKind = (typeof messageKinds)[number];

/** One of the clients that an incident is about. */
export interface MessageClient {
  id: number;
  name: string;
  hostname: string | null;
  group: string | null;
  /** Its reason, in a sentence. */
  sentence: string;
  url: string;
}

/** Plain text throughout: who sends it escapes it for its own kind. */
export interface Message {
  kind: MessageKind;
  severity: Severity;
  /** One line: what, where, how many. */
  title: string;
  /** Sentences: why, since when, whose move it is, what would clear it. None repeats the title. */
  lines: readonly string[];
  /** The first ten. */
  clients: readonly MessageClient[];
  /** How many more there are. */
  more: number;
  /** Where to look, absolute; `null`: nowhere. */
  url: string | null;
  /** The same for all messages of an incident, so that they stand together. */
  thread: string;
  /** Epoch milliseconds. */
  at: number;
  /** For webhooks: `{incident, clients}` as the API shows them. */
  data: Readonly<Record<string, unknown>>;
}
