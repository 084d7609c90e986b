/** What a kind of channel is: what is entered of it, and how it says something. */
import type { z } from "zod";
import type { Message } from "../message";

/** One sending of one message. */
export interface Sending<F> {
  fields: F;
  message: Message;
  /** Of the delivery: the same however often it is sent. A UUID. */
  key: string;
  /** An earlier sending began, and nobody knows whether it arrived. */
  again: boolean;
  /** With which what is sent is signed (webhooks); `null`: it is not. */
  signingSecret: string | null;
  /** For everything, milliseconds. */
  timeoutMs: number;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * What came of a sending. `answer`: what the other side said, or one sentence; no secret stands in it. `unknown`: it may have arrived.
 * `isPermanent`: asking again will hardly change it.
 */
export type Sent =
  | { outcome: "sent"; answer: string }
  | { outcome: "failed"; answer: string; isPermanent: boolean; retryAfterMs: number | null }
  | { outcome: "unknown"; answer: string };

/** A kind of channel. */
export interface ChannelType<S extends z.ZodObject = z.ZodObject> {
  /** What is entered. */
  fields: S;
  /** Which of it is encrypted, and never answered again. */
  secret: readonly (keyof z.output<S> & string)[];
  /** Which of it says where it is sent to. */
  address: (keyof z.output<S> & string) | null;
  /** Never throws for what the other side does. */
  send(sending: Sending<z.output<S>>, mailer: SendMail): Promise<Sent>;
}

/** A mail as it is handed to the mail server. Plain text throughout, but `html`. */
export interface Mail {
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
  /** The same for all mails that stand together; null: it stands alone. */
  thread: string | null;
  key: string;
}

/** Sends a mail by the mail settings. */
export type SendMail = (mail: Mail) => Promise<Sent>;

/** So that a type keeps what it knows of its own fields. */
export function channelType<S extends z.ZodObject>(type: ChannelType<S>): ChannelType<S> {
  return type;
}
