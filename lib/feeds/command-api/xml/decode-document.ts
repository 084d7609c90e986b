/** From the bytes of an answer to its text, or the reason why they are no text that the appliance writes. */
import { type Outcome, refuse } from "../outcome";

const byteOrderMark = "\ufeff";
/** What the appliance may call its own encoding: `text/xml; charset=UTF-8` is what it sends (recorded on 19.1.8). */
const unicodeNames = /^(utf-?8|utf-?16(le|be)?|us-ascii|ascii)$/i;
/** Characters that XML 1.0 forbids everywhere ("Char"), and halves of surrogate pairs. */
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * The text of a document without byte order mark and XML declaration. UTF-8, and UTF-16 with its mark (programs that save a
 * document write it so); a text comes decoded already, and what it says of its encoding no longer matters. Another
 * encoding is refused, not guessed: a name that is read wrongly would be another client.
 */
export function decodeDocument(input: Uint8Array | string): Outcome<string> {
  const decoded = typeof input === "string" ? input : decodeBytes(input);
  if (decoded === null) {
    return refuse(
      "encoding",
      "The document is not written in UTF-8, as the appliance writes it: take it from the appliance again without changing it.",
    );
  }
  const text = decoded.startsWith(byteOrderMark) ? decoded.slice(1) : decoded;
  const start = text.trimStart();
  if (start === "") return refuse("empty", "The document is empty: ask the appliance again.");
  if (forbidden.test(start)) {
    return refuse(
      "encoding",
      "The document holds characters that XML does not allow: it is damaged, or no text at all.",
    );
  }
  return withoutDeclaration(start, typeof input !== "string");
}

function decodeBytes(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function withoutDeclaration(text: string, declaredCounts: boolean): Outcome<string> {
  if (!/^<\?xml\s/.test(text)) return { kind: "read", value: text };
  const end = text.indexOf("?>");
  if (end === -1)
    return refuse("cut_off", "The document breaks off in its first line: ask the appliance again.");
  const declared = /\sencoding\s*=\s*["']([^"']{0,40})["']/.exec(text.slice(0, end))?.[1];
  if (declaredCounts && declared !== undefined && !unicodeNames.test(declared)) {
    return refuse(
      "encoding",
      `The document says that it is written in "${declared}"; the appliance writes UTF-8. Take it from the appliance again without changing it.`,
    );
  }
  return { kind: "read", value: text.slice(end + 2).trimStart() };
}
