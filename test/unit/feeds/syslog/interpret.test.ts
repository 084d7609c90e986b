// What a message proves, and what it does not.
import { describe, expect, it } from "vitest";
import { noNames } from "@/lib/feeds/observation";
import { interpret } from "@/lib/feeds/syslog/interpret";
import { readPayload } from "@/lib/feeds/syslog/read-payload";

const receivedAt = Date.UTC(2026, 10, 27, 12);
const when = 1_795_176_580;
const login = {
  event: "login",
  site: "tenant.example.com",
  status: "success",
  target: "rep_client",
  when: String(when),
  who: "Sam Carter (sam) using password",
};

function read(fields: Record<string, string>, siteId = "1427") {
  const payload = Object.entries(fields).map(([key, value]) => `${key}=${value}`);
  return interpret(readPayload(payload.join(";")), { siteId, receivedAt, line: 3, excerpt: "as it came" });
}

describe("a login of a console", () => {
  it("says that the console of this person was connected then", () => {
    expect(read(login)).toEqual({
      line: 3,
      site: "tenant.example.com",
      because: null,
      dating: "dated",
      observations: [
        {
          kind: "console",
          named: { ...noNames, user: "sam", name: "Sam Carter" },
          grade: "stated",
          observedAt: when * 1000,
          dated: true,
          connectedAt: when * 1000,
          connectedFromAt: null,
          online: null,
          needsUpdate: null,
          version: null,
          connectionType: null,
          availability: null,
          eventId: null,
          line: 3,
          excerpt: "as it came",
        },
      ],
    });
  });

  it("through a security provider says as well that its connection agents work", () => {
    const { observations } = read({ ...login, who: "Sam Carter (sam) using Corp AD" });
    expect(observations.map(({ kind, grade }) => [kind, grade])).toEqual([
      ["console", "stated"],
      ["connection_agent", "inferred"],
    ]);
    expect(observations[1]?.named).toEqual({ ...noNames, securityProvider: "Corp AD" });
  });

  it.each(["password", "saml", "OIDC", "passkey"])("by %s has passed by no agent", (method) => {
    const { observations } = read({ ...login, who: `Sam (sam) using ${method}` });
    expect(observations.map(({ kind }) => kind)).toEqual(["console"]);
  });
});

describe("a login of an API account", () => {
  it.each(["login", "token"])("by the event %s says that what uses it works, which is inferred", (event) => {
    const who = "Sekoia.io Integration (1111)";
    const { observations } = read({ ...login, event, target: "web/api", who });
    expect(observations).toMatchObject([
      {
        kind: "integration_client",
        named: { ...noNames, vendorId: "1111", name: "Sekoia.io Integration" },
        grade: "inferred",
        connectedAt: when * 1000,
      },
    ]);
  });

  it("without client ID is known by its name", () => {
    const { observations } = read({ ...login, target: "web/api", who: "API User" });
    expect(observations[0]?.named).toEqual({ ...noNames, name: "API User" });
  });
});

describe("a login to the web page", () => {
  it("says something of the provider's agents only", () => {
    const { observations } = read({ ...login, target: "web/login", who: "Sam (sam) using ldap" });
    expect(observations.map(({ kind }) => kind)).toEqual(["connection_agent"]);
    expect(read({ ...login, target: "web/login" })).toMatchObject({
      observations: [],
      because: "other_login",
    });
  });
});

describe("what says nothing about a client", () => {
  it.each<[string, Record<string, string>, string]>([
    ["a logout", { event: "logout" }, "logout"],
    ["a failure", { status: "failure" }, "not_successful"],
    ["no status", { status: "" }, "not_successful"],
    ["an unknown user", { who: "unknown" }, "unknown_user"],
    ["an unknown user who typed a name", { who: "unknown (asdf) using password" }, "unknown_user"],
    ["nobody", { who: "" }, "unknown_user"],
    ["a Jumpoint that was added", { event: "jumpoint_added" }, "configuration"],
    ["a cluster that was added", { event: "jumpoint_cluster_added" }, "configuration"],
    ["a Jumpoint that was removed", { event: "jumpoint_removed" }, "configuration"],
    ["a token for the console", { event: "token" }, "other_event"],
    ["a change of password", { event: "change_password" }, "other_event"],
    ["no event", { event: "" }, "no_event"],
    ["the appliance by its path", { site: "tenant.example.com/appliance" }, "appliance"],
  ])("%s", (_name, more, because) => {
    expect(read({ ...login, ...more })).toMatchObject({ observations: [], because });
  });

  it("the appliance by its site ID, also when it reports a login", () => {
    expect(read(login, "0927")).toMatchObject({ observations: [], because: "appliance" });
  });

  it.each(["event", "status", "target", "who", "when", "site"])("a second %s that says otherwise", (key) => {
    const payload = readPayload(
      `${Object.entries(login)
        .map((pair) => pair.join("="))
        .join(";")};${key}=other`,
    );
    const read = interpret(payload, { siteId: "1427", receivedAt, line: 1, excerpt: "" });
    expect(read).toMatchObject({ observations: [], because: "contradictory" });
  });
});

describe("the site", () => {
  it.each<[string, string | null]>([
    ["Tenant.Example.com", "tenant.example.com"],
    ["tenant.example.com.", "tenant.example.com"],
    ["tenant.example.com/appliance", "tenant.example.com"],
    ["", null],
  ])("%j is %j", (site, host) => {
    expect(read({ ...login, site }).site).toBe(host);
  });
});

describe("the instant", () => {
  const seconds = receivedAt / 1000;
  it.each<[string, string, string, number]>([
    ["as given", String(when), "dated", when * 1000],
    ["five minutes ahead", String(seconds + 300), "dated", receivedAt + 300_000],
    ["more than five minutes ahead", String(seconds + 301), "ahead", receivedAt],
    ["in milliseconds", String(receivedAt), "ahead", receivedAt],
    ["before 2003", "1041379199", "too_old", receivedAt],
    ["in 2003", "1041379200", "dated", 1_041_379_200_000],
    ["cut short", "179517658", "too_old", receivedAt],
    ["absent", "", "missing", receivedAt],
    ["a word", "yesterday", "unreadable", receivedAt],
    ["negative", "-5", "unreadable", receivedAt],
    ["endless", "9".repeat(400), "unreadable", receivedAt],
  ])("%s", (_name, text, dating, at) => {
    const { observations, dating: told } = read({ ...login, when: text });
    expect(told).toBe(dating);
    const dated = dating === "dated";
    expect(observations).toMatchObject([
      { observedAt: at, connectedAt: at, dated, grade: dated ? "stated" : "inferred" },
    ]);
  });
});
