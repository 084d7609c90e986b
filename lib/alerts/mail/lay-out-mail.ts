/** Makes a mail of a message: the same in plain text and in HTML. */
import { escapeHtml } from "../channels/escape-html";
import { bodyText, type Laid, layOut } from "../channels/plain-text";
import type { Mail } from "../channels/sending";
import type { Message } from "../message";

export function layOutMail(message: Message): Pick<Mail, "subject" | "text" | "html" | "thread"> {
  const laid = layOut(message);
  return {
    subject: laid.heading,
    text: `${laid.heading}\n\n${bodyText(laid)}\n`,
    html: htmlOf(laid),
    thread: message.kind === "test" || message.kind === "digest" ? null : message.thread,
  };
}

const link = (text: string, url: string) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
const body = "font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;max-width:40em";

function htmlOf({ heading, lines, clients, more, url, linkWords }: Laid): string {
  const items = [
    ...clients.map((client) => `<li>${link(client.text, client.url)}</li>`),
    ...(more === null ? [] : [`<li>${escapeHtml(more)}</li>`]),
  ];
  return [
    `<!doctype html><html><head><meta charset="utf-8"></head><body style="${body}">`,
    `<p><strong>${escapeHtml(heading)}</strong></p>`,
    ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
    ...(items.length === 0 ? [] : [`<ul>${items.join("")}</ul>`]),
    ...(url === null ? [] : [`<p>${link(linkWords, url)}</p>`]),
    "</body></html>",
  ].join("\n");
}
