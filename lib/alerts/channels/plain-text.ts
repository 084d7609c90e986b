/** Makes of what anybody may have named a client, or what a server answers, text that only says something. */

import { words } from "@/lib/platform/words";
import type { IncidentMessage, Message } from "../message";

/** Control characters, and marks that turn, hide or break what stands around them. */
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
/** Halves of characters: no text. */
const halves = /\p{Cs}/gu;

/** One line of at most `max` characters, without anything that steers; what is cut ends with "…". */
export function plainText(text: string, max: number): string {
  const clean = text.replace(steering, " ").replace(halves, "\ufffd").replace(/ {2,}/g, " ").trim();
  const characters = [...clean];
  return characters.length <= max ? clean : `${characters.slice(0, max - 1).join("")}…`;
}

/** A message as lines of plain text. None of them is escaped for anything. */
export interface Laid {
  /** What it is about, with how bad it is or what became of it. */
  heading: string;
  lines: string[];
  clients: { text: string; url: string }[];
  /** "and 12 more"; null: none. */
  more: string | null;
  url: string | null;
  /** What the link is called. */
  linkWords: string;
}

const t = words("channels");
const kindsSaid = ["updated", "repeated", "escalated"] as const satisfies IncidentMessage[];

/** @param again it may have been sent before, and whom it reaches cannot tell by itself */
export function layOut(message: Message, again = false): Laid {
  const title = plainText(message.title, 200);
  const heading = headingOf(message, title);
  return {
    heading: again ? t("said.again", { heading }) : heading,
    lines: message.lines.map((line) => plainText(line, 600)).filter((line) => line !== ""),
    clients: message.clients.slice(0, 10).map(({ name, hostname, sentence, url }) => ({
      text: plainText(
        [hostname === null || hostname === name ? name : `${name} (${hostname})`, sentence].join(": "),
        300,
      ),
      url,
    })),
    more: message.more > 0 ? t("said.more", { count: message.more }) : null,
    url: message.url,
    linkWords: t("said.link"),
  };
}

function headingOf({ kind, severity }: Message, title: string): string {
  if (kind === "digest") return title;
  if (kind === "test" || kind === "resolved") return t(`said.${kind}`, { title });
  const bad = t(`severities.${severity}`);
  const kindSaid = kindsSaid.find((each) => each === kind);
  return kindSaid
    ? t(`said.${kindSaid}`, { severity: bad, title })
    : t("said.opened", { severity: bad, title });
}

/** A laid out message as plain text, its heading left out. */
export function bodyText({ lines, clients, more, url }: Laid): string {
  const listed = [...clients.map(({ text }) => `- ${text}`), ...(more === null ? [] : [more])];
  return [lines.join("\n"), listed.join("\n"), url ?? ""].filter((part) => part !== "").join("\n\n");
}
