/** From a text that was looked through to the tree of its elements. */

import { XMLParser, XMLValidator } from "fast-xml-parser";
import { cut } from "../cut";
import { type Outcome, refuse } from "../outcome";
import { decodeReferences } from "./decode-references";
import type { XmlElement } from "./xml-element";

/** What the parser gives for an element, a text or a piece of literal text: its one key is the name. */
type ParsedNode = Record<string, unknown>;

const textKey = "#text";
const literalKey = "#cdata";
const attributesKey = ":@";
const attributePrefix = "@";

/** Entities stay as written: `decodeReferences` replaces the few that need no declaration. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: attributePrefix,
  textNodeName: textKey,
  cdataPropName: literalKey,
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
});

/** The outermost element. `text` has passed `guardMarkup`; names and pairs of tags are checked here. */
export function buildTree(text: string): Outcome<XmlElement> {
  try {
    const verdict = XMLValidator.validate(text);
    if (verdict !== true) {
      return refuse(
        "malformed",
        `The document is not well-formed XML (line ${verdict.err.line}): ${cut(verdict.err.msg, 200)}`,
      );
    }
    const roots = (parser.parse(text) as ParsedNode[]).filter((node) => nameOf(node) !== textKey);
    const root = roots.length === 1 && roots[0] ? elementOf(roots[0]) : null;
    if (root !== null) return { kind: "read", value: root };
  } catch {
    // The parser throws at names that would be dangerous as keys, and at markup that it cannot follow.
    return refuse("malformed", "The document is not well-formed XML: the parser cannot follow it.");
  }
  return refuse(
    "entity",
    "The document uses an entity or a character number that XML does not know by itself. Nothing is expanded; take it from the appliance again.",
  );
}

/** `null`: a reference in it cannot be replaced. Depth is bounded by the guard. */
function elementOf(node: ParsedNode): XmlElement | null {
  const name = nameOf(node);
  const children: XmlElement[] = [];
  let text = "";
  for (const part of node[name] as ParsedNode[]) {
    const kind = nameOf(part);
    if (kind === literalKey) {
      text += literalText(part[literalKey]);
    } else if (kind === textKey) {
      const decoded = decodeReferences(String(part[textKey]));
      if (decoded === null) return null;
      text += decoded;
    } else {
      const child = elementOf(part);
      if (child === null) return null;
      children.push(child);
    }
  }
  const attributes = attributesOf(node[attributesKey] as Record<string, unknown> | undefined);
  return attributes && { name: localName(name), attributes, children, text: text.trim() };
}

function nameOf(node: ParsedNode): string {
  return Object.keys(node).find((key) => key !== attributesKey) ?? textKey;
}

function literalText(parts: unknown): string {
  return (parts as ParsedNode[]).map((part) => String(part[textKey] ?? "")).join("");
}

/** By local name. An attribute without prefix goes before one with; declarations of namespaces and foreign hints are none. */
function attributesOf(raw: Record<string, unknown> | undefined): Map<string, string> | null {
  const attributes = new Map<string, string>();
  for (const [key, value] of Object.entries(raw ?? {})) {
    const written = key.slice(attributePrefix.length);
    if (/^(xmlns$|xmlns:|xml:|xsi:)/.test(written)) continue;
    const decoded = decodeReferences(String(value));
    if (decoded === null) return null;
    const name = localName(written);
    if (name === written || !attributes.has(name)) attributes.set(name, decoded);
  }
  return attributes;
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}
