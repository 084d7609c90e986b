/** How documents that list things are read: each record by itself, so that one that cannot be read costs only itself. */
import type { Refused } from "../../observation";
import { excerptOf } from "../excerpt";
import type { XmlElement } from "../xml/xml-element";

/** What each record of a list has, beside what it says. */
export interface ListedRecord {
  /** Its place in the document, from 1. */
  line: number;
  /** The record itself, cut to 500 characters. */
  excerpt: string;
}

/** The records of a list. `notes`: what was left out of a record that is taken. */
export interface Records<T> {
  records: readonly (T & ListedRecord)[];
  refused: readonly Refused[];
  notes: readonly Refused[];
}

/** Reads each element; a reader names in `problems` why one cannot be taken, in `notes` what is left out of it. */
export function readRecords<T>(
  elements: readonly XmlElement[],
  read: (element: XmlElement, problems: string[], notes: string[]) => T,
): Records<T> {
  const records: (T & ListedRecord)[] = [];
  const refused: Refused[] = [];
  const notes: Refused[] = [];
  for (const [index, element] of elements.entries()) {
    const line = index + 1;
    const problems: string[] = [];
    const remarks: string[] = [];
    const record = read(element, problems, remarks);
    const problem = problems[0];
    if (problem !== undefined) {
      refused.push({ line, problem: `<${element.name}> cannot be taken: ${problem}.` });
      continue;
    }
    records.push({ ...record, line, excerpt: excerptOf(element) });
    notes.push(...remarks.map((remark) => ({ line, problem: remark })));
  }
  return { records, refused, notes };
}
