import { describe, expect, it } from "vitest";
import { ApiProblem } from "@/app/_components/call-api";
import {
  bodyOf,
  draftOf,
  type EditedFeed,
  leadsElsewhere,
} from "@/app/(house)/settings/feeds/_feeds/feed-draft";
import { problemsAt } from "@/app/(house)/settings/feeds/_feeds/problem-at";
import { createFeedInput, feedTypes } from "@/lib/feeds/schema";

const fresh = draftOf(null);
const edited: EditedFeed = {
  id: 3,
  name: "North",
  baseUrl: "https://support.example.com",
  caPem: null,
  hasSecrets: true,
  settings: { intervalMinutes: 10 },
};

describe("what a feed's form sends", () => {
  it.each(feedTypes)("%s: a new one is what the API takes", (type) => {
    const draft = { ...fresh, baseUrl: "https://support.example.com", path: "exports", clientId: "a" };
    const filled = { ...draft, clientSecret: "b", username: "c", password: "d" };
    expect(
      createFeedInput.safeParse({ applianceId: 1, type, ...bodyOf(type, filled, null) }).error,
    ).toBeUndefined();
  });

  it("only the way of signing in that was chosen, and nothing that another type has", () => {
    const draft = { ...fresh, baseUrl: "https://a.example", clientId: "a", clientSecret: "b" };
    const both = { ...draft, username: "c", password: " d ", path: "x" };
    expect(bodyOf("config_api", both, null)).toEqual({
      baseUrl: "https://a.example",
      clientId: "a",
      clientSecret: "b",
    });
    expect(bodyOf("command_api", { ...both, signIn: "user" }, null)).toEqual({
      baseUrl: "https://a.example",
      username: "c",
      password: " d ",
    });
    expect(bodyOf("events", both, null)).toEqual({});
  });

  it("of a change only what has changed", () => {
    const draft = draftOf(edited);
    expect(bodyOf("config_api", draft, edited)).toEqual({});
    expect(bodyOf("config_api", { ...draft, name: "N ", intervalMinutes: "" }, edited)).toEqual({
      name: "N",
      settings: { intervalMinutes: null },
    });
    expect(bodyOf("config_api", { ...draft, caPem: "PEM" }, edited)).toEqual({ caPem: "PEM\n" });
    expect(bodyOf("config_api", { ...draft, caPem: "" }, { ...edited, caPem: "PEM\n" })).toEqual({
      caPem: null,
    });
  });

  it("another address or authority asks for the secret again, a slash does not", () => {
    const draft = draftOf(edited);
    expect(leadsElsewhere({ ...draft, baseUrl: "https://support.example.com/ " }, edited)).toBe(false);
    expect(leadsElsewhere({ ...draft, baseUrl: "https://other.example.com" }, edited)).toBe(true);
    expect(leadsElsewhere({ ...draft, caPem: "PEM" }, edited)).toBe(true);
    expect(leadsElsewhere(draft, null)).toBe(false);
  });
});

describe("where a problem of the API stands", () => {
  it("at its field, under both names of a secret, or nowhere in particular", () => {
    expect(problemsAt(new ApiProblem(422, "base_url_refused", "No."))).toEqual({ baseUrl: "No." });
    expect(problemsAt(new ApiProblem(422, "secret_needed", "Again."))).toEqual({
      clientSecret: "Again.",
      password: "Again.",
    });
    const named = [{ path: "settings.path", message: "Too long." }];
    expect(problemsAt(new ApiProblem(422, "invalid_request", "…", named))).toEqual({ path: "Too long." });
    expect(problemsAt(new ApiProblem(404, "not_found", "Gone."))).toEqual({});
    expect(problemsAt(null)).toEqual({});
  });
});
