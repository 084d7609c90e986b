/** Writes the command API's XML. */

/** An element: its name, its attributes, and what is in it: texts or elements already written. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...inside: string[]
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const body = inside.join("");
  return body === "" ? `<${name}${written.join("")}/>` : `<${name}${written.join("")}>${body}</${name}>`;
}

/** A text as the content of an element. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** An element that holds a text. */
export function leaf(name: string, text: string | number): string {
  return element(name, {}, escaped(String(text)));
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A whole document of a root element in a namespace, or in none. */
export function document(namespace: string | null, name: string, ...inside: string[]): string {
  return declaration + element(name, namespace === null ? {} : { xmlns: namespace }, ...inside);
}

/** A document that would be thousands of millions of characters, were its entities put in. */
export function entityBomb(): string {
  const entities = Array.from({ length: 10 }, (_, depth) => {
    const text = depth === 0 ? "lol" : `&l${depth - 1};`.repeat(10);
    return `<!ENTITY l${depth} "${text}">`;
  });
  return `${declaration}<!DOCTYPE health_check [${entities.join("")}]>\n<health_check><version>&l9;</version></health_check>`;
}
