/** What reading an answer of the Command API comes to: a value, or a refusal with a code for programs and one sentence for people. */

/** Why a whole document is not taken. Each has one sentence, made where the reason is found. */
export type RefusalCode =
  | "empty"
  | "too_large"
  | "encoding"
  | "web_page"
  | "not_xml"
  | "document_type"
  | "entity"
  | "too_deep"
  | "too_many_elements"
  | "too_many_attributes"
  | "too_long"
  | "cut_off"
  | "malformed"
  | "error_answer"
  | "unknown_document"
  | "other_document"
  | "missing"
  | "unreadable";

/** A document that is not taken. `problem` says what is wrong with it and what to do. */
export interface DocumentRefusal {
  kind: "refused";
  code: RefusalCode;
  problem: string;
}

/** Expected outcomes are values: readers of documents throw nothing. */
export type Outcome<T> = { kind: "read"; value: T } | DocumentRefusal;

/** A refusal, spelled shortly. */
export function refuse(code: RefusalCode, problem: string): DocumentRefusal {
  return { kind: "refused", code, problem };
}
