/** Slack, through an incoming webhook. What people named stands in rich text, which Slack reads no formatting in. */
import { z } from "zod";
import { addressField } from "./common-fields";
import { layOut } from "./plain-text";
import { post } from "./post";
import { channelType } from "./sending";

/** For `text`, which is read as mrkdwn: these three begin links, mentions and entities (Slack, "Escaping text"). */
function escapeMrkdwn(text: string): string {
  return text.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? "");
}

const plain = (text: string, style?: { bold: true }) => ({ type: "text", text, ...(style && { style }) });
const link = (text: string, url: string) => ({ type: "link", url, text });
const section = (...elements: object[]) => ({ type: "rich_text_section", elements });

export const slack = channelType({
  fields: z.strictObject({ url: addressField }),
  secret: ["url"],
  address: "url",
  send({ fields, message, again, ...rest }) {
    const { heading, lines, clients, more, url, linkWords } = layOut(message, again);
    const elements = [
      section(plain(heading, { bold: true })),
      ...lines.map((line) => section(plain(line))),
      ...(clients.length === 0
        ? []
        : [
            {
              type: "rich_text_list",
              style: "bullet",
              elements: clients.map((client) => section(link(client.text, client.url))),
            },
          ]),
      ...(more === null ? [] : [section(plain(more))]),
      ...(url === null ? [] : [section(link(linkWords, url))]),
    ];
    const body = JSON.stringify({
      text: escapeMrkdwn(heading),
      blocks: [{ type: "rich_text", elements }],
      unfurl_links: false,
      unfurl_media: false,
    });
    return post(fields.url, { body }, rest);
  },
});
