import { describe, expect, it } from "vitest";
import { type Candidate, chooseClient } from "@/lib/feeds/choose-client";
import { cleanNames } from "@/lib/feeds/clean-names";
import { type Named, noNames, type Observation } from "@/lib/feeds/observation";

function client(id: number, more: Partial<Candidate> = {}): Candidate {
  return {
    id,
    vendorId: null,
    hostKey: `pc-${id}`,
    shortHost: `pc-${id}`,
    name: `PC-${id}`,
    owner: null,
    securityProviders: [],
    isShadow: false,
    ...more,
  };
}

function seen(kind: Observation["kind"], named: Partial<Named>): Observation {
  return {
    kind,
    named: { ...noNames, ...named },
    grade: "stated",
    observedAt: 0,
    dated: true,
    connectedAt: 0,
    connectedFromAt: null,
    online: null,
    needsUpdate: null,
    version: null,
    connectionType: null,
    availability: null,
    eventId: null,
    line: 1,
    excerpt: "",
  };
}

const known = (...clientIds: number[]) => ({ kind: "known", clientIds });
const several = (...clientIds: number[]) => ({ kind: "several", clientIds });

describe("chooseClient", () => {
  it.each([
    [
      "by vendor id, whatever its host",
      "jump_client",
      { vendorId: "7", hostname: "pc-2" },
      [client(1, { vendorId: "7" }), client(2)],
      known(1),
    ],
    [
      "by host, where nobody has the id",
      "jump_client",
      { vendorId: "7", hostname: "pc-2" },
      [client(2)],
      known(2),
    ],
    [
      "not who has another id on that host",
      "jump_client",
      { vendorId: "7", hostname: "pc-2" },
      [client(2, { vendorId: "8" })],
      { kind: "new" },
    ],
    [
      "by full name",
      "jump_client",
      { fqdn: "pc-2.example.com" },
      [client(2, { hostKey: "pc-2.example.com" })],
      known(2),
    ],
    [
      "by short name, the only full one that it fits",
      "jump_client",
      { hostname: "pc-2" },
      [client(2, { hostKey: "pc-2.example.com" })],
      known(2),
    ],
    [
      "by full name, the only short one that it fits",
      "jump_client",
      { fqdn: "pc-2.example.com" },
      [client(2)],
      known(2),
    ],
    [
      "a short name that fits several is nobody's",
      "jump_client",
      { hostname: "pc" },
      [
        client(1, { hostKey: "pc.a.example", shortHost: "pc" }),
        client(2, { hostKey: "pc.b.example", shortHost: "pc" }),
      ],
      several(1, 2),
    ],
    [
      "of duplicates on a host the one that stands for them",
      "jump_client",
      { hostname: "pc" },
      [client(1, { hostKey: "pc", isShadow: true }), client(2, { hostKey: "pc" })],
      known(2),
    ],
    [
      "another domain is another host",
      "jump_client",
      { fqdn: "pc-2.b.example" },
      [client(2, { hostKey: "pc-2.a.example" })],
      { kind: "new" },
    ],
    [
      "a console by its user",
      "console",
      { user: "sam", name: "Sam Carter" },
      [client(1, { owner: "Sam" })],
      known(1),
    ],
    [
      "a console of nobody known is new by its user",
      "console",
      { user: "sam", name: "Sam Carter" },
      [],
      { kind: "new" },
    ],
    [
      "a display name recognises no console",
      "console",
      { name: "Sam Carter" },
      [client(1, { name: "Sam Carter" })],
      { kind: "unknown" },
    ],
    [
      "an API account by its name",
      "integration_client",
      { name: "CRM" },
      [client(1, { name: "crm" })],
      known(1),
    ],
    [
      "an API account whose name two have",
      "integration_client",
      { name: "CRM" },
      [client(1, { name: "CRM" }), client(2, { owner: "crm" })],
      several(1, 2),
    ],
    [
      "a security provider stands for all its agents",
      "connection_agent",
      { securityProvider: "LDAP" },
      [
        client(1, { securityProviders: ["ldap"] }),
        client(2, { securityProviders: ["LDAP", "x"] }),
        client(3),
      ],
      known(1, 2),
    ],
    [
      "a provider that nobody serves",
      "connection_agent",
      { securityProvider: "LDAP" },
      [client(1)],
      { kind: "unknown" },
    ],
  ] as const)("%s", (_name, kind, named, candidates, choice) => {
    expect(chooseClient(seen(kind, named), candidates)).toEqual(choice);
  });
});

describe("cleanNames", () => {
  it.each([
    [
      "a dotted host name is a full one",
      { hostname: "PC-1.Example.COM." },
      { hostname: "pc-1", fqdn: "pc-1.example.com" },
    ],
    ["an address names nobody", { hostname: "10.0.0.7" }, {}],
    ["nor does IPv6", { hostname: "fe80::1" }, {}],
    ["nor a placeholder", { hostname: "localhost", vendorId: "N/A", name: "unknown" }, {}],
    ["marks that cannot be seen are taken off", { hostname: "pc\u200b-1" }, { hostname: "pc-1" }],
    ["what PostgreSQL cannot keep is taken off", { name: "Sam\0 \ud800Carter" }, { name: "Sam Carter" }],
  ] as const)("%s", (_name, given, clean) => {
    expect(cleanNames({ ...noNames, ...given })).toEqual({ ...noNames, ...clean });
  });
});
