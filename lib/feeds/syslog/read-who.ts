/** Who did it, by the field `who`. */
import { visible } from "./excerpt";

export interface Who {
  /** What stands in brackets: a user name, or the client ID of an API account. */
  id: string | null;
  name: string | null;
  /** How the person signed in: a security provider or a method. */
  provider: string | null;
}

const longestChars = 256;

/**
 * `Display Name (username) using provider`, with or without provider, and without the space before the bracket
 * (vendor, "Message Format"; domain.md, 5.2). Display names are chosen by people: the last bracket counts, and the last
 * `) using ` before it, so that nobody takes another's place by calling himself `Sam (sam) using oidc`. A bracket behind
 * that may be such a name or a provider's, so it names nobody. Without brackets the text stands for user and display
 * name, for the vendor explains the field as the user name. `null`: nobody, or `unknown`, also as the name beside what
 * somebody typed (`unknown (asdf) using password`).
 */
export function readWho(text: string): Who | null {
  const shown = visible(text);
  if (shown === "" || shown.length > longestChars) return null;
  const { head, provider } = splitProvider(shown);
  if (provider?.endsWith(")")) return null;
  const open = head.endsWith(")") ? openingOf(head) : -1;
  const id = open === -1 ? head : head.slice(open + 1, -1).trim();
  const name = open === -1 ? head : head.slice(0, open).trim();
  if (isUnknown(name) || (name === "" && isUnknown(id)) || (name === "" && id === "")) return null;
  return { id: id || null, name: name || null, provider };
}

function splitProvider(text: string): { head: string; provider: string | null } {
  const afterBracket = text.lastIndexOf(") using ");
  const at = afterBracket === -1 ? text.lastIndexOf(" using ") : afterBracket + 1;
  // A bracket at the end is a user name, and what seems to be a provider part of the display name before it.
  if (at === -1 || (afterBracket === -1 && text.endsWith(")"))) return { head: text, provider: null };
  return { head: text.slice(0, at).trim(), provider: text.slice(at + " using ".length).trim() || null };
}

/** The bracket that the last one closes: user names may contain brackets as well. */
function openingOf(text: string): number {
  let depth = 0;
  for (let index = text.length - 1; index >= 0; index--) {
    if (text[index] === ")") depth += 1;
    else if (text[index] === "(") depth -= 1;
    if (depth === 0) return index;
  }
  return text.lastIndexOf("(");
}

function isUnknown(text: string): boolean {
  return text.toLowerCase() === "unknown";
}
