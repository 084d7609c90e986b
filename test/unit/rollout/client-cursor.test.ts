import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/platform/errors";
import { orderOf, readClientCursor, wholePage } from "@/lib/rollout/clients/client-order";
import { clientQuery, clientSorts } from "@/lib/rollout/clients/client-query";
import { memberSource } from "@/lib/rollout/clients/member-source";

const scope = { appliances: null, going: [1], over: [], only: false, unjudged: [] };
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
          const order = orderOf(query, memberSource(scope), { join: "", column: "n.last_connected_at" });
          wholePage(order, readClientCursor({ sort, value, id, back }, query), [], {
            key: order.key,
            id: "c.id",
          });
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect(error).toMatchObject({ status: 400, code: "invalid_cursor" });
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
