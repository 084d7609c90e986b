import { describe, expect, test } from "vitest";
import { type CommandDocument, readDocument } from "@/lib/feeds/command-api/read-document";
import type { CommandAction } from "@/lib/feeds/command-api/which-document";
import {
  apiInfoXml,
  appliancesXml,
  asWrittenBy,
  clientListXml,
  connectedClientsXml,
  generations,
  healthXml,
  loggedInRepsXml,
} from "@/test/support/command-documents";

/** Every document in every generation reads as the same value; what is absent is null; what decides and is wrong is refused. */

const arrival = { receivedAt: Date.UTC(2019, 10, 25), clockSkewMs: 0 };
const since = 1570408370_000;
const records = (action: CommandAction, list: unknown[]) => ({
  action,
  value: { records: list, refused: [], notes: [] },
});
const any = expect.any(String);

const documents: [xml: string, expected: unknown][] = [
  [
    apiInfoXml,
    {
      action: "get_api_info",
      value: {
        apiVersion: "1.19.0",
        company: "Example & Sons",
        clockAt: 1574638362_000,
        commandAccess: "full_access",
        permissions: { perm_command: "full_access", perm_reporting_support: "1", perm_scim: "0" },
        notes: [],
      },
    },
  ],
  [
    healthXml,
    {
      action: "check_health",
      value: {
        applianceId: "50adeb59f0f04163b09b7591af1949ea",
        applianceName: "unit-a.example.com",
        version: {
          text: "19.1.8 (37380-749b17ca33d2475427428f263608ae98d69f7a35)",
          number: "19.1.8",
          build: "37380-749b17ca33d2475427428f263608ae98d69f7a35",
        },
        success: true,
        errorMessage: null,
        failoverRole: "primary",
        enabledSharedIps: ["192.0.2.10", "192.0.2.11"],
        lastDataSyncAt: since,
        lastDataSyncStatus: "success",
        notes: [],
      },
    },
  ],
  [
    appliancesXml,
    records("get_appliances", [
      {
        id: "aaaa",
        name: "A",
        publicHostname: "a.example.com",
        clusterRole: "primary",
        failoverRole: "primary",
        acceptingConnections: true,
        timezoneOffset: -18000,
        line: 1,
        excerpt: any,
      },
      {
        id: "bbbb",
        name: "B",
        publicHostname: null,
        clusterRole: "single",
        failoverRole: "backup",
        acceptingConnections: false,
        timezoneOffset: null,
        line: 2,
        excerpt: any,
      },
    ]),
  ],
  [
    clientListXml,
    {
      action: "get_connected_client_list",
      value: {
        units: [
          { applianceId: "aaaa", counts: { representative: 12, pinned_client: 587 } },
          { applianceId: "bbbb", counts: { representative: 0, pinned_client: 3 } },
        ],
        clients: {
          records: [
            { type: "representative", id: "101", line: 1, excerpt: any },
            { type: "push_agent", id: "102", line: 2, excerpt: any },
          ],
          refused: [],
          notes: [],
        },
      },
    },
  ],
  [
    connectedClientsXml,
    records("get_connected_clients", [
      {
        type: "representative",
        id: "101",
        hostname: "DESK-7",
        platform: "Windows 10",
        platformId: "win",
        timezoneOffset: 3600,
        connectedSinceAt: since,
        userName: null,
        displayName: null,
        line: 1,
        excerpt: any,
      },
      {
        type: "representative",
        id: "102",
        hostname: null,
        platform: null,
        platformId: null,
        timezoneOffset: null,
        connectedSinceAt: since - 70_000,
        userName: null,
        displayName: "Sam Carter",
        line: 2,
        excerpt: any,
      },
      expect.objectContaining({ type: "support_customer", hostname: "CUSTOMER-1", connectedSinceAt: null }),
      expect.objectContaining({ type: "push_agent", hostname: "jump-1.example.com", platformId: "linux" }),
    ]),
  ],
  [
    loggedInRepsXml,
    records("get_logged_in_reps", [
      {
        id: "7",
        publicDisplayName: "Sam",
        type: "Normal",
        loggedInSinceAt: since,
        presentationCount: 0,
        supportSessionCount: 2,
        showingOnRepList: true,
        userName: null,
        displayName: "Sam Carter",
        line: 1,
        excerpt: any,
      },
      {
        id: "8",
        publicDisplayName: "Old Release",
        type: "Embassy",
        loggedInSinceAt: since,
        presentationCount: null,
        supportSessionCount: null,
        showingOnRepList: null,
        userName: null,
        displayName: "Old Release",
        line: 2,
        excerpt: any,
      },
      expect.objectContaining({ id: "9", type: "Invited", displayName: "Guest" }),
    ]),
  ],
];

describe.each(Object.keys(generations))("written by %s", (generation) => {
  test.each(documents)("%s", (xml, expected) => {
    expect(readDocument(asWrittenBy(generation, xml), arrival)).toEqual({ kind: "read", value: expected });
  });
});

test("attributes with a prefix are read, and foreign ones do not hide their own", () => {
  const xml = `<a:connected_client_list xmlns:a="https://www.beyondtrust.com/namespaces/API/command" xmlns:xsi="x">
    <a:connected_client xsi:type="clientType" type="push_agent" a:id="5"/></a:connected_client_list>`;
  const read = readDocument(xml, arrival);
  expect(read).toMatchObject({
    value: { value: { clients: { records: [{ type: "push_agent", id: "5" }] } } },
  });
});

const empty: [xml: string, value: unknown][] = [
  ["<appliances/>", { records: [], refused: [], notes: [] }],
  ["<connected_client_list/>", { units: [], clients: { records: [], refused: [], notes: [] } }],
  ["<connected_clients></connected_clients>", { records: [], refused: [], notes: [] }],
  ["<logged_in_reps/>", { records: [], refused: [], notes: [] }],
  [
    "<health_check/>",
    {
      applianceId: null,
      applianceName: null,
      version: null,
      success: null,
      errorMessage: null,
      failoverRole: null,
      enabledSharedIps: [],
      lastDataSyncAt: null,
      lastDataSyncStatus: null,
      notes: [],
    },
  ],
  [
    "<api_information><api_version>1.24.1</api_version></api_information>",
    { apiVersion: "1.24.1", company: null, clockAt: null, commandAccess: null, permissions: {}, notes: [] },
  ],
];

test.each(empty)("what is absent is unknown: %s", (xml, value) => {
  expect(readDocument(xml, arrival)).toMatchObject({ kind: "read", value: { value } });
});

const wrong: [xml: string, code: string, words: RegExp][] = [
  ["<api_information/>", "missing", /which version/],
  ["<api_information><api_version>new</api_version></api_information>", "missing", /which version/],
  [
    '<api_information><api_version>1.19.0</api_version><permissions><permission name="perm_command">some</permission></permissions></api_information>',
    "unreadable",
    /full_access/,
  ],
  [
    '<api_information><api_version>1.19.0</api_version><permissions><permission name="perm_command">deny</permission><permission name="perm_command">full_access</permission></permissions></api_information>',
    "unreadable",
    /different <permission>/,
  ],
  ["<health_check><version>newest</version></health_check>", "unreadable", /no version/],
  [
    "<health_check><version>19.1.8</version><version>19.1.9</version></health_check>",
    "unreadable",
    /2 different <version>/,
  ],
  ['<health_check><appliance id="a"/><appliance id="b"/></health_check>', "unreadable", /several appliances/],
  ["<health_check><success>maybe</success></health_check>", "unreadable", /<success> says "maybe"/],
  [
    "<health_check><failover_role>both</failover_role></health_check>",
    "unreadable",
    /none of none, primary, backup/,
  ],
  [
    '<connected_client_list><connected_client_summary><appliance_summary><count type="pinned_client">many</count></appliance_summary></connected_client_summary></connected_client_list>',
    "unreadable",
    /count of pinned_client/,
  ],
  [
    '<connected_client_list><connected_client_summary><appliance_summary><count type="x">1</count><count type="x">1</count></appliance_summary></connected_client_summary></connected_client_list>',
    "unreadable",
    /counted twice/,
  ],
  [
    "<connected_client_list><connected_client_summary><appliance_summary><count>1</count></appliance_summary></connected_client_summary></connected_client_list>",
    "unreadable",
    /of what/,
  ],
  [
    '<connected_client_list><connected_client_summary><appliance_summary id="a"/><appliance_summary id="a"/></connected_client_summary></connected_client_list>',
    "unreadable",
    /twice/,
  ],
  ["<session_key/>", "unknown_document", /<session_key>.*check_health/],
];

test.each(wrong)("%s is refused as %s", (xml, code, words) => {
  expect(readDocument(xml, arrival)).toEqual({
    kind: "refused",
    code,
    problem: expect.stringMatching(words),
  });
});

test("another answer than the one that was asked for is refused", () => {
  expect(readDocument(healthXml, arrival, { action: "get_appliances" })).toMatchObject({
    code: "other_document",
    problem: expect.stringContaining("get_appliances was asked"),
  });
});

test("a record that cannot be taken costs only itself", () => {
  const xml = `<appliances><appliance id="a"><cluster_role>boss</cluster_role></appliance><appliance id="b"/><appliance id="c c"/></appliances>`;
  const read = readDocument(xml, arrival) as { value: CommandDocument };
  expect(read.value).toMatchObject({
    value: {
      records: [{ id: "b", line: 2 }],
      refused: [
        { line: 1, problem: expect.stringContaining('"boss"') },
        { line: 3, problem: expect.stringContaining('"c c"') },
      ],
    },
  });
});

test("a date that cannot be is left out with a note, and the connection stays", () => {
  const xml = `<connected_clients><connected_representative id="1"><hostname>A</hostname>
    <connected_since>2031-01-01T00:00:00Z</connected_since></connected_representative></connected_clients>`;
  expect(readDocument(xml, arrival)).toMatchObject({
    value: {
      value: {
        records: [{ hostname: "A", connectedSinceAt: null }],
        notes: [{ line: 1, problem: expect.stringContaining("2031") }],
      },
    },
  });
});
