import { describe, expect, test } from "vitest";
import { applyMapping } from "@/lib/intake/export-file/headings/apply-mapping";
import { listedField, mayBeListed } from "@/lib/intake/export-file/headings/closest-field";
import type { Field } from "@/lib/intake/export-file/headings/heading-words";
import { fieldHeadings, fields } from "@/lib/intake/export-file/headings/heading-words";
import {
  columnNames,
  fingerprint,
  isUsable,
  recogniseHeadings,
  sureConfidence,
  sureFields,
} from "@/lib/intake/export-file/headings/headings";
import { otherHeadings } from "@/lib/intake/export-file/headings/other-headings";

const fieldOf = (heading: string) => recogniseHeadings([heading])[0];

test("every heading of the tables is recognised exactly, and as one field only", () => {
  const owners = new Map<string, Field>();
  for (const field of fields) {
    for (const heading of fieldHeadings[field]) {
      const owner = owners.get(heading.toLowerCase());
      expect(owner === undefined || owner === field, `${heading}: ${owner} and ${field}`).toBe(true);
      owners.set(heading.toLowerCase(), field);
      expect(fieldOf(heading)).toMatchObject({ field, confidence: 1 });
      expect(mayBeListed(heading), heading).toBe(!/\d/.test(heading));
    }
  }
});

test("headings of other things are none of ours, also but for spelling, and nothing is proposed for them", () => {
  for (const heading of otherHeadings) {
    expect(listedField(heading), heading).toBeNull();
    expect(fieldOf(heading)).toMatchObject({ field: null, confidence: 0 });
  }
  expect(fieldOf("Last Check-in (UTC)")).toMatchObject({ field: null });
});

describe("the words of 2026 in six languages", () => {
  test.each<[string, Field]>([
    ["Asset Group", "group"],
    ["Grupo de ativos", "group"],
    ["Grupo de activos", "group"],
    ["Gruppo di asset", "group"],
    ["Groupe d'actifs", "group"],
    ["Asset-Gruppe", "group"],
    ["Asset Policy", "jumpPolicy"],
    ["Política de ativos", "jumpPolicy"],
    ["Política de activos", "jumpPolicy"],
    ["Politica asset", "jumpPolicy"],
    ["Politique d'actifs", "jumpPolicy"],
    ["Asset-Richtlinie", "jumpPolicy"],
    ["Asset Name", "name"],
    ["Nome do ativo", "name"],
    ["Nombre del activo", "name"],
    ["Nome asset", "name"],
    ["Nom de l'actif", "name"],
    ["Asset-Name", "name"],
    ["Gateway", "name"],
    ["Puerta de enlace", "name"],
    ["Passerelle", "name"],
  ])("%s is %s", (heading, field) => {
    const recognised = fieldOf(heading);
    expect(recognised?.field).toBe(field);
    expect(recognised?.confidence).toBeGreaterThanOrEqual(sureConfidence);
  });
});

test("the 29 headings of the Configuration API", () => {
  const headings =
    "id,jump_group_id,name,tag,public_site_address,comments,jump_policy_id,needs_update,install_mode,is_quiet,connection_type,last_connect_timestamp,last_disconnect_timestamp,fqdn,unavailable_reason,operating_system,public_ip,private_ip,console_user,expiration_timestamp,is_lost,jump_group_type,customer_client_start_mode,hostname,max_offline_minutes,last_access_timestamp,jumpoint_proxy,unattended_session_policy_id,attended_session_policy_id".split(
      ",",
    );
  expect(headings).toHaveLength(29);
  const recognised = recogniseHeadings(headings);
  expect(recognised.filter((one) => one.confidence === 1)).toHaveLength(29);
  expect(new Set(recognised.map((one) => one.field)).size).toBe(29);
});

describe("spelling does not matter", () => {
  test.each<[string, Field]>([
    ["STATUS DETAILS", "statusDetails"],
    ["status_details", "statusDetails"],
    ["StatusDetails", "statusDetails"],
    ["Details de statut", "statusDetails"],
    ["Détails statut", "statusDetails"],
    ["DETALHES DO STATUS", "statusDetails"],
    ["ultima conexao", "lastConnect"],
    ["Última  Conexão", "lastConnect"],
    ["lastConnectTimestamp", "lastConnect"],
    ["Last Connect (UTC)", "lastConnect"],
    ["jump-group", "group"],
    ["Nom d’hôte", "hostname"],
    ["Offentliche IP", "publicIp"],
    ["Konsolenbenutzer ", "consoleUser"],
  ])("%s is %s", (heading, field) => {
    const recognised = fieldOf(heading);
    expect(recognised?.field).toBe(field);
    expect(recognised?.confidence).toBeGreaterThanOrEqual(sureConfidence);
  });
});

test("a likeness is only proposed", () => {
  const recognised = fieldOf("Statos Detials");
  expect(recognised?.field).toBe("statusDetails");
  expect(recognised?.confidence).toBeLessThan(sureConfidence);
  expect(sureFields(recogniseHeadings(["Statos Detials"]))).toEqual([null]);
});

test("opposite headings are never taken for each other", () => {
  const headings = ["Last Connect", "Last Disconnect", "Private IP", "Public IP", "Last Accessed"];
  expect(recogniseHeadings(headings).map((one) => one.field)).toEqual([
    "lastConnect",
    "lastDisconnect",
    "privateIp",
    "publicIp",
    "lastAccessed",
  ]);
});

test("a field goes to one column: the surest, then the first", () => {
  expect(recogniseHeadings(["display name", "Name", "Name"]).map((one) => one.field)).toEqual([
    "name",
    null,
    null,
  ]);
  expect(recogniseHeadings(["display_name", "Name"]).map((one) => one.field)).toEqual([null, "name"]);
});

test("fields that are weighed row by row keep every column that is surely one of theirs", () => {
  const headings = ["Last Seen", "Last Online", "Connected", "is_online", "Last Seeen"];
  expect(recogniseHeadings(headings).map((one) => one.field)).toEqual([
    "lastSeen",
    "lastSeen",
    "online",
    "online",
    null,
  ]);
});

test("a table needs something to know a client by, and a date, a status or a yes/no of its connection", () => {
  expect(isUsable(["name", "statusDetails"])).toBe(true);
  expect(isUsable(["vendorId", "lastDisconnect"])).toBe(true);
  expect(isUsable(["fqdn", "lastConnect"])).toBe(true);
  expect(isUsable(["name", "status"])).toBe(true);
  expect(isUsable(["vendorId", "online"])).toBe(true);
  expect(isUsable(["hostname", "lastSeen"])).toBe(true);
  expect(isUsable(["name", "lastAccessed"])).toBe(false);
  expect(isUsable(["group", "statusDetails"])).toBe(false);
});

test("the fingerprint ignores order and spelling, and nothing else", () => {
  expect(fingerprint(["Name", "Status Details"])).toBe(fingerprint(["STATUS_DETAILS", "name"]));
  expect(fingerprint(["Name", "Status Details"])).not.toBe(fingerprint(["Name", "Status"]));
  expect(fingerprint(["ab", "c"])).not.toBe(fingerprint(["a", "bc"]));
});

test("columns without a heading and repeated headings get names of their own", () => {
  expect(columnNames(["Name", "", "Name", "__proto__"])).toEqual([
    "Name",
    "column 2",
    "Name (2)",
    "column 4",
  ]);
});

describe("mappings", () => {
  const headings = ["Gerät", "Wann", "Name"];
  const apply = (mapping: Record<string, string | null>) =>
    applyMapping(mapping as Record<string, Field | null>, headings, recogniseHeadings(headings));
  test.each<[Record<string, string | null>, unknown]>([
    [{ Gerät: "hostname", Wann: "lastConnect" }, { columns: ["hostname", "lastConnect", "name"] }],
    [{ hostname: "Gerät", last_connect: "Wann" }, { columns: ["hostname", "lastConnect", "name"] }],
    [{ gerat: "name", WANN: "status_details" }, { columns: ["name", "statusDetails", null] }],
    [{ Name: null, Gerät: "name" }, { columns: ["name", null, null] }],
    [{ Gerät: "lastSeen", Wann: "lastSeen" }, { columns: ["lastSeen", "lastSeen", "name"] }],
    [{ Foo: "name" }, { problem: { code: "mapping_unknown_heading", params: { heading: "Foo" } } }],
    [{ name: "Foo" }, { problem: { code: "mapping_unknown_field", params: { field: "Foo" } } }],
    [{ hostname: "Foo" }, { problem: { code: "mapping_unknown_heading", params: { heading: "Foo" } } }],
    [{ Wann: "sometimes" }, { problem: { code: "mapping_unknown_field", params: { field: "sometimes" } } }],
    [
      { Wann: "name", Gerät: "name" },
      { problem: { code: "mapping_field_twice", params: { field: "name" } } },
    ],
  ])("%j", (mapping, expected) => {
    expect(apply(mapping)).toEqual(expected);
  });
});
