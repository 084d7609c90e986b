// Who it was: the shapes of `who`, and that nobody takes another's place by a display name.
import { describe, expect, it } from "vitest";
import { readWho, type Who } from "@/lib/feeds/syslog/read-who";
import { expectLinear } from "./linear";

describe("who it was", () => {
  it.each<[string, Who]>([
    ["Sam Carter (sam.carter) using oidc", { name: "Sam Carter", id: "sam.carter", provider: "oidc" }],
    ["John Smith(jsmith)", { name: "John Smith", id: "jsmith", provider: null }],
    ["John Smith(jsmith) using password", { name: "John Smith", id: "jsmith", provider: "password" }],
    [
      "Test User (test@example.com) using saml",
      { name: "Test User", id: "test@example.com", provider: "saml" },
    ],
    ["API User (09415e9d78c1)", { name: "API User", id: "09415e9d78c1", provider: null }],
    ["Sam (Support) Carter (sam)", { name: "Sam (Support) Carter", id: "sam", provider: null }],
    ["Sam (sam(2)) using Corp AD", { name: "Sam", id: "sam(2)", provider: "Corp AD" }],
    ["Sam :) (sam) using ldap", { name: "Sam :)", id: "sam", provider: "ldap" }],
    ["(sam) using ldap", { name: null, id: "sam", provider: "ldap" }],
    ["Sam () using ldap", { name: "Sam", id: null, provider: "ldap" }],
    ["jsmith", { name: "jsmith", id: "jsmith", provider: null }],
    ["jsmith using ldap", { name: "jsmith", id: "jsmith", provider: "ldap" }],
    ["  Sam\t\u202e(sam)\u0007 using  ldap ", { name: "Sam", id: "sam", provider: "ldap" }],
    [
      "Sam (sam) using oidc (mallory) using password",
      { name: "Sam (sam) using oidc", id: "mallory", provider: "password" },
    ],
    ["Sam using oidc (mallory)", { name: "Sam using oidc", id: "mallory", provider: null }],
  ])("%s", (text, who) => {
    expect(readWho(text)).toEqual(who);
  });

  it.each([
    "",
    "   ",
    "unknown",
    "Unknown",
    "unknown (asdf)",
    "unknown (asdf) using password",
    "unknown using password",
    "(unknown)",
    "()",
    "Sam (sam) using oidc (mallory)",
    "x".repeat(257),
  ])("%j is nobody", (text) => {
    expect(readWho(text)).toBeNull();
  });

  it.each(["(", ")", "a) using (", " using "])("is read in time that grows with its length: %s", (piece) => {
    expectLinear((size) => piece.repeat(size / piece.length), readWho);
  });
});
