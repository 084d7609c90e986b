/** Blocks hold states and reasons by their place in the types of the database: both sides must count alike. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { memberStates } from "@/lib/core/member";
import { reasonCodes } from "@/lib/core/reasons";
import { pool } from "@/lib/platform/db";
import { placeOfCode, placeOfState, storedCodes, storedStates } from "@/lib/rollout/members/stored-names";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";

beforeAll(openRollCall);
afterAll(closeRollCall);

it("are those of the types, in their order, and all that the core knows", async () => {
  const { rows } = await pool().query<{ states: string[]; codes: string[] }>(
    "SELECT enum_range(NULL::member_state)::text[] AS states, enum_range(NULL::reason_code)::text[] AS codes",
  );
  expect(rows[0]).toEqual({ states: [...storedStates], codes: [...storedCodes] });
  expect(memberStates.map(placeOfState).sort((a, b) => a - b)).toEqual(storedStates.map((_, at) => at + 1));
  expect(reasonCodes.map(placeOfCode).sort((a, b) => a - b)).toEqual(storedCodes.map((_, at) => at + 1));
  expect(placeOfState(null)).toBe(0);
});
