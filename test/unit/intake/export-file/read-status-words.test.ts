import { describe, expect, test } from "vitest";
import { foldWords } from "@/lib/intake/export-file/cells/clean-text";
import { readStatus, type StatusReading } from "@/lib/intake/export-file/status/read-status";
import { statusWords, type WordKind } from "@/lib/intake/export-file/status/status-words";

const date = "2026-11-20 14:02";
const kinds = Object.keys(statusWords) as WordKind[];

describe("the words are data that can be trusted", () => {
  test("every word is folded, as texts are before they are compared", () => {
    const all = kinds.flatMap((kind) => [...statusWords[kind]]);
    expect(all.filter((word) => foldWords(word) !== word)).toEqual([]);
  });

  test("no word has two meanings", () => {
    const found = new Map<string, WordKind[]>();
    for (const kind of kinds)
      for (const word of new Set(statusWords[kind])) found.set(word, [...(found.get(word) ?? []), kind]);
    expect([...found].filter(([, meanings]) => meanings.length > 1)).toEqual([]);
  });
});

/** For each kind of word a text that it decides, with what that text must then say. */
const decided: Record<WordKind, [(word: string) => string, Partial<StatusReading>][]> = {
  online: [[(word) => `${word} ${date}`, { online: true, dateProves: true }]],
  inUse: [
    [(word) => `${word} ${date}`, { online: true, dateProves: true }],
    [(word) => `${word} by bob`, { online: true }],
  ],
  offline: [[(word) => `${word} ${date}`, { online: false, dateProves: true }]],
  unreachable: [[(word) => `${word} ${date}`, { online: false, dateProves: false }]],
  seen: [[(word) => `${word} ${date}`, { online: null, dateProves: true }]],
  connection: [
    [(word) => `last ${word} ${date}`, { online: null, dateProves: true }],
    [(word) => `${word} lost ${date}`, { online: false, dateProves: true }],
    [(word) => `no ${word} ${date}`, { online: false, dateProves: false }],
    [(word) => `${word} failed ${date}`, { online: null, dateProves: false, understood: false }],
    [(word) => `${word} ${date}`, { online: null, dateProves: false, understood: false }],
  ],
  disconnection: [
    [(word) => `last ${word} ${date}`, { online: null, dateProves: true }],
    [(word) => `no ${word} ${date}`, { online: null, dateProves: false }],
  ],
  ended: [
    [(word) => `connection ${word} ${date}`, { online: false, dateProves: true }],
    [(word) => `${word} ${date}`, { online: null, dateProves: false }],
  ],
  established: [
    [(word) => `connection ${word} ${date}`, { online: true, dateProves: true }],
    [(word) => `connection not ${word} ${date}`, { online: false, dateProves: false }],
    [(word) => `${word} ${date}`, { online: null, dateProves: false }],
  ],
  last: [[(word) => `${word} connected ${date}`, { online: null, dateProves: true }]],
  was: [
    [(word) => `${word} connected ${date}`, { online: null, dateProves: true }],
    [(word) => `${word} uninstalled ${date}`, { availability: "uninstalled", dateProves: false }],
  ],
  not: [
    [(word) => `${word} connected ${date}`, { online: false, dateProves: false }],
    [(word) => `connected: ${word}`, { online: false }],
    [(word) => `${word} disabled`, { availability: null }],
    [(word) => `${word} upgrade pending`, { needsUpdate: null }],
  ],
  never: [
    [(word) => `${word} connected ${date}`, { online: false, isDenied: true, dateProves: false }],
    [
      (word) => `${word} connection, offline since ${date}`,
      { online: false, isDenied: true, dateProves: false },
    ],
    [(word) => `last connected: ${word}`, { online: false, isDenied: true }],
  ],
  yet: [[(word) => `not connected ${word}, installed ${date}`, { isDenied: true, dateProves: false }]],
  noLonger: [[(word) => `${word} connected ${date}`, { online: false, isDenied: false, dateProves: true }]],
  lost: [
    [(word) => `${word} ${date}`, { lost: true, online: false, dateProves: false }],
    [(word) => `connection ${word} ${date}`, { lost: false, online: false, dateProves: true }],
  ],
  disabled: [
    [(word) => `${word} ${date}`, { availability: "disabled", dateProves: false }],
    [(word) => `will be ${word} ${date}`, { availability: null }],
  ],
  uninstalled: [
    [(word) => `${word} ${date}`, { availability: "uninstalled", dateProves: false }],
    [(word) => `will be ${word} ${date}`, { availability: null }],
    [(word) => `previously ${word}`, { availability: null }],
  ],
  available: [
    [(word) => `${word} ${date}`, { availability: "available", online: null, dateProves: false }],
    [(word) => `not ${word}`, { availability: null, understood: true }],
  ],
  update: [
    [(word) => `${word} pending`, { needsUpdate: true }],
    [(word) => `pending ${word}`, { needsUpdate: true }],
    [(word) => `${word} to 26.2.1 pending, online since ${date}`, { needsUpdate: true, dateProves: true }],
    [(word) => `${word} failed ${date}`, { needsUpdate: null, dateProves: false, understood: false }],
  ],
  pending: [
    [(word) => `upgrade ${word}`, { needsUpdate: true }],
    [(word) => `${word} upgrade`, { needsUpdate: true }],
    [(word) => `online ${word} ${date}`, { online: null, dateProves: false }],
  ],
  outdated: [
    [(word) => `${word}, online since ${date}`, { needsUpdate: true, online: true, dateProves: true }],
  ],
  planned: [
    [(word) => `${word} ${date}`, { dateText: null, dateProves: false }],
    [(word) => `${word} connected ${date}`, { online: null, dateText: null, dateProves: false }],
  ],
  since: [
    [(word) => `connected ${word} ${date}`, { online: true, dateProves: true }],
    [(word) => `disabled offline ${word} ${date}`, { dateProves: true }],
    [(word) => `offline ${word} the flood`, { understood: false, dateText: null }],
  ],
  at: [[(word) => `connected ${word} ${date}`, { online: null, dateProves: true }]],
  filler: [[(word) => `connected ${word} ${date}`, { online: true, dateProves: true }]],
  and: [[(word) => `created ${date} ${word} offline since 2026-11-21 16:00`, { dateProves: true }]],
  noun: [[(word) => `${word} connected ${date}`, { online: true, dateProves: true }]],
  leadsOn: [
    [(word) => `connected ${word} server ${date}`, { online: true, dateProves: true }],
    [(word) => `connected ${word} frobnicator ${date}`, { online: null, dateProves: false }],
    [(word) => `disabled ${word} frobnicator ${date}`, { availability: "disabled", dateProves: false }],
  ],
  unknown: [[(word) => `${word} connected ${date}`, { online: null, dateProves: false }]],
};

describe("every word of every kind does what its kind does", () => {
  test.each(kinds)("%s", (kind) => {
    for (const word of statusWords[kind])
      for (const [make, expected] of decided[kind]) {
        const cell = make(word);
        expect({ cell, ...readStatus(cell) }).toMatchObject({ cell, ...expected });
      }
  });
});
