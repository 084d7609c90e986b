/** What a delivery says that was given its text when it was made: a test, a digest. */
import { z } from "zod";
import { severities } from "@/lib/core/alerts/severity";
import { env } from "@/lib/platform/env";
import { type Message, messageKinds } from "../message";
import type { Delivery } from "./store";

/** As it is kept: everything of a message. */
const content = z.object({
  kind: z.enum(messageKinds),
  severity: z.enum(severities),
  title: z.string(),
  lines: z.array(z.string()),
  clients: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      hostname: z.string().nullable(),
      group: z.string().nullable(),
      sentence: z.string(),
      url: z.string(),
    }),
  ),
  more: z.number(),
  url: z.string().nullable(),
  thread: z.string(),
  at: z.number(),
  data: z.record(z.string(), z.unknown()),
});

/** null: it was given none, its incident says what it says. */
export function messageOfContent(delivery: Pick<Delivery, "content">): Message | null {
  return delivery.content === null ? null : content.parse(delivery.content);
}

/** What a test says: who asked for it. `about`: what is tried, as it is called. */
export function testMessage(about: string, by: string, key: string, now: number): Message {
  const url = env().ROLLCALL_URL;
  return {
    kind: "test",
    severity: "info",
    title: about,
    lines: [`${by} tried out whether messages of Rollcall arrive here. They do. Nothing needs to be done.`],
    clients: [],
    more: 0,
    url,
    thread: `test-${key}`,
    at: now,
    data: { channel: about, by },
  };
}
