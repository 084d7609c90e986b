/** Takes the payload of a whole message apart into keys and values. */

export interface Payload {
  /** By key; of a key that comes twice the first value. */
  fields: ReadonlyMap<string, string>;
  /** Keys that came again with another value: what they say is not to be relied on. */
  contradicted: ReadonlySet<string>;
}

/** One `key=value` as it is written, escapes included. `value` is `null` where there is no `=`. */
export interface RawPair {
  key: string;
  value: string | null;
}

/**
 * `key=value;…` in any order. `=`, `;` and `\` inside values are escaped by a backslash (vendor, "Message Format"); the
 * first bare `=` parts key and value, later ones are the value's, for Base64 values end with them unescaped. A backslash
 * before anything else is itself. Space around keys and pairs without key or `=` (a lone `;`) say nothing.
 */
export function readPayload(raw: string): Payload {
  const fields = new Map<string, string>();
  const contradicted = new Set<string>();
  for (const pair of splitPairs(raw)) {
    const key = unescaped(pair.key).trim();
    if (key === "" || pair.value === null) continue;
    const value = unescaped(pair.value);
    const known = fields.get(key);
    if (known === undefined) fields.set(key, value);
    else if (known !== value) contradicted.add(key);
  }
  return { fields, contradicted };
}

/** The pairs as they stand, in one pass. */
export function splitPairs(raw: string): RawPair[] {
  const pairs: RawPair[] = [];
  let start = 0;
  let equals = -1;
  for (let index = 0; index <= raw.length; index++) {
    const character = raw[index];
    if (character === "\\") index += 1;
    else if (character === "=" && equals === -1) equals = index;
    if (index >= raw.length || character === ";") {
      pairs.push(pairBetween(raw, start, equals, Math.min(index, raw.length)));
      start = index + 1;
      equals = -1;
    }
  }
  return pairs;
}

function pairBetween(raw: string, start: number, equals: number, end: number): RawPair {
  if (equals === -1) return { key: raw.slice(start, end), value: null };
  return { key: raw.slice(start, equals), value: raw.slice(equals + 1, end) };
}

function unescaped(text: string): string {
  return text.includes("\\") ? text.replace(/\\([=;\\])/g, "$1") : text;
}
