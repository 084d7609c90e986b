import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clockSkewMs } from "@/lib/feeds/command-api/clock-skew";
import { type Observed, observe, type Reading } from "@/lib/feeds/command-api/observe";
import { readDocument } from "@/lib/feeds/command-api/read-document";
import { noNames } from "@/lib/feeds/observation";
import {
  apiInfoXml,
  appliancesXml,
  asWrittenBy,
  clientListXml,
  connectedClientsXml,
  healthXml,
  loggedInRepsXml,
} from "@/test/support/command-documents";

/** Who is marked by which document, how surely, and who is not. */

const receivedAt = Date.UTC(2019, 9, 8);
const since = 1570408370_000;
const now: Reading = { receivedAt, clockSkewMs: 0, fresh: true, pushAgentsAreJumpoints: false };
const hour = 3_600_000;

function observed(xml: string | Uint8Array, reading: Reading = now): Observed {
  const read = readDocument(xml, reading);
  if (read.kind === "refused") throw new Error(read.problem);
  return observe(read.value, reading);
}

test("a counted fleet marks nobody: the list of the BeyondTrust era", () => {
  const bytes = readFileSync("test/fixtures/feeds/connected-client-list.xml");
  for (const pushAgentsAreJumpoints of [false, true]) {
    expect(observed(bytes, { ...now, pushAgentsAreJumpoints })).toEqual({
      observations: [],
      refused: [],
      notes: [],
      connectedJumpClients: 587,
    });
  }
});

test("Jump Clients are added up over all units, and unknown where none was counted", () => {
  expect(observed(clientListXml).connectedJumpClients).toBe(590);
  expect(observed("<connected_client_list/>").connectedJumpClients).toBeNull();
});

test("who is connected now is online now, since when it says, by machine, else by name", () => {
  const { observations, refused } = observed(connectedClientsXml);
  expect(refused).toEqual([]);
  expect(observations).toEqual([
    {
      kind: "console",
      named: { ...noNames, hostname: "DESK-7" },
      grade: "stated",
      observedAt: receivedAt,
      dated: false,
      connectedAt: since,
      connectedFromAt: since,
      online: true,
      needsUpdate: null,
      version: null,
      connectionType: null,
      availability: null,
      eventId: null,
      line: 1,
      excerpt: expect.stringMatching(/^<connected_representative id="101">/),
    },
    expect.objectContaining({
      named: { ...noNames, name: "Sam Carter" },
      connectedFromAt: since - 70_000,
      line: 2,
    }),
  ]);
});

test("push agents are Jumpoints only where somebody said so, and only by inference", () => {
  const { observations } = observed(connectedClientsXml, { ...now, pushAgentsAreJumpoints: true });
  expect(observations.filter(({ kind }) => kind === "jumpoint")).toMatchObject([
    {
      grade: "inferred",
      named: { hostname: "jump-1.example.com" },
      online: true,
      connectedFromAt: null,
      line: 4,
    },
  ]);
});

test("who is logged in has its console connected; who was invited has none to follow", () => {
  expect(observed(loggedInRepsXml).observations).toMatchObject([
    {
      kind: "console",
      grade: "stated",
      named: { ...noNames, name: "Sam Carter" },
      online: true,
      connectedFromAt: since,
    },
    { named: { ...noNames, name: "Old Release" } },
  ]);
});

test("a user name is taken where a release gives it", () => {
  const xml = `<logged_in_reps><rep><username>scarter</username></rep></logged_in_reps>`;
  expect(observed(xml).observations).toMatchObject([{ named: { ...noNames, user: "scarter" } }]);
});

test("ids that hold only while somebody is connected name nobody", () => {
  const { observations, refused } = observed(
    `<connected_clients><connected_representative id="1"/></connected_clients>`,
  );
  expect(observations).toEqual([]);
  expect(refused).toEqual([{ line: 1, problem: expect.stringContaining("nobody's") }]);
});

test("of a document that is handed in only dates count", () => {
  const handedIn = { ...now, fresh: false };
  expect(observed(connectedClientsXml, handedIn).observations).toMatchObject([
    { observedAt: since, dated: true, online: null, connectedAt: since },
    { observedAt: since - 70_000, dated: true, online: null },
  ]);
  const undated = `<connected_clients><connected_representative><hostname>A</hostname></connected_representative></connected_clients>`;
  expect(observed(undated, handedIn)).toMatchObject({
    observations: [],
    refused: [{ line: 1, problem: expect.stringContaining("handed in") }],
  });
});

test("times are put on our clock, and never behind the arrival", () => {
  expect(observed(connectedClientsXml, { ...now, clockSkewMs: hour }).observations[0]).toMatchObject({
    connectedFromAt: since - hour,
    observedAt: receivedAt,
  });
  const soon = `<logged_in_reps><rep><display_name>A</display_name><logged_in_since>2019-10-08T00:04:59Z</logged_in_since></rep></logged_in_reps>`;
  expect(observed(soon).observations[0]).toMatchObject({ connectedFromAt: receivedAt });
  expect(observed(soon, { ...now, clockSkewMs: -hour })).toMatchObject({
    observations: [{ connectedFromAt: null, online: true }],
    notes: [{ line: 1 }],
  });
});

test.each([healthXml, appliancesXml, apiInfoXml])("%s marks nobody", (xml) => {
  expect(observed(asWrittenBy("Bomgar", xml))).toEqual({
    observations: [],
    refused: [],
    notes: [],
    connectedJumpClients: null,
  });
});

test("an excerpt is as long as people need and no longer", () => {
  const xml = `<logged_in_reps><rep><display_name>A</display_name>${"<note>x</note>".repeat(10_000)}</rep></logged_in_reps>`;
  expect(observed(xml).observations[0]?.excerpt).toHaveLength(500);
  for (const shift of ["", "x"]) {
    const emoji = `<logged_in_reps><rep><display_name>A</display_name><note>${shift}${"😀".repeat(500)}</note></rep></logged_in_reps>`;
    const excerpt = observed(emoji).observations[0]?.excerpt ?? "";
    expect(Buffer.from(excerpt).toString()).toBe(excerpt);
  }
});

test.each([
  [0, 0],
  [5_000, 0],
  [-5_000, 0],
  [5_001, 5_001],
  [-hour, -hour],
])("a clock that shows %i ms more is ahead by %i", (shown, ahead) => {
  expect(clockSkewMs(receivedAt + shown, receivedAt)).toBe(ahead);
});
