import { describe, expect, it } from "vitest";
import { setAsideFirstAdmin } from "../../../bin/start/first-admin-password.js";

describe("setAsideFirstAdmin", () => {
  it("gives the first admin's password to nobody else", () => {
    const given = { ROLLCALL_ADMIN_EMAIL: "a@example.com", ROLLCALL_ADMIN_PASSWORD: "nine green umbrellas" };
    const { inherited, firstAdmin } = setAsideFirstAdmin({ NODE_ENV: "test", PATH: "/bin", ...given });
    expect(inherited).toEqual({ NODE_ENV: "test", PATH: "/bin" });
    expect(firstAdmin).toEqual(given);
  });

  it("adds nothing where nothing is given", () => {
    expect(setAsideFirstAdmin({ NODE_ENV: "test" })).toEqual({
      inherited: { NODE_ENV: "test" },
      firstAdmin: {},
    });
  });
});
