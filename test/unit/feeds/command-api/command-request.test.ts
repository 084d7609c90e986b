import fc from "fast-check";
import { expect, test } from "vitest";
import { commandRequest, inHundreds } from "@/lib/feeds/command-api/command-request";
import { commandActions } from "@/lib/feeds/command-api/which-document";

/** How each generation of sites is asked, and that a password is never in an address. */

const oauth2 = { type: "oauth2" } as const;
const user = { type: "user", username: "api user", password: "p&ss=w?rd/ü" } as const;

test("with OAuth2 a command is a GET", () => {
  expect(commandRequest(oauth2, "check_health")).toEqual({
    method: "GET",
    path: "/api/command?action=check_health",
    contentType: null,
    body: null,
  });
  expect(
    commandRequest(oauth2, "get_connected_clients", {
      types: ["representative", "push_agent"],
      ids: ["1", "2"],
    }).path,
  ).toBe("/api/command?action=get_connected_clients&type=representative%2Cpush_agent&id=1%2C2");
  expect(commandRequest(oauth2, "get_connected_client_list", { summaryOnly: true }).path).toBe(
    "/api/command?action=get_connected_client_list&summary_only=1",
  );
});

test("an old site is asked by a form that holds user and password", () => {
  const request = commandRequest(user, "get_connected_clients", { ids: ["1"] });
  expect(request).toMatchObject({
    method: "POST",
    path: "/api/command.ns",
    contentType: "application/x-www-form-urlencoded",
  });
  expect(Object.fromEntries(new URLSearchParams(request.body ?? ""))).toEqual({
    action: "get_connected_clients",
    id: "1",
    username: user.username,
    password: user.password,
  });
});

test.each(commandActions)("%s only reads", (action) => {
  expect(action).toMatch(/^(get|check)_/);
});

test("no address holds a name or a password", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4 }),
      fc.string({ minLength: 4 }),
      fc.constantFrom(...commandActions),
      (username, password, action) => {
        const { path } = commandRequest({ type: "user", username, password }, action, {});
        expect(path).toBe("/api/command.ns");
      },
    ),
  );
});

test("more than a hundred ids are split, not sent", () => {
  const ids = Array.from({ length: 250 }, (_, at) => String(at));
  expect(inHundreds([...ids, "3"]).map((part) => part.length)).toEqual([100, 100, 50]);
  expect(inHundreds(ids).flat()).toEqual(ids);
  expect(inHundreds([])).toEqual([]);
  expect(() => commandRequest(oauth2, "get_connected_clients", { ids })).toThrow(RangeError);
});
