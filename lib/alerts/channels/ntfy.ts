/** ntfy (https://docs.ntfy.sh/publish/), published as JSON. Its texts are plain: Markdown is not asked for. */
import { z } from "zod";
import type { Message } from "../message";
import { addressField, tokenField } from "./common-fields";
import { bodyText, layOut } from "./plain-text";
import { post } from "./post";
import { channelType } from "./sending";

/** A server turns what is longer into an attachment. */
const messageBytes = 4_000;

/** From 1 (least) to 5. */
function priorityOf({ kind, severity }: Message): number {
  if (kind === "resolved" || kind === "test") return 3;
  return { info: 3, warning: 4, critical: 5 }[severity];
}

function tagOf({ kind, severity }: Message): string {
  if (kind === "resolved") return "white_check_mark";
  if (kind === "test") return "test_tube";
  return { info: "information_source", warning: "warning", critical: "rotating_light" }[severity];
}

export const ntfy = channelType({
  fields: z.strictObject({
    topic: z
      .string()
      .trim()
      .regex(/^[-_A-Za-z0-9]{1,64}$/, "must be up to 64 letters, digits, - and _")
      .meta({ description: "Whoever knows it can read it on a public server: it is kept like a password." }),
    url: addressField.default("https://ntfy.sh").meta({ description: "The server, without the topic." }),
    token: tokenField.optional().meta({ description: "An access token, where the topic is protected." }),
  }),
  secret: ["topic", "token"],
  address: "url",
  send({ fields: { url, topic, token }, message, again, ...rest }) {
    const laid = layOut(message, again);
    const text = bodyText({ ...laid, url: null });
    const body = JSON.stringify({
      topic,
      title: laid.heading,
      message: Buffer.byteLength(text) <= messageBytes ? text : bodyText({ ...laid, clients: [], url: null }),
      priority: priorityOf(message),
      tags: [tagOf(message)],
      ...(laid.url === null ? {} : { click: laid.url }),
    });
    return post(
      url,
      { headers: token === undefined ? {} : { authorization: `Bearer ${token}` }, body },
      rest,
    );
  },
});
