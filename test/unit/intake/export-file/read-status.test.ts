import { describe, expect, test } from "vitest";
import { readInstant } from "@/lib/intake/export-file/dates/read-date";
import { readStatus } from "@/lib/intake/export-file/status/read-status";

describe("connected or not, in every language", () => {
  test.each([
    ["Online", true],
    ["Connected", true],
    ["In use", true],
    ["Disconnected", false],
    ["Not connected", false],
    ["not currently connected", false],
    ["Offline", false],
    ["Never connected", false],
    ["Conectado", true],
    ["Em uso", true],
    ["Em linha", true],
    ["Ligado", true],
    ["Não conectado", false],
    ["Desconectado", false],
    ["Desligado", false],
    ["Fora de linha", false],
    ["En línea", true],
    ["No conectado", false],
    ["Sin conexión", false],
    ["Fuera de línea", false],
    ["Connesso", true],
    ["Collegato", true],
    ["In uso", true],
    ["Non connesso", false],
    ["Disconnesso", false],
    ["Non in linea", false],
    ["En ligne", true],
    ["Connecté", true],
    ["Déconnecté", false],
    ["Non connecté", false],
    ["n'est pas connecté", false],
    ["Hors ligne", false],
    ["Verbunden", true],
    ["Nicht verbunden", false],
    ["Getrennt", false],
    ["Connection lost", false],
    ["Last connected", null],
    ["Zuletzt verbunden", null],
    ["Última conexão", null],
    ["Something else", null],
    ["", null],
  ])("%s: %s", (text, online) => {
    expect(readStatus(text)).toMatchObject({ online, dateText: null });
  });
});

describe("the date inside", () => {
  const minute = Date.parse("2026-11-20T14:02:00Z");
  const second = Date.parse("2026-11-20T14:02:11Z");
  const start = Date.parse("2026-11-20T00:00:00Z");
  test.each<[string, boolean | null, number]>([
    ["Offline since 20/11/2026 14:02", false, minute],
    ["Online since 2026-11-20T14:02:11Z", true, second],
    ["Conectado desde 20.11.2026 14:02:11", true, second],
    ["Desconectado desde el 20/11/2026 14:02", false, minute],
    ["Ligado desde 20/11/2026 às 14:02", true, minute],
    ["Offline dal 20/11/2026 14:02", false, minute],
    ["Online dal 20 novembre 2026 alle ore 14:02", true, minute],
    ["Hors ligne depuis le 20 novembre 2026 à 14:02", false, minute],
    ["En ligne depuis le 20/11/2026 à 14h02", true, minute],
    ["Offline seit 20.11.2026, 14:02", false, minute],
    ["Verbunden seit 20. November 2026 um 14:02 Uhr", true, minute],
    ["Nicht verbunden seit 20.11.2026", false, start],
    ["Online since Nov 20, 2026, 2:02:11\u202fPM", true, second],
    ["Online since 11/20/2026 2:02:11\u202fPM", true, second],
    ["Online desde sex., 20 de nov. de 2026, 14:02", true, minute],
    ["Offline since 1795183331", false, second],
    ["Online (since Fri 20 Nov 2026 14:02)", true, minute],
    ["Offline since 20/11/2026 14:02 (3 days)", false, minute],
    ["Offline since 2026-11-20; will be deleted on 2027-01-20", false, start],
    ["Scheduled for deletion 2027-01-20, offline since 2026-11-20", false, start],
    ["Last connected 20/11/2026 14:02", null, minute],
    ["Conectado por última vez el 20/11/2026", null, start],
    ["20/11/2026 14:02", null, minute],
    ["Frobnicated 20/11/2026 14:02", null, minute],
  ])("%s", (text, online, expected) => {
    const reading = readStatus(text);
    expect(reading.online).toBe(online);
    expect(readInstant(reading.dateText ?? "", { zone: "UTC", order: null })).toMatchObject({ at: expected });
  });

  test.each([
    "Offline since 31/02/2026 14:02",
    "Offline for 3 days",
    "Déconnecté depuis 3 jours",
    "Offline since 2026-11",
  ])("%s cannot be read, and shows it", (text) => {
    const { dateText } = readStatus(text);
    expect(dateText).not.toBeNull();
    expect(readInstant(dateText ?? "", { zone: "UTC", order: null })).toHaveProperty("invalid");
  });

  test.each([
    ["Online", true],
    ["Never connected", true],
    ["Not available", true],
    ["Offline since", true],
    ["Offline since never", true],
    ["Offline since the flood", false],
    ["Desconectado desde o dilúvio", false],
    ["Desconectado desde el diluvio", false],
    ["Offline dal diluvio", false],
    ["Hors ligne depuis le déluge", false],
    ["Offline seit der Sintflut", false],
    ["Something else", false],
  ])("%s is understood without one: %s", (text, understood) => {
    expect(readStatus(text)).toMatchObject({ understood, dateText: null });
  });

  test("other numbers are not dates", () => {
    expect(readStatus("Online, 10.0.0.5").dateText).toBeNull();
    expect(readStatus("Online (2 sessions)").dateText).toBeNull();
  });
});

describe("conditions", () => {
  test.each([
    ["Lost since 2026-10-01", { lost: true, online: false }],
    ["Perdido", { lost: true, online: false }],
    ["Perdu", { lost: true }],
    ["Verloren", { lost: true }],
    ["Verbindung verloren", { lost: false, online: false }],
    ["Disabled", { availability: "disabled" }],
    ["Desativado", { availability: "disabled" }],
    ["Deaktiviert", { availability: "disabled" }],
    ["Désactivé", { availability: "disabled" }],
    ["Disattivato", { availability: "disabled" }],
    ["Uninstalled", { availability: "uninstalled" }],
    ["Desinstalado", { availability: "uninstalled" }],
    ["Deinstalliert", { availability: "uninstalled" }],
    ["Available", { availability: "available", online: null }],
    ["Not available", { availability: null }],
    ["Upgrade pending", { needsUpdate: true }],
    ["Online, upgrade pending", { needsUpdate: true, online: true }],
    ["Atualização pendente", { needsUpdate: true }],
    ["Actualización pendiente", { needsUpdate: true }],
    ["Aggiornamento in sospeso", { needsUpdate: true }],
    ["Mise à niveau en attente", { needsUpdate: true }],
    ["Upgrade ausstehend", { needsUpdate: true }],
    ["Online", { needsUpdate: null, lost: false, availability: null }],
  ])("%s", (text, expected) => {
    expect(readStatus(text)).toMatchObject(expected);
  });
});
