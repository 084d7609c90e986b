import fc from "fast-check";
import { expect, test } from "vitest";
import { observe } from "@/lib/feeds/command-api/observe";
import { readDocument } from "@/lib/feeds/command-api/read-document";
import { readXml } from "@/lib/feeds/command-api/xml/read-xml";
import {
  apiInfoXml,
  appliancesXml,
  asWrittenBy,
  clientListXml,
  connectedClientsXml,
  generations,
  healthXml,
  loggedInRepsXml,
} from "@/test/support/command-documents";

/** Nothing makes a reader throw, and what is written as a document reads back as what it was made of. */

const receivedAt = Date.UTC(2026, 10, 27);
const reading = { receivedAt, clockSkewMs: 0, fresh: true, pushAgentsAreJumpoints: true };

function readAndObserve(input: Uint8Array | string): void {
  const read = readDocument(input, reading);
  if (read.kind === "refused") expect(read.problem).toMatch(/\S.*\.$/s);
  else
    for (const one of observe(read.value, reading).observations) expect(one.excerpt.length).toBeLessThan(501);
}

test("no bytes and no text make it throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), readAndObserve), { numRuns: 300 });
  fc.assert(fc.property(fc.string({ unit: "binary" }), readAndObserve), { numRuns: 300 });
  const pieces = fc.constantFrom(
    ..."< > / & ; = ! ? [ ] - \" ' : # x 1 a".split(" "),
    ..." \n|<!--|-->|<![CDATA[|]]>|<!DOCTYPE|<?xml|?>|&amp;|xmlns|<error>|<health_check>|</health_check>|<version>".split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => readAndObserve(parts.join(""))),
    { numRuns: 1_000 },
  );
});

test("no damage to an answer makes it throw", () => {
  const answers = [
    apiInfoXml,
    appliancesXml,
    clientListXml,
    connectedClientsXml,
    healthXml,
    loggedInRepsXml,
  ].map((xml) => asWrittenBy("Bomgar", xml));
  fc.assert(
    fc.property(
      fc.constantFrom(...answers),
      fc.nat(),
      fc.nat(60),
      fc.string({ maxLength: 20, unit: "binary" }),
      (answer, where, length, put) => {
        const at = where % answer.length;
        readAndObserve(answer.slice(0, at) + put + answer.slice(at + length));
      },
    ),
    { numRuns: 500 },
  );
});

/** Any text that XML can hold, without spaces at its ends, which the readers take off. */
const words = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .map((text) => text.trim())
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
  .filter((text) => text !== "" && !/[\u0000-\u001f\ufffe\uffff]/.test(text));

const ways: ((character: string) => string)[] = [
  (character) => `&#${character.codePointAt(0)};`,
  (character) => `&#x${character.codePointAt(0)?.toString(16)};`,
  (character) => (/[<>&"']/.test(character) ? `&#${character.codePointAt(0)};` : character),
  (character) =>
    ({ "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&apos;" })[character] ?? character,
];
const escaped = (text: string, way: number) =>
  Array.from(text, ways[way % ways.length] as (character: string) => string).join("");

test("representatives read back as they were written, in every generation", () => {
  const rep = fc.record({
    name: words,
    id: fc.integer({ min: 1, max: 1_000_000 }),
    since: fc.integer({ min: 1_100_000_000, max: Math.floor(receivedAt / 1_000) }),
    sessions: fc.nat(50),
  });
  fc.assert(
    fc.property(
      fc.array(rep, { maxLength: 5 }),
      fc.constantFrom(...Object.keys(generations)),
      fc.nat(3),
      (reps, generation, way) => {
        const xml = `<logged_in_reps>${reps
          .map(
            ({ name, id, since, sessions }) =>
              `<rep id="${id}"><private_display_name>${escaped(name, way)}</private_display_name><logged_in_since ts="${since}">${new Date(since * 1_000).toISOString()}</logged_in_since><support_session_count>${sessions}</support_session_count></rep>`,
          )
          .join("")}</logged_in_reps>`;
        expect(readDocument(asWrittenBy(generation, xml), reading)).toMatchObject({
          kind: "read",
          value: {
            value: {
              refused: [],
              notes: [],
              records: reps.map(({ name, id, since, sessions }) => ({
                id: String(id),
                displayName: name,
                loggedInSinceAt: since * 1_000,
                supportSessionCount: sessions,
              })),
            },
          },
        });
      },
    ),
  );
});

test("attributes and literal text read back as they were written", () => {
  fc.assert(
    fc.property(words, words, fc.nat(3), (value, text, way) => {
      const literal = text.replaceAll("]]>", "]]]]><![CDATA[>");
      const read = readXml(`<a b="${escaped(value, way)}"><![CDATA[${literal}]]></a>`);
      expect(read).toMatchObject({ kind: "read", value: { text } });
      expect(read.kind === "read" && read.value.attributes.get("b")).toBe(value);
    }),
  );
});
