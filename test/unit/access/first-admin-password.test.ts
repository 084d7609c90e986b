import { describe, expect, it } from "vitest";
import { setAsideFirstAdmin } from "../../../bin/start/first-admin-password.js";

describe("setAsideFirstAdmin", () => {
  it("gives the first admin's password to nobody else", () => {
    const given = { ROLLCALL_ADMIN_EMAIL: "a@example.com", ROLLCALL_ADMIN_PASSWORD: "nine green umbrellas" };
    const { inherited, firstAdmin } = setAsideFirstAdmin({ PATH: "/bin", PORT: "3000", ...given });
    expect(inherited).toEqual({ PATH: "/bin", PORT: "3000" });
    expect(firstAdmin).toEqual(given);
  });

  it("adds nothing where nothing is given", () => {
    expect(setAsideFirstAdmin({ PATH: "/bin" })).toEqual({ inherited: { PATH: "/bin" }, firstAdmin: {} });
  });
});
