import { describe, expect, test } from "vitest";
import { nameShapes } from "@/lib/intake/export-file/cells/name-shapes";
import { isFooter, isNumberedTotal, isRuler, isTotal } from "@/lib/intake/export-file/delimited/footers";
import { otherItemType } from "@/lib/intake/export-file/headings/item-types";
import { labelOf } from "@/lib/intake/export-file/headings/labels";

describe("item types beside the kinds of client", () => {
  test.each([
    ["Remote RDP", "Remote RDP"],
    ["RDP", "RDP"],
    ["remote_vnc", "Remote VNC"],
    ["VNC", "VNC"],
    ["Shell Jump", "Shell Jump"],
    ["Shell Jump Item", "Shell Jump"],
    ["Web Jump Shortcuts", "Web Jump"],
    ["Local Jump", "Local Jump"],
    ["Remote Jump", "Remote Jump"],
    ["Protocol Tunnel Jump", "Protocol Tunnel Jump"],
    ["TCP Tunnel", "Protocol Tunnel Jump"],
    ["Intel vPro", "Intel vPro"],
    ["RDP remoto", "Remote RDP"],
    ["Túnel de protocolo", "Protocol Tunnel Jump"],
    ["VNC distant", "Remote VNC"],
    ["Tunnel de protocole", "Protocol Tunnel Jump"],
    ["Jump remoto", "Remote Jump"],
    ["Lokaler Jump", "Local Jump"],
    ["Protokolltunnel", "Protocol Tunnel Jump"],
    ["Web-Jump", "Web Jump"],
    ["Jump Client", null],
    ["Jumpoint", null],
    ["Windows Server", null],
    ["Desktop", null],
    ["", null],
    ["x".repeat(5_000), null],
  ])("%s is %s", (text, type) => {
    expect(otherItemType(text)).toBe(type);
  });
});

describe("labels", () => {
  test.each([
    ["Jump Client", { kind: "jump_client", item: null }],
    ["Jump Clients (12)", { kind: "jump_client", item: null }],
    ["Jump Client list", { kind: "jump_client", item: null }],
    ["# Jumpoints: 3", { kind: "jumpoint", item: null }],
    ["Liste der Jump-Clients", { kind: "jump_client", item: null }],
    ["jump_clients", { kind: "jump_client", item: null }],
    ["Remote VNC", { kind: null, item: "Remote VNC" }],
    ["Web Jump (2)", { kind: null, item: "Web Jump" }],
    ["Tills", null],
    ["12", null],
    ["", null],
  ])("%s", (text, label) => {
    expect(labelOf(text.replaceAll("_", " "))).toEqual(label);
  });
});

describe("footers", () => {
  test.each([
    "Total: 2",
    "Total",
    "Grand Total: 1,234",
    "Total clients 2",
    "Number of rows: 2",
    "2 rows",
    "(2 rows affected)",
    "2 of 2 records",
    "Clients: 2",
    "Total geral: 7",
    "Total de registros: 7",
    "Recuento: 7",
    "Totale: 7",
    "7 righe",
    "7 lignes",
    "Gesamt: 7",
    "Anzahl: 7",
    "7 Datensätze",
    "Generated 2026-11-21 09:00",
    "Exported by Alex Example",
    "Page 1 of 3",
    "Gerado em 21/11/2026",
    "Generado el 21/11/2026",
    "Generato il 21/11/2026",
    "Généré le 21/11/2026",
    "Erstellt am 21.11.2026",
    "Seite 1 von 2",
    "-----",
    "=====",
    "End of report",
  ])("%s is one", (text) => {
    expect(isFooter(text)).toBe(true);
  });

  test.each([
    "TILL-1",
    "Client 2",
    "Computer 12",
    "Jump Client 7",
    "2",
    "Pageant-PC",
    "Totalisator",
    "Total-Kasse",
    "Berichtswesen",
    "raspberrypi",
    "TILL: north",
    "",
    "-",
  ])("%s is none", (text) => {
    expect(isFooter(text)).toBe(false);
  });

  test("a total that could be a name is one only at the end", () => {
    expect(isNumberedTotal("Total: 2")).toBe(true);
    expect(isNumberedTotal("2 rows")).toBe(true);
    expect([isTotal("Total 12"), isNumberedTotal("Total 12")]).toEqual([true, false]);
    expect([isTotal("Count"), isNumberedTotal("Count")]).toEqual([true, false]);
  });

  test("rulers are drawn, names are not", () => {
    expect(isRuler("-----+-----")).toBe(true);
    expect(isRuler("──────")).toBe(true);
    expect(isRuler("-a-")).toBe(false);
  });
});

test("a name is known by how the names above it are written", () => {
  const shapes = nameShapes();
  for (const name of ["TILL-1", "DESK-20", "raspberrypi", "Shop 3"]) shapes.learn(name);
  expect(["LAB-7", "till-99", "Kiosk 12"].map(shapes.has)).toEqual([true, true, true]);
  expect(["kiosk", "Confidential", "LAB_7", "10.0.0.1", ""].map(shapes.has)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});
