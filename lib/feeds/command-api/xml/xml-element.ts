/** The small tree that documents are read from: elements by their local names, whatever namespace or prefix they came with. */

/** One element. Names are local ("count" for `<api:count>`); `text` is its own text without that of its children, trimmed. */
export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  text: string;
}

/** The children of that local name, in the order of the document. */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** An attribute without surrounding spaces; `null` where it is absent or empty. */
export function attributeOf(element: XmlElement, name: string): string | null {
  return element.attributes.get(name)?.trim() || null;
}
