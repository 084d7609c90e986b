/** Reads one JSON object, and the beginning of one that is not complete yet. */

import { listedField } from "../headings/closest-field";
import type { Field } from "../headings/heading-words";

export type JsonObject = Record<string, unknown>;

const namingFields: ReadonlySet<Field> = new Set<Field>(["vendorId", "name", "hostname", "fqdn"]);
/** Strings, numbers, and the words that Python writes for numbers that are none. */
const tokens = /"(?:[^"\\]|\\[\s\S])*(?:"|$)|-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|Infinity)/g;
const longInteger = /^-?\d{16,}$/;

/**
 * The object, or null if this is not JSON. NaN and Infinity, as Python writes them, are null; integers of 16
 * digits and more stay exact, as text.
 */
export function parseObject(text: string): JsonObject | null {
  const exact = /\d{16}/.test(text) ? withoutStrays(text) : text;
  return parse(exact) ?? parse(withoutStrays(exact));
}

/** True if one of these keys says who a client is. */
export function namesClient(key: string): boolean {
  const field = listedField(key)?.field;
  return field !== undefined && namingFields.has(field);
}

/**
 * The objects and arrays that this beginning of an object leaves open, from the outside in: the key under which
 * each holds what is open inside it, and whether one of its keys so far names a client.
 */
export function openPath(beginning: string): { key: string | null; namesClient: boolean }[] {
  const path: { key: string | null; namesClient: boolean; isObject: boolean }[] = [];
  const token = /"((?:[^"\\]|\\[\s\S])*)(?:"\s*(:?)|$)|[{}[\]]/g;
  for (const [found, text, colon] of beginning.matchAll(token)) {
    if (found === "{" || found === "[") path.push({ key: null, namesClient: false, isObject: found === "{" });
    else if (found === "}" || found === "]") path.pop();
    else {
      const level = path.at(-1);
      if (level === undefined || colon !== ":" || text === undefined) continue;
      level.key = text;
      level.namesClient ||= namesClient(text);
    }
  }
  return path.map(({ key, namesClient }) => ({ key, namesClient }));
}

function parse(text: string): JsonObject | null {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return null;
  }
}

function withoutStrays(text: string): string {
  return text.replace(tokens, (token) => {
    if (token.endsWith("NaN") || token.endsWith("Infinity")) return "null";
    return longInteger.test(token) ? `"${token}"` : token;
  });
}
