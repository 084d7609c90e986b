/** At which field of a feed's form a problem of the API belongs. */
import { ApiProblem } from "@/app/_components/call-api";

/** Codes that are about one field; a secret stands under both of its names. */
const fieldsOfCode: Readonly<Record<string, readonly string[]>> = {
  base_url_refused: ["baseUrl"],
  folder_refused: ["path"],
  secret_needed: ["clientSecret", "password"],
};

/** The sentence for each field, by its name; empty: the problem is about none of them, and stands above the button. */
export function problemsAt(problem: unknown): Readonly<Record<string, string>> {
  if (!(problem instanceof ApiProblem)) return {};
  const own = fieldsOfCode[problem.code]?.map((field) => [field, problem.detail] as const) ?? [];
  const ofFields = problem.errors.map(
    ({ path, message }) => [path.split(".").at(-1) ?? "", message] as const,
  );
  return Object.fromEntries([...ofFields, ...own].filter(([field]) => field !== ""));
}
