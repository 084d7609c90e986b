import { expect, test } from "vitest";
import { zoneTimes } from "@/lib/intake/export-file/dates/local-time";
import { readInstant } from "@/lib/intake/export-file/dates/read-date";
import { splitZone } from "@/lib/intake/export-file/headings/heading-zones";

test.each<[string, string, string | null, string | null]>([
  ["Last Connect", "Last Connect", null, null],
  ["Last Connect (UTC)", "Last Connect", "UTC", null],
  ["Last Connect UTC", "Last Connect", "UTC", null],
  ["LastConnectUtc", "LastConnect", "UTC", null],
  ["last_connect_utc", "last_connect", "UTC", null],
  ["Last Connect [GMT]", "Last Connect", "UTC", null],
  ["Last Connect (PST)", "Last Connect", "America/Los_Angeles", null],
  ["Last Connect - EST", "Last Connect", "America/New_York", null],
  ["Last Connect (EST/EDT)", "Last Connect", "America/New_York", null],
  ["Last Connect (EDT)", "Last Connect", "-04:00", null],
  ["Last Connect (Eastern Time)", "Last Connect", "America/New_York", null],
  ["Last Connect (W. Europe Standard Time)", "Last Connect", "Europe/Berlin", null],
  ["Letzte Verbindung (MEZ)", "Letzte Verbindung", "Europe/Berlin", null],
  ["Letzte Verbindung (Uhrzeit in MESZ)", "Letzte Verbindung", "+02:00", null],
  ["Última conexão (horário de Brasília)", "Última conexão", "America/Sao_Paulo", null],
  ["Last Connect (UTC+01:00)", "Last Connect", "+01:00", null],
  ["Last Connect (UTC-5)", "Last Connect", "-05:00", null],
  ["Last Connect (GMT +0530)", "Last Connect", "+05:30", null],
  ["Last Connect (UTC+01:00 Berlin)", "Last Connect", "+01:00", null],
  ["Last Connect (+02:00)", "Last Connect", "+02:00", null],
  ["Last Connect (Europe/Lisbon)", "Last Connect", "Europe/Lisbon", null],
  ["Last Connect (CST)", "Last Connect", null, "CST"],
  ["Last Connect IST", "Last Connect", null, "IST"],
  ["Last Connect (Moonbase Time)", "Last Connect", null, "Moonbase Time"],
  ["Last Connect (UTC+19)", "Last Connect", null, "UTC+19"],
  ["Last Connect (local)", "Last Connect", null, null],
  ["Last Connect (server local time)", "Last Connect", null, null],
  ["Última conexión (fecha)", "Última conexión", null, null],
  ["Last Connect (-5 days)", "Last Connect (-5 days)", null, null],
  ["Mgmt", "Mgmt", null, null],
  ["MGMT", "MGMT", null, null],
  ["lastConnectUTC", "lastConnect", "UTC", null],
  ["Hostname (IP)", "Hostname (IP)", null, null],
  ["LAST CONNECT DATE", "LAST CONNECT DATE", null, null],
  ["NOME HOST", "NOME HOST", null, null],
  ["(", "(", null, null],
  ["", "", null, null],
])("%s", (heading, plain, zone, unclear) => {
  expect(splitZone(heading)).toEqual({ plain, zone, unclear });
});

test("every zone that a heading can name is one that dates are read in", () => {
  const words =
    "UTC PST PT PDT MST MDT CDT CT EST ET EDT AKST HST NST BRT WET WEST CET CEST EET EEST MSK SAST JST KST HKT SGT AWST ACST AEST AEDT NZST NZDT".split(
      " ",
    );
  for (const word of words) {
    const { zone } = splitZone(`Last Connect (${word})`);
    expect(zone, word).not.toBeNull();
    expect(() => zoneTimes(zone ?? "")).not.toThrow();
  }
});

test("a word of standard time never proves more than its fixed offset, in summer or in winter", () => {
  const fixed: [string, string][] = [
    ["PST", "-08:00"],
    ["EST", "-05:00"],
    ["CET", "+01:00"],
    ["AEST", "+10:00"],
  ];
  for (const [word, offset] of fixed) {
    const { zone } = splitZone(`Last Connect (${word})`);
    for (const month of ["01", "04", "07", "11"]) {
      const read = (where: string) => readInstant(`2026-${month}-20 05:30`, { zone: where, order: null });
      const [named, literal] = [read(zone ?? ""), read(offset)];
      if (!("at" in named && "at" in literal)) throw new Error("not read");
      expect(named.at).toBeLessThanOrEqual(literal.at);
    }
  }
});
