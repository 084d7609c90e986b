import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkInput } from "@/app/_web/check-input";
import { invitationInput } from "@/lib/access/schema";
import { changePolicyInput, createApplianceInput, registerClientInput } from "@/lib/fleet/schema";
import { uploadFields } from "@/lib/intake/schema";
import { AppError } from "@/lib/platform/errors";
import { wordList } from "@/lib/platform/word-list";
import { recordReleaseInput } from "@/lib/rollout/schema";

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  kind: z.enum(["site", "base"]),
  installedAt: z.iso.datetime({ offset: true }),
  count: z.int().min(1).max(9),
  email: z.email().optional(),
  tags: z.array(z.string()).max(1).optional(),
  share: z.coerce.number().positive().optional(),
  deep: z.strictObject({ flag: z.boolean() }).optional(),
  status: wordList(["queued", "done"]).optional(),
});
const good = { name: "a", kind: "site", installedAt: "2026-11-20T14:02:00Z", count: 3 };

function refusal(of: z.ZodType, given: unknown): AppError {
  try {
    checkInput(of, given, 422);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("checkInput", () => {
  it.each([
    [{ name: undefined }, "name", "name is missing; add it."],
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
    [{ count: 1.5 }, "count", "count must be a whole number."],
    [{ email: "x" }, "email", "email must be an e-mail address."],
    [{ tags: ["a", "b"] }, "tags", "tags must have at most 1 entry."],
    [{ tags: [5] }, "tags.0", "tags.0 must be text."],
    [{ share: "much" }, "share", "share must be a number."],
    [{ share: 0 }, "share", "share must be more than 0."],
    [{ deep: {} }, "deep.flag", "deep.flag is missing; add it."],
    [{ colour: 1 }, "", 'The field "colour" is not known here; remove or correct it.'],
    [{ a: 1, b: 1 }, "", 'The fields "a", "b" are not known here; remove or correct them.'],
    [
      { deep: { flag: true, colour: 1 } },
      "deep",
      'The field "deep.colour" is not known here; remove or correct it.',
    ],
    [{ status: "done,asleep" }, "status", 'status knows no "asleep"; use one or more of queued, done.'],
    [
      { status: ["done", "x".repeat(900)] },
      "status",
      `status knows no "${"x".repeat(100)}"; use one or more of queued, done.`,
    ],
  ])("%j", (change, path, message) => {
    const { status, code, detail, more } = refusal(schema, { ...good, ...change });
    expect({ status, code, detail, errors: more.errors }).toMatchObject({
      status: 422,
      code: "invalid_request",
      detail: message,
    });
    expect((more.errors as { path: string }[])[0]).toEqual({ path, message });
  });

  it("gives back what was understood", () => {
    expect(checkInput(schema, { ...good, status: "done, queued,,done" }, 422)).toEqual({
      ...good,
      status: ["done", "queued", "done"],
    });
  });

  it("says what the first wrong field needs, and lists all", () => {
    const { detail, more } = refusal(schema, { ...good, name: 5, kind: "os" });
    expect(detail).toBe("name must be text.");
    expect(more.errors).toHaveLength(2);
  });

  it.each<[z.ZodType, unknown, string]>([
    [schema, [], "The request must be an object."],
    [
      createApplianceInput,
      { name: "a", hostname: "a.example", timeZone: "Mars/Base" },
      "timeZone is not an IANA time zone; write one like Europe/Lisbon or America/Sao_Paulo.",
    ],
    [
      createApplianceInput,
      { name: "a", hostname: "https://a.example/", timeZone: "UTC" },
      "hostname is not a host name; write one like support.example.com, without https:// or a path.",
    ],
    [
      changePolicyInput,
      { policy: { jumpoint: { colour: 1 } } },
      "policy.jumpoint.dueAfterMinutes is missing; add it.",
    ],
    [
      changePolicyInput,
      { policy: { toaster: {} } },
      'The field "policy.toaster" is not known here; remove or correct it.',
    ],
    [recordReleaseInput, { kind: "site", name: "a", version: "1" }, "installedAt is missing; add it."],
    [registerClientInput, { kind: "console", name: "a" }, "applianceId is missing; add it."],
    [
      invitationInput,
      { email: "a@example.com", role: "lead", appliances: "some" },
      'appliances must be "all" or a list of appliance numbers.',
    ],
    [uploadFields, {}, "applianceId is missing; add it."],
    [
      uploadFields,
      { applianceId: "1", mapping: "{" },
      'mapping is not JSON; write it like {"Machine": "hostname"}.',
    ],
    [
      uploadFields,
      { applianceId: "1", mapping: JSON.stringify({ ["x".repeat(2_001)]: "name" }) },
      "Each name in mapping must have at most 2000 characters.",
    ],
  ])("tells of a shape of the API, case %#", (of, given, detail) => {
    expect(refusal(of, given).detail).toBe(detail);
  });

  it("names a wrong word inside what was written as text", () => {
    const { detail } = refusal(uploadFields, { applianceId: "1", mapping: '{"Machine": "toaster"}' });
    expect(detail).toMatch(/^mapping\.Machine must be one of "vendorId", /);
  });
});
