import { expect, test } from "vitest";
import { apiRelease } from "@/lib/feeds/command-api/api-release";
import { apiReleases } from "@/lib/feeds/command-api/api-releases";
import type { Health } from "@/lib/feeds/command-api/documents/health";
import { proposeRelease, type VersionReading } from "@/lib/feeds/command-api/propose-release";
import { compareNumbers, readSiteVersion, type SiteVersion } from "@/lib/feeds/command-api/site-version";

/** When a version string changes, what is proposed for which unit; and what versions say of themselves. */

const version = (text: string) => readSiteVersion(text) as SiteVersion;
const old = version("19.1.8 (37380-aa)");
const next = version("19.2.1 (40000-bb)");
const [first, second] = [1_000, 2_000];

const read = (parts: Partial<VersionReading> = {}): VersionReading => ({
  applianceId: "a",
  failoverRole: "primary",
  version: old,
  readAt: first,
  ...parts,
});
const health = (parts: Partial<Health> = {}): Health => ({
  applianceId: "a",
  applianceName: null,
  version: next,
  success: true,
  errorMessage: null,
  failoverRole: "primary",
  enabledSharedIps: [],
  lastDataSyncAt: null,
  lastDataSyncStatus: null,
  notes: [],
  ...parts,
});
const proposal = {
  applianceId: "a",
  failoverRole: "primary",
  version: next,
  before: old,
  installedAfter: first,
  installedBefore: second,
  direction: "forward",
  installation: "first",
};
const peer = read({ applianceId: "b", failoverRole: "backup", readAt: 900 });

const cases: [name: string, before: VersionReading[], health: Health, change: unknown][] = [
  ["another version than before", [read()], health(), { kind: "proposed", proposal }],
  ["the same version", [read({ version: next })], health(), { kind: "same" }],
  ["the same package without its build", [read({ version: version("19.2.1") })], health(), { kind: "same" }],
  [
    "another build of the same number",
    [read({ version: version("19.2.1 (39999-aa)") })],
    health(),
    {
      kind: "proposed",
      proposal: { ...proposal, before: version("19.2.1 (39999-aa)"), direction: "rebuilt" },
    },
  ],
  [
    "a lower number",
    [read({ version: next })],
    health({ version: old }),
    { kind: "proposed", proposal: { ...proposal, version: old, before: next, direction: "back" } },
  ],
  [
    "what the peer runs already",
    [read(), { ...peer, version: next }],
    health(),
    { kind: "proposed", proposal: { ...proposal, installation: "second" } },
  ],
  ["the peer is still behind", [read(), peer], health(), { kind: "proposed", proposal }],
  [
    "the newest of two readings counts",
    [read({ version: version("18.1"), readAt: 10 }), read()],
    health(),
    { kind: "proposed", proposal },
  ],
  [
    "a unit whose role changed hands is the same unit",
    [read({ failoverRole: "backup" })],
    health(),
    { kind: "proposed", proposal },
  ],
  ["nothing read before", [], health(), { kind: "first_reading", serving: null }],
  [
    "another unit answers, with another version",
    [read({ applianceId: "b" })],
    health(),
    { kind: "first_reading", serving: read({ applianceId: "b" }) },
  ],
  [
    "another unit answers, with the same version",
    [read({ applianceId: "b", version: next })],
    health(),
    { kind: "first_reading", serving: null },
  ],
  [
    "a backup serves nobody",
    [read({ applianceId: "b" })],
    health({ failoverRole: "backup" }),
    { kind: "first_reading", serving: null },
  ],
  [
    "without ids the role tells units apart",
    [read({ applianceId: null }), { ...peer, applianceId: null, version: next }],
    health({ applianceId: null }),
    { kind: "proposed", proposal: { ...proposal, applianceId: null, installation: "second" } },
  ],
  ["no version in the answer", [read()], health({ version: null }), { kind: "tells_nothing" }],
  ["an answer older than the reading", [read({ readAt: second })], health(), { kind: "tells_nothing" }],
];

test.each(cases)("%s", (_, before, answer, change) => {
  expect(proposeRelease(before, answer, second)).toEqual(change);
});

test.each([
  ["19.1.8 (37380-749b17)", "19.1.8", "37380-749b17"],
  ["22.3", "22.3", null],
  ["10.6.1.2", "10.6.1.2", null],
  ["24.1.1( 5 )", "24.1.1", "5"],
])("%s is a version", (text, number, build) => {
  expect(readSiteVersion(text)).toEqual({ text, number, build });
});

test.each(["19", "v19.1", "19.1.8 37380", "19.1.8 ()", "", "1.2.3.4.5", "newest"])("%s is none", (text) => {
  expect(readSiteVersion(text)).toBeNull();
});

test.each([
  ["19.1.8", "19.1.10", -1],
  ["19.2", "19.1.10", 1],
  ["19.1", "19.1.0", 0],
  ["9.9", "10.0", -1],
])("%s against %s is %i", (a, b, sign) => {
  expect(Math.sign(compareNumbers(version(a), version(b)))).toBe(sign);
});

test.each([
  ["1.5.0", ["10.6"]],
  ["1.7.3", ["12.1"]],
  ["1.12.0", ["14.2", "14.3"]],
  ["1.16.0", ["17.1", "18.1"]],
  [" 1.19.0 ", ["19.1"]],
  ["1.24.1", ["24.x"]],
  ["1.24.2", []],
  ["1.14.0", []],
  ["2.0", []],
  ["constructor", []],
])("API %s is spoken by %j", (api, releases) => {
  expect(apiRelease(api)).toEqual(releases);
});

test("the table has the 27 lines of the vendor's", () => {
  expect(Object.keys(apiReleases)).toHaveLength(27);
});
