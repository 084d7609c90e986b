/** An Apprise API server (https://github.com/caronc/apprise-api), which hands on to whatever its configuration names. */
import { z } from "zod";
import type { Message } from "../message";
import { addressField } from "./common-fields";
import { bodyText, layOut } from "./plain-text";
import { post } from "./post";
import { channelType } from "./sending";

function typeOf({ kind, severity }: Message): string {
  if (kind === "resolved") return "success";
  return { info: "info", warning: "warning", critical: "failure" }[severity];
}

/** It answers 204 where it knows no configuration of that name: nothing was sent to anybody. */
const noConfiguration = 204;

export const apprise = channelType({
  fields: z.strictObject({
    url: addressField.meta({ description: "https://apprise.example.com/notify/KEY" }),
    tag: z.string().trim().min(1).max(200).optional().meta({ description: "Only services with this tag." }),
  }),
  secret: ["url"],
  address: "url",
  send({ fields: { url, tag }, message, again, ...rest }) {
    const laid = layOut(message, again);
    const body = JSON.stringify({
      title: laid.heading,
      body: bodyText(laid),
      type: typeOf(message),
      // As text, Apprise escapes it for each service itself.
      format: "text",
      ...(tag === undefined ? {} : { tag }),
    });
    return post(url, { body, not: [noConfiguration] }, rest);
  },
});
