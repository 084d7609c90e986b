import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/platform/errors";
import { pageOf, readClientCursor } from "@/lib/rollout/clients/client-page";
import { clientQuery, clientSorts } from "@/lib/rollout/clients/client-query";

const odd = fc.oneof(
  fc.constantFrom(1e308, 10 ** 30, 8.64e15 + 1, -1, 0, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER, 2 ** 31),
  fc.double(),
  fc.integer(),
  fc.string(),
  fc.constant(null),
  fc.object(),
);

describe("a cursor that somebody tampered with", () => {
  it("is refused with 400, or makes a page: never an error of ours", () => {
    const sorts = fc.constantFrom(...clientSorts.flatMap((sort) => [sort, `-${sort}`]));
    fc.assert(
      fc.property(sorts, odd, odd, fc.boolean(), (sort, value, id, back) => {
        const query = clientQuery.parse({ sort });
        try {
          pageOf(query, readClientCursor({ sort, value, id, back }, query), []);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect(error).toMatchObject({ status: 400, code: "invalid_cursor" });
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
