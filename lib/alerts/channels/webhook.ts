/** A webhook as https://www.standardwebhooks.com has it: signed, and the same id for the same delivery. */
import { z } from "zod";
import { signedHeaders } from "@/lib/rollout/cap/post-signed";
import type { Message } from "../message";
import { addressField } from "./common-fields";
import { post } from "./post";
import { channelType } from "./sending";

/** What a message is called; whoever listens needs to know only whether it goes on or is over. */
function eventOf({ kind }: Message): string {
  if (kind === "opened" || kind === "resolved") return `incident.${kind}`;
  return kind === "test" ? "webhook.test" : "incident.updated";
}

export const webhook = channelType({
  fields: z.strictObject({ url: addressField }),
  secret: ["url"],
  address: "url",
  send({ fields, message, key, signingSecret, ...rest }) {
    const body = JSON.stringify({
      type: eventOf(message),
      timestamp: new Date(message.at).toISOString(),
      data: message.data,
    });
    return post(fields.url, { headers: signedHeaders(signingSecret ?? "", key, rest.now, body), body }, rest);
  },
});
