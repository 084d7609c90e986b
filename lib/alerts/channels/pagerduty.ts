/** PagerDuty's Events API v2. All messages of an incident have one `dedup_key`, so PagerDuty itself merges what comes twice. */
import { z } from "zod";
import { addressField, tokenField } from "./common-fields";
import { bodyText, layOut, plainText } from "./plain-text";
import { post } from "./post";
import { channelType, type Sending, type Sent } from "./sending";

const fields = z.strictObject({
  routingKey: tokenField.meta({ description: "The integration key of an Events API v2 integration." }),
  url: addressField
    .default("https://events.pagerduty.com/v2/enqueue")
    .meta({ description: "https://events.eu.pagerduty.com/v2/enqueue in Europe." }),
});
type Fields = z.output<typeof fields>;

export const pagerduty = channelType({
  fields,
  secret: ["routingKey"],
  address: "url",
  async send(sending) {
    if (sending.message.kind === "resolved") return event(sending, "resolve");
    const triggered = await event(sending, "trigger");
    // A test must not leave somebody's phone ringing.
    if (sending.message.kind !== "test" || triggered.outcome !== "sent") return triggered;
    return event(sending, "resolve");
  },
});

function event(sending: Sending<Fields>, action: "trigger" | "resolve"): Promise<Sent> {
  const { fields: own, message, ...rest } = sending;
  const { heading, ...laid } = layOut(message);
  const payload = {
    summary: plainText(heading, 1_000),
    source: "Rollcall",
    severity: message.severity,
    timestamp: new Date(message.at).toISOString(),
    custom_details: { text: bodyText({ heading, ...laid }) },
  };
  const body = JSON.stringify({
    routing_key: own.routingKey,
    event_action: action,
    dedup_key: message.thread,
    ...(action === "resolve"
      ? {}
      : {
          client: "Rollcall",
          ...(message.url === null
            ? {}
            : { client_url: message.url, links: [{ href: message.url, text: laid.linkWords }] }),
          payload,
        }),
  });
  return post(own.url, { body }, rest);
}
