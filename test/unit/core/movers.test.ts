import { describe, expect, it } from "vitest";
import { type MemberState, memberStates } from "@/lib/core/member";
import { codesOfMovers, type Mover, moverOf, movers } from "@/lib/core/movers";
import { type ReasonCode, reasonCodes, reasonStates } from "@/lib/core/reasons";

/** Every state of every reason. */
const table: readonly [ReasonCode, MemberState, Mover][] = [
  ["excluded_by_person", "excluded", "nobody"],
  ["planned_retirement", "excluded", "nobody"],
  ["duplicate_shadow", "excluded", "nobody"],
  ["seen_after_release", "checked_in", "nobody"],
  ["attested", "checked_in", "nobody"],
  ["holds_slot", "upgrading", "nobody"],
  ["attested_awaiting_sighting", "waiting", "nobody"],
  ["disabled_at_endpoint", "needs_redeployment", "technician"],
  ["uninstalled_at_endpoint", "needs_redeployment", "technician"],
  ["agent_by_hand", "needs_redeployment", "technician"],
  ["integration_client_by_hand", "needs_redeployment", "technician"],
  ["msi_locked_down", "needs_redeployment", "technician"],
  ["attempts_exhausted", "needs_redeployment", "technician"],
  ["missed_releases", "needs_redeployment", "technician"],
  ["silent", "needs_redeployment", "technician"],
  ["wants_slot", "queued", "nobody"],
  ["row_unreadable", "waiting", "rollcall_admin"],
  ["update_need_unread", "waiting", "rollcall_admin"],
  ["on_first_use", "waiting", "nobody"],
  ["no_deadline", "waiting", "nobody"],
  ["not_due_yet", "waiting", "nobody"],
  ["no_data_since_due", "waiting", "rollcall_admin"],
  ["regressed", "waiting", "nobody"],
  ["regressed", "overdue", "technician"],
  ["connected_but_old", "waiting", "nobody"],
  ["connected_but_old", "overdue", "appliance_admin"],
  ["needs_update", "waiting", "nobody"],
  ["needs_update", "overdue", "end_user"],
  ["never_seen", "waiting", "nobody"],
  ["never_seen", "overdue", "technician"],
  ["past_due", "overdue", "end_user"],
];

describe("whose move it is", () => {
  it.each(table)("%s, %s: %s", (code, state, mover) => {
    expect(moverOf(state, code)).toBe(mover);
  });

  it("is said of every state of every reason, and each mover has some", () => {
    const said = table.map(([code, state]) => `${code} ${state}`);
    const all = reasonCodes.flatMap((code) => reasonStates[code].map((state) => `${code} ${state}`));
    expect(said.sort()).toEqual(all.sort());
    expect(new Set(table.map(([, , mover]) => mover))).toEqual(new Set(movers));
  });

  it("is somebody's wherever a member is overdue or needs redeployment, and nobody's where it is settled", () => {
    for (const [code, state] of table) {
      const mover = moverOf(state, code);
      if (state === "overdue" || state === "needs_redeployment") expect(mover).not.toBe("nobody");
      if (state !== "overdue" && state !== "needs_redeployment" && state !== "waiting")
        expect(mover).toBe("nobody");
    }
  });

  it("filters by the codes that mean the same", () => {
    for (const state of memberStates) {
      for (const code of reasonCodes) {
        for (const mover of movers) {
          const { overdue, others } = codesOfMovers([mover]);
          const codes = state === "overdue" ? overdue : others;
          expect(codes.includes(code)).toBe(moverOf(state, code) === mover);
        }
      }
    }
    expect(codesOfMovers(movers)).toEqual({ overdue: [...reasonCodes], others: [...reasonCodes] });
    expect(codesOfMovers([])).toEqual({ overdue: [], others: [] });
  });
});
