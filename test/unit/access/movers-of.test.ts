// Which moves are the reader's own.
import { describe, expect, it } from "vitest";
import { may } from "@/lib/access/may";
import { moversOf } from "@/lib/access/movers-of";
import type { Mover } from "@/lib/core/movers";
import { type Actor, type Role, system } from "@/lib/platform/context";

const a = (role: Role): Actor => ({ type: "key", id: "1", name: "somebody", role, appliances: "all" });

describe("the reader's own moves", () => {
  it.each<[Role, Mover[]]>([
    ["admin", ["appliance_admin", "rollcall_admin"]],
    ["lead", ["appliance_admin", "rollcall_admin"]],
    ["technician", ["technician"]],
    ["viewer", []],
    ["agent", []],
  ])("%s: %j", (role, movers) => {
    expect(moversOf(a(role))).toEqual(movers);
  });

  it("are none of Rollcall itself", () => {
    expect(moversOf(system)).toEqual([]);
  });

  it("are such as one may make: exports are uploaded by whoever is the Rollcall admin, reinstalling attested by technicians", () => {
    for (const role of ["admin", "lead", "technician", "viewer", "agent"] as const) {
      const own = moversOf(a(role));
      if (own.includes("rollcall_admin")) expect(may(a(role), "import.upload", 1)).toBe(true);
      if (own.includes("technician")) expect(may(a(role), "client.attest", 1)).toBe(true);
    }
  });
});
