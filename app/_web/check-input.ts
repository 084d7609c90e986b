// Decides how what is given is checked, and how a failure is told: one sentence per wrong field, which says what to do.
import type { z } from "zod";
import { AppError } from "@/lib/platform/errors";

type Issue = z.core.$ZodIssue;
type FieldError = { path: string; message: string };

/** Names and words of the request are shown no longer than this. */
const shownChars = 200;

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

/**
 * What `schema` makes of what was given.
 * @throws AppError of the status, `invalid_request`: its detail is the sentence of the first wrong field, `errors` has all
 */
export function checkInput<S extends z.ZodType>(schema: S, given: unknown, status: number): z.output<S> {
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) return parsed.data;
  const errors = explainIssues(parsed.error, given);
  throw new AppError(status, "invalid_request", errors[0]?.message ?? "The request is not valid.", {
    errors,
  });
}

/** The wrong fields, each with its path (`waves.0.percent`) and a sentence. */
function explainIssues(error: z.ZodError, given: unknown): FieldError[] {
  return error.issues.map((issue) => {
    const path = cut(issue.path.map(String).join("."));
    return { path, message: sentence(issue, path || "The request", isMissing(issue, given)) };
  });
}

/** Told apart from "wrong" by the request itself: a schema may have made something else of nothing (a number: NaN). */
function isMissing({ path, input }: Issue, given: unknown): boolean {
  return valueAt(given, path) === undefined && (input === undefined || Number.isNaN(input));
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  let value = given;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

function sentence(issue: Issue, name: string, missing: boolean): string {
  if (missing)
    return `${name} is missing; ${issue.code === "invalid_value" ? `give ${wanted(issue)}` : "add it"}.`;
  // What a schema of ours says goes on where the field's name ends.
  if (!/^(Invalid|Too|Unrecognized)\b/.test(issue.message))
    return `${name} ${issue.message.replace(/\.$/, "")}.`;
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownFields(issue.keys, name);
    case "too_small":
      if (issue.origin === "string" && issue.minimum === 1) return `${name} must not be empty.`;
      return `${name} must ${amount(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum)}.`;
    case "too_big":
      return `${name} must ${amount(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum)}.`;
    case "invalid_key": {
      const [inner] = issue.issues;
      const record = cut(issue.path.slice(0, -1).map(String).join(".")) || "the request";
      return inner ? sentence(inner, `Each name in ${record}`, false) : `${name} must be ${described}.`;
    }
    default:
      return `${name} must be ${wanted(issue)}.`;
  }
}

const described = "what /api/v1/openapi.json describes";

/** What to give: the end of "must be …". */
function wanted(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeWords[issue.expected] ?? described;
    case "invalid_value":
      return issue.values.length === 1 ? quoted(issue.values) : `one of ${quoted(issue.values)}`;
    case "invalid_format":
      return formatWords[issue.format] ?? described;
    default:
      return described;
  }
}

const formatWords: Record<string, string> = {
  datetime: "an instant like 2026-11-20T14:02:00Z",
  date: "a day like 2026-11-20",
  email: "an e-mail address",
  url: "an address like https://example.com",
};

function unknownFields(keys: readonly string[], parent: string): string {
  const names = quoted(keys.map((key) => cut(parent === "The request" ? key : `${parent}.${key}`)));
  return keys.length > 1
    ? `The fields ${names} are not known here; remove or correct them.`
    : `The field ${names} is not known here; remove or correct it.`;
}

function amount(origin: string, bound: string, count: number | bigint): string {
  const one = Number(count) === 1;
  if (origin === "string") return `have ${bound} ${count} ${one ? "character" : "characters"}`;
  if (origin === "array" || origin === "set") return `have ${bound} ${count} ${one ? "entry" : "entries"}`;
  return `be ${bound} ${count}`;
}

function quoted(values: readonly unknown[]): string {
  return values.map((value) => (typeof value === "string" ? `"${value}"` : String(value))).join(", ");
}

function cut(text: string): string {
  return text.length > shownChars ? `${text.slice(0, shownChars)}…` : text;
}
