// Decides how a validation failure is told: one human sentence per wrong field.
import type { z } from "zod";

type Issue = z.core.$ZodIssue;
export type FieldError = { path: string; message: string };

const typeWords: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  date: "a date",
};

function quoted(values: readonly unknown[]): string {
  return values.map((value) => `"${String(value)}"`).join(", ");
}

function sentence(issue: Issue, name: string): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return `${name} is missing.`;
      return `${name} must be ${typeWords[issue.expected] ?? issue.expected}.`;
    case "invalid_value":
      if (issue.input === undefined) return `${name} is missing; give one of ${quoted(issue.values)}.`;
      return `${name} must be one of ${quoted(issue.values)}.`;
    case "unrecognized_keys":
      return `${issue.keys.length > 1 ? "Fields" : "The field"} ${quoted(issue.keys)} ${issue.keys.length > 1 ? "are" : "is"} not known here; remove or correct ${issue.keys.length > 1 ? "them" : "it"}.`;
    case "too_small":
      if (issue.origin === "string" && issue.minimum === 1) return `${name} must not be empty.`;
      return `${name} must ${amount(issue.origin, "at least", issue.minimum)}.`;
    case "too_big":
      return `${name} must ${amount(issue.origin, "at most", issue.maximum)}.`;
    case "invalid_format":
      return issue.message.startsWith("Invalid")
        ? `${name} must be ${formatWords(issue.format)}.`
        : `${name} ${issue.message}`;
    case "custom":
      return issue.message === "Invalid input" ? `${name} is not valid.` : `${name} ${issue.message}`;
    default:
      return `${name}: ${issue.message}.`;
  }
}

function amount(origin: string, bound: string, count: number | bigint): string {
  if (origin === "string") return `have ${bound} ${count} characters`;
  if (origin === "array" || origin === "set") return `have ${bound} ${count} entries`;
  return `be ${bound} ${count}`;
}

function formatWords(format: string): string {
  if (format === "datetime") return "an instant like 2026-11-20T14:02:00Z";
  if (format === "date") return "a day like 2026-11-20";
  if (format === "email") return "an e-mail address";
  if (format === "url") return "an address like https://example.com";
  return `in the right form (${format})`;
}

/** The wrong fields, each with its path (`waves.0.percent`) and a sentence. `input` is what was validated, so that "missing" can be told from "wrong". */
export function explainIssues(error: z.ZodError, input: unknown): FieldError[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String).join(".");
    const name = path === "" ? "The request" : path;
    return { path, message: sentence({ ...issue, input: valueAt(input, issue.path) } as Issue, name) };
  });
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
