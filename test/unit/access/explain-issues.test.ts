import { describe, expect, it } from "vitest";
import { z } from "zod";
import { explainIssues } from "@/app/_web/explain-issues";

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  kind: z.enum(["site", "base"]),
  installedAt: z.iso.datetime({ offset: true }),
  count: z.int().min(1).max(9),
  email: z.email().optional(),
  tags: z.array(z.string()).max(1).optional(),
});
const good = { name: "a", kind: "site", installedAt: "2026-11-20T14:02:00Z", count: 3 };

function explained(change: Record<string, unknown>) {
  const input = { ...good, ...change };
  const parsed = schema.safeParse(input);
  return parsed.success ? [] : explainIssues(parsed.error, input);
}

describe("explainIssues", () => {
  it.each([
    [{ name: undefined }, "name", "name is missing."],
    [{ name: 5 }, "name", "name must be text."],
    [{ name: "" }, "name", "name must not be empty."],
    [{ name: "abcdef" }, "name", "name must have at most 5 characters."],
    [{ kind: "os" }, "kind", 'kind must be one of "site", "base".'],
    [{ kind: undefined }, "kind", 'kind is missing; give one of "site", "base".'],
    [
      { installedAt: "yesterday" },
      "installedAt",
      "installedAt must be an instant like 2026-11-20T14:02:00Z.",
    ],
    [{ count: 0 }, "count", "count must be at least 1."],
    [{ count: 10 }, "count", "count must be at most 9."],
    [{ email: "x" }, "email", "email must be an e-mail address."],
    [{ tags: ["a", "b"] }, "tags", "tags must have at most 1 entries."],
    [{ colour: 1 }, "", 'The field "colour" is not known here; remove or correct it.'],
  ])("%j", (change, path, message) => {
    expect(explained(change)).toEqual([{ path, message }]);
  });
});
