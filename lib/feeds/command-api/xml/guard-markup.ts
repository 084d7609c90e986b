/** Looks through a text before any parser does: only plain elements, within the limits, and whole. */
import { type DocumentRefusal, refuse } from "../outcome";
import { elementsPerMiB, type XmlLimits } from "./xml-limits";

const openingName = /<[^\s"'<>/=!?&;]+/y;
const attribute = /\s+[^\s"'<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*')/y;
const tagEnd = /\s*(\/?)>/y;

/**
 * `null` where the text may be parsed. One pass, each character looked at a bounded number of times. Document types, and
 * with them every declared entity, are refused before anything could expand; so are processing instructions, in which the
 * parser reads quotation marks otherwise than XML does.
 */
export function guardMarkup(text: string, limits: XmlLimits): DocumentRefusal | null {
  let depth = 0;
  let elements = 0;
  let at = 0;
  while (true) {
    const open = text.indexOf("<", at);
    const end = open === -1 ? text.length : open;
    if (end - at > limits.maxValueChars) return tooLong(limits);
    if (depth === 0 && text.slice(at, end).trim() !== "") return strayText(elements);
    if (open === -1) break;
    if (text.startsWith("<!", open)) {
      const after = pastRemark(text, open);
      if (typeof after !== "number") return after;
      at = after;
    } else if (text.startsWith("<?", open)) {
      return text.includes("?>", open) ? malformed("it holds a processing instruction") : cutOff();
    } else if (text.startsWith("</", open)) {
      const close = text.indexOf(">", open);
      if (close === -1) return cutOff();
      if (--depth < 0) return malformed("an element ends that has not begun");
      at = close + 1;
    } else {
      if (depth === 0 && elements > 0) return malformed("it has more than one outermost element");
      if (++elements > limits.maxElements) {
        return refuse(
          "too_many_elements",
          `The document has more than ${limits.maxElements.toLocaleString("en")} elements; ${limits.setting} sets how many it may have, ${elementsPerMiB.toLocaleString("en")} for each MiB.`,
        );
      }
      const tag = readOpeningTag(text, open, limits);
      if ("kind" in tag) return tag;
      if (!tag.empty && ++depth > limits.maxDepth) {
        return refuse(
          "too_deep",
          `The document has more than ${limits.maxDepth} elements within each other.`,
        );
      }
      at = tag.after;
    }
  }
  if (depth > 0) return cutOff();
  return elements > 0 ? null : notXml();
}

/** Behind a comment or a piece of literal text; anything else that begins with `<!` declares something. */
function pastRemark(text: string, open: number): number | DocumentRefusal {
  for (const [start, end] of [
    ["<!--", "-->"],
    ["<![CDATA[", "]]>"],
  ] as const) {
    if (text.startsWith(start, open)) {
      const close = text.indexOf(end, open + start.length);
      return close === -1 ? cutOff() : close + end.length;
    }
    if (start.startsWith(text.slice(open, open + start.length))) return cutOff();
  }
  return refuse(
    "document_type",
    "The document declares a document type or entities. The appliance never does, and nothing of it is read or expanded.",
  );
}

function readOpeningTag(
  text: string,
  open: number,
  limits: XmlLimits,
): { after: number; empty: boolean } | DocumentRefusal {
  let at = matchAt(openingName, text, open)?.after;
  if (at === undefined) return text.length - open === 1 ? cutOff() : malformed("a tag has no name");
  for (let attributes = 0; ; attributes++) {
    if (attributes > limits.maxAttributesPerElement) {
      return refuse(
        "too_many_attributes",
        `An element has more than ${limits.maxAttributesPerElement} attributes.`,
      );
    }
    const next = matchAt(attribute, text, at);
    if (next === null) break;
    at = next.after;
    if (at - open > limits.maxValueChars) return tooLong(limits);
  }
  const end = matchAt(tagEnd, text, at);
  if (end !== null) return { after: end.after, empty: end.group === "/" };
  return text.indexOf(">", at) === -1 ? cutOff() : malformed("a tag is not written as XML asks");
}

function matchAt(
  pattern: RegExp,
  text: string,
  at: number,
): { after: number; group: string | undefined } | null {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match && { after: pattern.lastIndex, group: match[1] };
}

function strayText(elements: number): DocumentRefusal {
  return elements === 0 ? notXml() : malformed("text stands behind its end");
}

function notXml(): DocumentRefusal {
  return refuse(
    "not_xml",
    "This is not XML, so it is no answer of the Command API: check the address of the appliance.",
  );
}

function cutOff(): DocumentRefusal {
  return refuse("cut_off", "The document breaks off before its end: ask the appliance again.");
}

function malformed(what: string): DocumentRefusal {
  return refuse("malformed", `The document is not well-formed XML: ${what}.`);
}

function tooLong(limits: XmlLimits): DocumentRefusal {
  return refuse("too_long", `A value in the document is longer than ${limits.maxValueChars} characters.`);
}
