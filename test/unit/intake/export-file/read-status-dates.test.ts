import { describe, expect, test } from "vitest";
import { readStatus } from "@/lib/intake/export-file/status/read-status";

const first = "2026-11-20 14:02";
const second = "2026-11-21 16:00";

describe("which date of a text matters, and whether it proves a connection", () => {
  test.each<[string, string | null, boolean]>([
    // Several dates: each belongs to the words of its own clause.
    [`Offline since ${first}, last checked ${second}`, first, true],
    [`Checked ${second} - last seen ${first}`, first, true],
    [`Checked ${second} - offline`, second, false],
    [`Offline - checked ${second}`, second, false],
    [`Created ${second} and offline since ${first}`, first, true],
    [`Offline since ${first} and will be deleted on ${second}`, first, true],
    [`Offline since ${first}; will be deleted on ${second}`, first, true],
    [`Expires ${second}`, null, false],
    [`Offline ${first} checked ${second}`, first, false],
    [`Offline since ${first} checked ${second}`, first, true],
    [`Disconnected ${first}, connected ${second}`, first, true],
    [`Last disconnected ${second}, online since ${first}`, first, true],
    [`Last connected ${second}, offline since ${first}`, first, true],
    [`Offline ${first} ${second}`, first, true],
    [`${first} offline ${second}`, first, true],
    [`${second} checked, ${first} offline`, first, true],
    [`${first} - ${second}`, first, false],
    // A date that stands alone belongs to the clause before it, unless it may belong to the next one.
    [`Offline, ${first}`, first, true],
    [`Offline (${first})`, first, true],
    [`Offline (${first}) checked`, first, true],
    [`Offline, ${first}, version 24.3.4`, first, true],
    [`Offline, TILL-1, since ${first}`, first, true],
    [`Offline, ${first}, uninstalled`, first, false],
    [`Offline - ${first} - frobnicated`, first, false],
    [`Offline - since ${first} - frobnicated`, first, true],
    [`Deployed - ${first} - Online`, first, false],
    // Nothing but small words may stand between the date and its word, and nothing unknown in the clause.
    [`Online installer created ${first}`, first, false],
    [`Online backup ${first}`, first, false],
    [`Offline-Installer ${first}`, first, false],
    [`Printer offline since ${first}`, first, false],
    [`Connected to VPN since ${first}`, first, false],
    [`Connected to support.example.com since ${first}`, first, true],
    [`Intune: last seen ${first}`, first, false],
    [`Last seen ${first} by Intune`, first, false],
    [`Jump Client TILL-1: offline since ${first}`, first, true],
    [`Offline? ${first}`, first, false],
    [`\u274c connected ${first}`, first, false],
    [`\u25cf Online since ${first}`, first, true],
    [`Online: no, since ${first}`, first, false],
    [`Online - no - since ${first}`, first, false],
    [`Connected: no; last connected: ${first}`, first, true],
    [`S'il est connecté ${first}`, first, false],
    [`If connected ${first}`, first, false],
    // What stands in brackets beside the date, and things before it.
    [`Connected (failed) ${first}`, first, false],
    [`Connected ${first} (failed)`, first, false],
    [`Offline (shut down) since ${first}`, first, true],
    [`Offline since ${first} (shut down)`, first, true],
    [`Offline ${first} (3 days)`, first, true],
    [`Status as of ${first}: offline`, first, false],
    [`Status on ${first}: offline`, first, false],
    [`Client since ${first} offline`, first, true],
    // Word order: what "since" ties a date to may follow it.
    [`Ist seit ${first} mit dem Server verbunden`, first, true],
    [`Seit ${first} offline`, first, true],
    [`Nicht seit ${first} verbunden`, first, false],
    [`War seit ${first} nicht verbunden`, first, false],
    [`Drucker seit ${first} offline`, first, false],
    // Conditions of the client, in and out of the same clause.
    [`Disabled, offline since ${first}`, first, true],
    [`Disabled offline since ${first}`, first, true],
    [`Offline disabled since ${first}`, first, false],
    [`Uninstalled offline ${first}`, first, false],
    [`Lost since ${first}`, first, false],
    [`Unreachable since ${first}`, first, false],
    // A denial for all time counts for every date.
    [`Offline since ${first} (never connected)`, first, false],
    [`Awaiting first connection, offline since ${first}`, first, false],
    [`Connected on ${first}, never disconnected`, first, true],
    // A cell that is a date and nothing else.
    [first, first, true],
    [`since ${first}`, first, true],
    [`"${first}"`, first, true],
    [`Fri, 20 Nov 2026 14:02`, "20 nov 2026 14:02", true],
    [`TILL-1, ${first}`, first, false],
    [`Status: ${first}`, first, false],
    [`Last: ${first}`, first, false],
    [`Frobnicated ${first}`, first, false],
  ])("%s", (text, dateText, dateProves) => {
    expect(readStatus(text)).toMatchObject({ dateText, dateProves });
  });
});

describe("what is connected now", () => {
  test.each<[string, boolean | null]>([
    [`Online since ${first}`, true],
    [`Connected ${first}`, true],
    [`Connected on ${first}`, null],
    [`Connected ${first}, connection refused ${second}`, null],
    [`Connected since ${first}, checked ${second}`, true],
    [`Disconnected ${first}, connected ${second}`, null],
    ["Online, offline", null],
    ["Online installer created", null],
    ["Connected user: bob", null],
    ["Connected users: 0", null],
    ["Connected: 0", null],
    ["Connected: yes", true],
    ["Online?", null],
    ["Online (2 sessions)", true],
    ["Online, printer offline", true],
    ["In use by John Smith", true],
    ["In uso da Mario Rossi", true],
    ["Online 24.3.4", true],
    ["Will be online", null],
    ["Not disconnected", null],
    ["Unreachable", false],
    ["Nicht erreichbar", false],
    ["Was not connected", null],
    [`Nicht seit ${first} verbunden`, false],
    [`Not connected or online`, false],
  ])("%s: %s", (text, online) => {
    expect(readStatus(text).online).toBe(online);
  });
});

describe("versions, addresses and other numbers are no dates", () => {
  test.each([
    "Online, client 25.3.10",
    "client 25.3.10",
    "Online 25.3.10",
    "Version 25.11.20",
    "Online (version: 25.11.20)",
    "v20.11.2026",
    "Online 24.3.4",
    "Online, 26.2.1",
    "Online 2026.1.3",
    "Windows 10.0.22631",
    "10.0.19045.3693",
    "Online, 10.0.0.5",
    "Online, 10.0.0.5:443",
    "Online (2 sessions)",
    "TILL-20-11-2026",
    "Phone 0151 2345678",
    "Online, build 2512031405",
  ])("%s", (text) => {
    expect(readStatus(text)).toMatchObject({ dateText: null, dateProves: false });
  });

  test.each([
    [`Offline (version 24.3.4) since ${first}`, first],
    [`25.1.2 - offline since ${first}`, first],
    [`25.1.2 offline since ${first}`, first],
    [`Offline 25.3.10 since ${first}`, first],
    [`Upgrade to 26.2.1 pending, online since ${first}`, first],
    ["24.3.10 - offline since 20.11.2026 14.02", "20.11.2026 14.02"],
    ["Offline since 20.11.2026, version 25.10.4", "20.11.2026"],
    ["Offline since 20.11.26", "20.11.26"],
    ["Offline seit 5.3.26", "5.3.26"],
    ["Offline 5.3.26 14:02", "5.3.26 14:02"],
    ["Offline since 20/11/26 14:02", "20/11/26 14:02"],
    ["Offline since 26-11-20", "26-11-20"],
  ])("%s has the date %s", (text, dateText) => {
    expect(readStatus(text)).toMatchObject({ dateText, dateProves: true });
  });
});

describe("forms of dates in a text", () => {
  test.each([
    ["Offline since 2026-11-20T12:10:00+01:00[Europe/Berlin]", "2026-11-20t12:10:00+01:00[europe/berlin]"],
    ["Offline since 2026-11-20T12:10:00Z[Fri]", "2026-11-20t12:10:00z[fri]"],
    ["Offline since /Date(1795177800000)/", "/date(1795177800000)/"],
    ["Offline since 1795177800.0", "1795177800.0"],
    ["Offline since 1795177800123456", "1795177800123456"],
    ["Online desde sex., 20 de nov. de 2026, 14:02", "20 de nov. de 2026, 14:02"],
    ["Hors ligne depuis mar. 17/11/2026 09:05", "17/11/2026 09:05"],
    ["Offline seit Fr., 20.11.2026, 14:02 Uhr (vor 3 Tagen)", "20.11.2026, 14:02 uhr"],
    ["Offline\u00a0since\u00a02026-11-20\u202f14:02", "2026-11-20 14:02"],
    ["\u200eOffline since \u200e20/\u200e11/\u200e2026 14:02", "20/11/2026 14:02"],
    ["Offline since 2026-11-20 14:02 (UTC)", "2026-11-20 14:02 (utc)"],
    ["2026-11-20 14:02 EST offline", "2026-11-20 14:02 est"],
    ["2026-11-20 14:02 est hors ligne", "2026-11-20 14:02"],
    ["20.11.2026 14:02 ist offline", "20.11.2026 14:02"],
  ])("%s", (text, dateText) => {
    expect(readStatus(text)).toMatchObject({ dateText, dateProves: true });
  });

  test.each([
    // A zone that is left out would put the time into another one.
    ["Offline since 2026-11-20 14:02 JST", "2026-11-20 14:02 jst"],
    ["Offline since 2026-11-20 14:02 Europe/Berlin", "2026-11-20 14:02 europe/berlin"],
    ["Offline since 2026-11-20 14:02 Eastern Standard Time", "2026-11-20 14:02 eastern standard time"],
    // In capitals nobody can tell the zone from the French verb.
    ["LE 2026-11-20 14:02 EST HORS LIGNE", "2026-11-20 14:02 est?"],
  ])("%s is given with its zone", (text, dateText) => {
    expect(readStatus(text).dateText).toBe(dateText);
  });
});

describe("text that counts time or breaks its date comes back whole", () => {
  test.each<[string, boolean]>([
    ["Offline for 3 days", true],
    ["Déconnecté depuis 3 jours", true],
    ["Offline seit 3 Tagen", true],
    ["Last seen 3 days ago", true],
    ["Offline 3d", true],
    ["Offline since yesterday", true],
    ["Offline since 14:02", true],
    ["Offline since 20.11.", true],
    ["Offline since 20 Nov 14:02", true],
    ["Uninstalled 14:00", false],
    ["Checked 3 days ago", false],
    ["Online, idle 5 minutes", false],
    ["Never connected, created 3 days ago", false],
  ])("%s", (text, dateProves) => {
    expect(readStatus(text)).toMatchObject({ dateText: text, dateProves });
  });

  test("a date in the same text counts before the time that is told without one", () => {
    for (const text of [`Offline for 3 days (since ${first})`, `Last seen 3 days ago (${first})`])
      expect(readStatus(text)).toMatchObject({ dateText: first, dateProves: true });
  });

  test("a plan has no date to show", () => {
    expect(readStatus("Expires in 3 days").dateText).toBeNull();
  });
});

describe("denials", () => {
  test.each([
    ["Never connected", true],
    ["Not connected yet", true],
    ["Never", true],
    ["Noch nie", true],
    ["Last connected: never", true],
    ["Offline since never", true],
    ["Connected - never", true],
    ["No first connection", true],
    ["Never successfully connected", true],
    ["Yet to connect", true],
    ["Not connected", false],
    ["Never disconnected", false],
    ["Never disabled", false],
    ["No longer connected", false],
    ["Offline", false],
    ["", false],
  ])("%s: %s", (text, isDenied) => {
    expect(readStatus(text).isDenied).toBe(isDenied);
  });
});
