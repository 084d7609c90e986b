/** How several words of one set are written in a query: `state=overdue,waiting`, `state=overdue&state=waiting`, or both. */
import { z } from "zod";

const shownChars = 100;

/** The words of such a parameter. One that is not in `words` is refused by a message that names it and those that are. */
export function wordList<const W extends string>(words: readonly W[]) {
  const known: ReadonlySet<string> = new Set(words);
  return z
    .preprocess(
      (given, issue) => {
        const asked = [given].flat().flatMap((part) =>
          String(part)
            .split(",")
            .map((word) => word.trim()),
        );
        const wrong = asked.find((word) => word !== "" && !known.has(word));
        if (wrong === undefined) return asked.filter((word) => word !== "");
        issue.addIssue({
          code: "custom",
          message: `knows no "${wrong.slice(0, shownChars)}"; use one or more of ${words.join(", ")}`,
        });
        return z.NEVER;
      },
      z.array(z.enum(words as readonly [W, ...W[]])),
    )
    .meta({ description: `Any of ${words.join(", ")}; several with commas.` });
}
