/** A record as people can look it up: its elements without prefixes, in one line. */
import { cut } from "./cut";
import type { XmlElement } from "./xml/xml-element";

const maxChars = 500;

/** The first 500 characters of an element. */
export function excerptOf(element: XmlElement): string {
  return cut(written(element, maxChars), maxChars);
}

/** Stops adding once there is enough: an element may be as large as a document. */
function written(element: XmlElement, enough: number): string {
  const attributes = [...element.attributes].map(([name, value]) => ` ${name}="${value}"`).join("");
  let text = `<${element.name}${attributes}>${element.text.slice(0, enough)}`;
  for (const child of element.children) {
    if (text.length >= enough) return text;
    text += written(child, enough - text.length);
  }
  return `${text}</${element.name}>`;
}
