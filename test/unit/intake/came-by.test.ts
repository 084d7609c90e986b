// What is said about a file depends on how it came: nobody is told to upload what a feed found or made.
import { describe, expect, it } from "vitest";
import type { Assumption } from "@/lib/intake/assumptions";
import { bringWords, waysToCome } from "@/lib/intake/came-by";
import {
  explainAssumption,
  explainConfirmation,
  explainNotice,
  explainProblem,
  explainReject,
} from "@/lib/intake/explain-import";
import type { RejectCode } from "@/lib/intake/export-file/rows/row";
import { words } from "@/lib/platform/words";
import intake from "@/messages/en.intake.json";

/** Anything that a sentence may ask for. */
const params = {
  isExcelError: "no",
  ...Object.fromEntries(
    "columns limit line found expected count rows percent previous share rejected seconds attempts clients groups"
      .split(" ")
      .map((name) => [name, 7]),
  ),
  ...Object.fromEntries(
    "value column format heading field error message exportedAt newestAt appliance group id order zone example"
      .split(" ")
      .map((name) => [name, `<${name}>`]),
  ),
};
const codes = <T extends object>(of: T) => Object.keys(of) as (keyof T)[];

const assumed: Assumption[] = [
  { what: "exported_at", value: "2026-03-01T12:00:00Z", basis: "stated" },
  { what: "time_zone", value: "UTC", basis: "stated" },
  { what: "date_order", value: "dmy", basis: "stated" },
  { what: "kind", value: "console", basis: "stated" },
  { what: "complete", value: "yes", basis: "default" },
  { what: "complete", value: "yes", basis: "stated" },
  { what: "complete", value: "no", basis: "stated" },
];

describe.each(waysToCome)("of a file that came by: %s", (cameBy) => {
  const questions = words("questions");
  const pages = words("import");
  const sentences = [
    ...codes(intake.fileProblems).map((code) => explainProblem({ code, params }, cameBy)),
    ...codes(intake.rejects).map((code) => explainReject({ code: code as RejectCode, params }, cameBy)),
    ...codes(intake.notices).map((code) => explainNotice({ code, params }, cameBy)),
    ...codes(intake.confirmations).map((code) => explainConfirmation({ code, params }, cameBy)),
    ...assumed.map((each) => explainAssumption(each, "UTC", cameBy)),
    ...codes(intake.questions).map((code) =>
      questions(code, { ...params, list: "other", missing: "no", cameBy }),
    ),
    ...(["cutOff", "outcomeTooOld", "outcomeEarliest", "confirmDiscardHint"] as const).map((key) =>
      pages(key, bringWords(cameBy)),
    ),
  ];

  it.each(sentences)("%s", (sentence) => {
    expect(sentence).not.toMatch(/import\.|fileProblems|bring[A-Z]|\{|\}/);
    if (cameBy === "upload") expect(sentence).not.toMatch(/folder|address must|feed/i);
    else expect(sentence).not.toMatch(/upload|export the list|as stated/i);
    if (cameBy === "folder") expect(sentence).not.toMatch(/address must/);
    if (cameBy === "url" || cameBy === "list") expect(sentence).not.toMatch(/into the folder/);
    if (cameBy === "list") expect(sentence).not.toMatch(/address must/);
  });

  it("says how a better one comes", () => {
    const empty = explainProblem({ code: "empty", params: {} }, cameBy);
    expect(empty).toBe(
      {
        upload: "The file is empty. Export the list again.",
        folder: "The file is empty. Put a new export of the list into the folder.",
        url: "The file is empty. The address must serve a new export of the list.",
        list: "The file is empty. Let the feed be read again.",
      }[cameBy],
    );
  });
});
