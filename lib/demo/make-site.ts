/** Makes the appliance of a demo with its feeds and its key, through Rollcall's own verbs; what is there already stays. */
import { createApiKey } from "@/lib/access/create-api-key";
import { revokeApiKey } from "@/lib/access/revoke-api-key";
import { changeFeed, deleteFeed } from "@/lib/feeds/change-feed";
import { createFeed } from "@/lib/feeds/create-feed";
import { listFeeds } from "@/lib/feeds/queries";
import type { FeedType } from "@/lib/feeds/schema";
import { createAppliance } from "@/lib/fleet/create-appliance";
import type { Ctx } from "@/lib/platform/context";
import { pollMinutes } from "./poll-pace";

/** The invented site: its names, and the account by which its APIs are asked at `baseUrl`. */
export interface DemoSite {
  name: string;
  hostname: string;
  timeZone: string;
  clientId: string;
  clientSecret: string;
  baseUrl: string;
}

/** Where the site sends what happens, as paths of this instance, and its key. */
export interface DemoDoors {
  syslog: string;
  events: string;
  outbound: string;
  key: string;
}

const keyName = "The demo's appliance and management tool";

/** `kept`: the doors that were made before, with the secrets that are shown once; without them those are made anew. */
export async function makeSite(
  ctx: Ctx,
  site: DemoSite,
  speed: number,
  kept: DemoDoors | null,
): Promise<{ applianceId: number; doors: DemoDoors }> {
  const applianceId = await findAppliance(ctx, site);
  for (const type of ["config_api", "command_api"] as const)
    await ensurePolled(ctx, applianceId, type, site, speed);
  const syslog = await ensureFeed(ctx, applianceId, "syslog");
  const events = await ensureFeed(ctx, applianceId, "events");
  if (kept) return { applianceId, doors: kept };
  const outbound = await renewOutbound(ctx, applianceId);
  const key = await renewKey(ctx, applianceId);
  const under = (id: number, door: string) => `/api/v1/feeds/${id}/${door}`;
  return {
    applianceId,
    doors: { syslog: under(syslog, "syslog"), events: under(events, "events"), outbound, key },
  };
}

async function findAppliance(ctx: Ctx, { name, hostname, timeZone }: DemoSite): Promise<number> {
  const { rows } = await ctx.db.query<{ id: number }>("SELECT id FROM appliance WHERE hostname = $1", [
    hostname,
  ]);
  return rows[0]?.id ?? createAppliance(ctx, { name, hostname, timeZone });
}

async function findFeedOf(ctx: Ctx, applianceId: number, type: FeedType) {
  return (await listFeeds(ctx, applianceId)).find((feed) => feed.type === type);
}

async function ensureFeed(ctx: Ctx, applianceId: number, type: FeedType): Promise<number> {
  const found = await findFeedOf(ctx, applianceId, type);
  return found?.id ?? (await createFeed(ctx, { applianceId, type })).id;
}

/** The stand-in may listen somewhere else than at the last start. */
async function ensurePolled(
  ctx: Ctx,
  applianceId: number,
  type: "config_api" | "command_api",
  { baseUrl, clientId, clientSecret }: DemoSite,
  speed: number,
): Promise<void> {
  const account = { baseUrl, clientId, clientSecret };
  const settings = {
    intervalMinutes: pollMinutes(type, speed),
    ...(type === "command_api" ? { recordReleases: true } : {}),
  };
  const found = await findFeedOf(ctx, applianceId, type);
  if (!found) await createFeed(ctx, { applianceId, type, ...account, settings });
  else if (found.baseUrl !== baseUrl) await changeFeed(ctx, found.id, account);
}

async function renewOutbound(ctx: Ctx, applianceId: number): Promise<string> {
  const lost = await findFeedOf(ctx, applianceId, "outbound_events");
  if (lost) await deleteFeed(ctx, lost.id);
  const { url } = await createFeed(ctx, { applianceId, type: "outbound_events" });
  return new URL(url ?? "").pathname;
}

async function renewKey(ctx: Ctx, applianceId: number): Promise<string> {
  const lost = await ctx.db.query<{ id: number }>(
    "SELECT id FROM api_key WHERE name = $1 AND revoked_at IS NULL",
    [keyName],
  );
  for (const { id } of lost.rows) await revokeApiKey(ctx, id);
  return (await createApiKey(ctx, { name: keyName, role: "agent", applianceId })).key;
}
