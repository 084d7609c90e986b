/** How single values are taken from an element. What is absent is `null`; a reader names what may not be wrong by handing in `problems`. */
import { cut } from "./cut";
import { attributeOf, childrenNamed, type XmlElement } from "./xml/xml-element";

/** Longer names are damage; the Configuration API allows 128. */
const maxNameChars = 512;

/** Text of the first child of that name, for what only describes: cut where it is very long, `null` where it is empty. */
export function textOf(element: XmlElement, name: string): string | null {
  return cut(childrenNamed(element, name)[0]?.text ?? "", maxNameChars) || null;
}

/** Text of the one child of that name, for what decides: two that differ are a problem. */
export function soleText(element: XmlElement, name: string, problems: string[]): string | null {
  const texts = new Set(childrenNamed(element, name).map((child) => child.text));
  if (texts.size > 1) {
    problems.push(`it has ${texts.size} different <${name}> where there is one`);
    return null;
  }
  const [text = ""] = texts;
  if (text.length <= maxNameChars) return text || null;
  problems.push(`<${name}> is longer than ${maxNameChars} characters`);
  return null;
}

/** One of the words that the vendor's page lists, whatever its capitals; another word is a problem. */
export function wordOf<Word extends string>(
  element: XmlElement,
  name: string,
  words: Readonly<Record<string, Word>>,
  problems: string[],
): Word | null {
  const text = soleText(element, name, problems);
  if (text === null) return null;
  const word = Object.entries(words).find(([written]) => written === text.toLowerCase())?.[1];
  if (word !== undefined) return word;
  problems.push(`<${name}> says "${cut(text, 60)}", which is none of ${Object.keys(words).join(", ")}`);
  return null;
}

/** The words of "Integer value (1 or 0)". */
const oneOrZero = { "1": "yes", "0": "no", true: "yes", false: "no" } as const;

/** A flag that the vendor writes as 1 or 0, for what decides. */
export function flagOf(element: XmlElement, name: string, problems: string[]): boolean | null {
  const word = wordOf(element, name, oneOrZero, problems);
  return word && word === "yes";
}

/** A whole number within bounds, for what only describes; anything else is `null`. */
export function wholeNumber(text: string | null, least: number, most: number): number | null {
  if (text === null || !/^[+-]?\d{1,12}$/.test(text)) return null;
  const number = Number(text);
  return number >= least && number <= most ? number : null;
}

/** "The number of seconds away from UTC." */
export function offsetSeconds(element: XmlElement): number | null {
  const dayHalf = 14 * 3_600;
  return wholeNumber(textOf(element, "timezone_offset"), -dayHalf, dayHalf);
}

/** The id of an appliance or a client in an attribute. One with other characters could not be asked for again. */
export function idOf(element: XmlElement, problems: string[]): string | null {
  const id = attributeOf(element, "id");
  if (id === null || /^[\w.{}-]{1,64}$/.test(id)) return id;
  problems.push(`its id "${cut(id, 60)}" is not one that the appliance gives`);
  return null;
}
