// Appliances with their fleets, made through the API, for journeys that are about something else; and the way files go in.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { MemberState } from "@/lib/core/member";
import { until } from "../support/worker-process";
import { api } from "./stage";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** An instant so long ago, on the whole minute. */
export function ago(ms: number): number {
  return Math.floor((Date.now() - ms) / minuteMs) * minuteMs;
}

/** `2026-11-20T14:02` of an instant in a zone, as a field for date and time takes it. */
export function localField(at: number, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" })
    .format(at)
    .replace(" ", "T");
}

/** A table as a text file: cells are quoted where they must be. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  delimiter = ",",
): string {
  const write = (cell: string) =>
    /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return [headings, ...rows].map((cells) => `${cells.map(write).join(delimiter)}\r\n`).join("");
}

/** One client of an English export whose dates are written in UTC. `null`: never connected. */
export interface Listed {
  name: string;
  group?: string;
  online?: boolean;
  seenAt: number | null;
}

/** The console's list of Jump Clients in English. */
export function list(clients: readonly Listed[]): string {
  const utc = (at: number) => new Date(at).toISOString().slice(0, 19).replace("T", " ");
  return table(
    ["Name", "Hostname", "Group", "Status Details"],
    clients.map(({ name, group = "Head office", online = false, seenAt }) => [
      name,
      name.toLowerCase().replace(/\W+/g, "-"),
      group,
      seenAt === null ? "" : `${online ? "Online" : "Offline"} since ${utc(seenAt)}`,
    ]),
  );
}

/** A file as the browser's own dialog gives it: where it lies, or what is in it. */
export type ChosenFile = string | { name: string; mimeType: string; buffer: Buffer };

/** On the imports page: chooses a file in the browser's own dialog and sends it. */
export async function sendFile(page: Page, file: ChosenFile): Promise<void> {
  // Not the hidden copy that stands outside while the page streams in.
  const choose = page.locator("#page button", { hasText: "Choose files" });
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), choose.click()]);
  await chooser.setFiles(file);
  await page.getByRole("button", { name: "Import the file" }).click();
}

interface ImportStanding {
  status: string;
  rows: { total: number; accepted: number; rejected: number };
}

/** Uploads a file and waits until nothing more happens to it by itself. */
export async function upload(
  applianceId: number,
  file: string,
  parts: Record<string, string> = {},
): Promise<{ id: number } & ImportStanding> {
  const form = new FormData();
  form.set("applianceId", String(applianceId));
  for (const [name, value] of Object.entries(parts)) form.set(name, value);
  form.set("file", new Blob([file]), "list.csv");
  const { id } = await api<{ id: number }>("POST", "/api/v1/imports", form);
  const standing = await until(
    `the import ${id}`,
    async () => {
      const now = await api<ImportStanding>("GET", `/api/v1/imports/${id}`);
      return !/queued|parsing|applying/.test(now.status) && now;
    },
    60,
  );
  return { id, ...standing };
}

export interface Rollout {
  status: string;
  cohort: number;
  late: number;
  counts: Record<MemberState, number>;
}

/** A rollout once nobody in it waits to be judged. */
export async function rolloutOf(id: number): Promise<Rollout> {
  return until(
    `the opening of rollout ${id}`,
    async () => {
      const rollout = await api<Rollout>("GET", `/api/v1/rollouts/${id}`);
      return rollout.status !== "opening" && rollout;
    },
    30,
  );
}

/** An appliance with a site release, and a fleet in one complete export. */
export interface Site {
  id: number;
  rolloutId: number;
  importId: number;
}

/** Registers an appliance whose clock is UTC. */
export async function makeAppliance(name: string): Promise<number> {
  const { id } = await api<{ id: number }>("POST", "/api/v1/appliances", {
    name,
    hostname: `${name.toLowerCase().replace(/\W+/g, "-")}.example.com`,
    timeZone: "UTC",
  });
  return id;
}

/** Records a site release; gives its rollout. */
export async function recordRelease(
  applianceId: number,
  installedAt: number,
  version = "24.3.2",
): Promise<number> {
  const { rolloutId } = await api<{ rolloutId: number }>(
    "POST",
    `/api/v1/appliances/${applianceId}/releases`,
    {
      kind: "site",
      name: `Bomgar-${version}`,
      version,
      installedAt: new Date(installedAt).toISOString(),
    },
  );
  return rolloutId;
}

/** Makes it, the release installed at an instant, with the clients of one export. */
export async function makeSite(name: string, installedAt: number, clients: readonly Listed[]): Promise<Site> {
  const id = await makeAppliance(name);
  const rolloutId = await recordRelease(id, installedAt);
  const { id: importId, status } = await upload(id, list(clients));
  expect(status).toBe("done");
  await rolloutOf(rolloutId);
  return { id, rolloutId, importId };
}

/** Finds a client by its name. */
export async function clientNamed(applianceId: number, name: string): Promise<{ id: number; state: string }> {
  const query = new URLSearchParams({ applianceId: String(applianceId), q: name });
  const { items } = await api<{ items: { id: number; name: string; state: string }[] }>(
    "GET",
    `/api/v1/clients?${query}`,
  );
  const found = items.find((client) => client.name === name);
  if (!found) throw new Error(`There is no client called ${name}.`);
  return found;
}
