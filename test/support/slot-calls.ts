/** Slots as endpoints and technicians ask for them, through the API's handlers; for tests that play with roll-call.ts. */
import { afterAll, beforeAll, beforeEach } from "vitest";
import * as slotReleaseRoute from "@/app/api/v1/slots/[id]/release/route";
import * as slotRoute from "@/app/api/v1/slots/[id]/route";
import * as batchRoute from "@/app/api/v1/slots/batch/route";
import * as slotsRoute from "@/app/api/v1/slots/route";
import { runJob } from "@/jobs/run";
import { callRoute } from "./call-route";
import { addKey } from "./cast";
import {
  ask,
  changeRollout,
  closeRollCall,
  type ListedClient,
  openRollCall,
  openSite,
  type Problem,
  type Site,
  setClock,
} from "./roll-call";

/** Whatever the slot routes answer: a slot, a list of them, or a problem. */
export interface SlotAnswer extends Problem {
  id: number;
  clientId: number;
  clientName: string;
  number: number;
  fence: number;
  grantedAt: string;
  leaseUntil: string;
  items: SlotAnswer[];
  outcome: string | null;
}

/** When the release of `openControlled` was installed, and when its fleet was last seen. */
export const installedAt = "2026-03-02T02:00:00Z";
export const offline = "Offline since 2026-03-01 20:00:00";

let endpoints: Record<string, string> = {};

/** The set-up of a test file: a Rollcall of its own, at three in the morning before each test, and the key of its endpoints. */
export function playSlotsAtThree(): void {
  beforeAll(async () => {
    await openRollCall();
    endpoints = (await addKey("endpoints", "admin", null)).headers;
  });
  beforeEach(() => setClock("2026-03-02T03:00:01Z"));
  afterAll(closeRollCall);
}

/** A site in control mode with these clients queued, and the plan if there is one. */
export async function openControlled(
  clients: readonly ListedClient[],
  cap: number,
  plan: Record<string, unknown> = {},
  appliance: Record<string, unknown> = {},
): Promise<{ site: Site; rollout: number }> {
  const site = await openSite({ cap, ...appliance });
  const { rollout } = await site.release("24.1.1", installedAt);
  await site.import(
    clients.map((client) => ({ type: "active", seen: offline, ...client })),
    "2026-03-02T02:30:00Z",
  );
  const { status, body } = await changeRollout(rollout, { mode: "control", ...plan });
  if (status !== 200) throw new Error(`the plan was refused: ${body.detail}`);
  await moveQueueOn(site);
  return { site, rollout };
}

/** `pc1` … `pcN`, in turn of the given groups. */
export function someClients(count: number, groups: readonly string[] = ["Group 1"]): ListedClient[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `pc${index + 1}`,
    group: groups[index % groups.length] ?? "",
  }));
}

/** What the worker does for the queue of a site. */
export function moveQueueOn(site: Site): Promise<void> {
  return runJob("slot.grant", { applianceId: site.id });
}

/** Ends what ran out and looks for halts, as the worker does. */
export async function endWhatRanOut(rollout: number): Promise<void> {
  await runJob("slot.expire", {});
  await runJob("rollout.haltCheck", { rolloutId: rollout });
}

/** An endpoint asks, with the key of all of them unless it is given another; `retryAfterSeconds` is the header. */
export async function want(
  site: Site,
  name: string,
  headers = endpoints,
): Promise<{ status: number; body: SlotAnswer; retryAfterSeconds: number | null }> {
  const response = await callRoute(slotsRoute.POST, {
    method: "POST",
    path: "/api/v1/slots",
    headers,
    body: { applianceId: site.id, hostname: site.host(name) },
  });
  const retryAfter = response.headers.get("retry-after");
  return {
    status: response.status,
    body: (await response.json()) as SlotAnswer,
    retryAfterSeconds: retryAfter === null ? null : Number(retryAfter),
  };
}

type Asker = { headers?: Record<string, string> };

/** Renews with the fence. */
export function renew(id: number, fence: number, asker: Asker = {}) {
  return ask<SlotAnswer>(slotRoute.PUT, `/api/v1/slots/${id}`, {
    method: "PUT",
    id,
    body: { fence },
    ...asker,
  });
}

/** The holder gives it back. */
export function giveBack(id: number, fence: number, outcome: "done" | "failed", asker: Asker = {}) {
  return ask<SlotAnswer>(slotRoute.DELETE, `/api/v1/slots/${id}?fence=${fence}&outcome=${outcome}`, {
    method: "DELETE",
    id,
    ...asker,
  });
}

/** A person takes it back. */
export function takeBack(id: number, asker: Asker = {}) {
  return ask<SlotAnswer>(slotReleaseRoute.POST, `/api/v1/slots/${id}/release`, {
    method: "POST",
    id,
    body: { reason: "the branch is closed" },
    ...asker,
  });
}

/** A technician takes the next of the queue. */
export function takeNext(site: Site, count: number, more: Record<string, unknown> = {}, asker: Asker = {}) {
  return ask<SlotAnswer>(batchRoute.POST, "/api/v1/slots/batch", {
    method: "POST",
    body: { applianceId: site.id, count, ...more },
    ...asker,
  });
}

/** Who holds a slot, by number. */
export async function heldSlots(site: Site): Promise<SlotAnswer[]> {
  return (await ask<SlotAnswer>(slotsRoute.GET, `/api/v1/slots?applianceId=${site.id}`)).body.items;
}

/** The slots that were granted, the latest first, with how they ended. */
export async function ledger(site: Site): Promise<SlotAnswer[]> {
  const path = `/api/v1/slots?applianceId=${site.id}&history=1&limit=500`;
  return (await ask<SlotAnswer>(slotsRoute.GET, path)).body.items;
}
