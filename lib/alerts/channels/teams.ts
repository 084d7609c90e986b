/**
 * Microsoft Teams, through a Workflows webhook ("When a Teams webhook request is received"), with an Adaptive Card. What people named
 * stands in TextRuns, which read no Markdown.
 */
import { z } from "zod";
import { addressField } from "./common-fields";
import { layOut } from "./plain-text";
import { post } from "./post";
import { channelType } from "./sending";

const run = (text: string, more: object = {}) => ({ type: "TextRun", text, ...more });
const paragraph = (...inlines: object[]) => ({ type: "RichTextBlock", inlines });
const opens = (url: string) => ({ type: "Action.OpenUrl", url });

export const teams = channelType({
  fields: z.strictObject({ url: addressField }),
  secret: ["url"],
  address: "url",
  send({ fields, message, again, ...rest }) {
    const { heading, lines, clients, more, url, linkWords } = layOut(message, again);
    const card = {
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
      type: "AdaptiveCard",
      version: "1.4",
      msteams: { width: "Full" },
      body: [
        paragraph(run(heading, { weight: "Bolder", size: "Medium" })),
        ...lines.map((line) => paragraph(run(line))),
        ...clients.map((client) =>
          paragraph(run("• "), run(client.text, { selectAction: opens(client.url) })),
        ),
        ...(more === null ? [] : [paragraph(run(more))]),
      ],
      ...(url === null ? {} : { actions: [{ ...opens(url), title: linkWords }] }),
    };
    const body = JSON.stringify({
      type: "message",
      attachments: [
        { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card },
      ],
    });
    return post(fields.url, { body }, rest);
  },
});
