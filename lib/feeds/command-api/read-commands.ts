/** Reads what the Command API of a feed's appliance tells: its version and health, and who is connected. */
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { judgeLooked } from "@/lib/rollout/members/judge-looked";
import { noteLook } from "../note-look";
import type { Observation } from "../observation";
import { whyOlderUnit } from "../older-unit";
import type { Reading } from "../reading";
import { noticeVersion } from "../release-proposals";
import type { Feed, Known, KnownUnit } from "../store";
import { takeObservations } from "../take-observations";
import { type Answered, askCommand, type CommandSite } from "./ask-command";
import { clockSkewMs } from "./clock-skew";
import { inHundreds } from "./command-request";
import type { Health } from "./documents/health";
import { observe } from "./observe";
import { openSite } from "./open-site";
import type { CommandAction } from "./which-document";

type Problem = Extract<Answered<CommandAction>, { kind: "problem" }>;

/** One reading. What could be read counts even where something else could not. */
export async function readCommands(ctx: Ctx, feed: Feed): Promise<Reading> {
  const site = await openSite(ctx, feed);
  const info = await askCommand(site, "get_api_info");
  if (info.kind === "problem") return info;
  const { clockAt, apiVersion, permissions } = info.value;
  if (clockAt !== null) site.clockSkewMs = clockSkewMs(clockAt, info.receivedAt);
  const health = await askCommand(site, "check_health");
  const units =
    health.kind === "read" ? await noteHealth(ctx, feed, health.value, health.receivedAt) : feed.known.units;
  // It only describes: a site that does not know the command is read all the same.
  const told = await askCommand(site, "get_appliances");
  const version = health.kind === "read" ? (health.value.version?.number ?? null) : null;
  const older = version === null ? null : await whyOlderUnit(ctx, feed.applianceId, version);
  const connected: Connected =
    older === null ? await readConnected(ctx, feed, site) : { kind: "problem", problem: older };
  const known: Known = {
    apiVersion,
    permissions,
    ...(clockAt === null ? {} : { skewMs: site.clockSkewMs, skewAt: info.receivedAt }),
    ...(units === undefined ? {} : { units }),
    ...(told.kind === "read" ? { site: unitsOf(told) } : {}),
    ...("known" in connected ? connected.known : {}),
  };
  const problem = [health, connected].find((each): each is Problem => each.kind === "problem");
  if (problem) return { ...problem, known };
  return {
    kind: "read",
    requests: 4,
    known,
    ...("counts" in connected ? { counts: connected.counts } : {}),
  };
}

/** Another version than this unit had is told to whoever records releases. Returns what is known of the units now. */
async function noteHealth(
  ctx: Ctx,
  feed: Feed,
  health: Health,
  at: number,
): Promise<Record<string, KnownUnit>> {
  const before = feed.known.units ?? {};
  if (health.version === null) return before;
  await noticeVersion(ctx, feed, before, health, at);
  const unit: KnownUnit = {
    name: health.applianceName ?? "",
    version: health.version.number,
    build: health.version.build,
    role: health.failoverRole,
    syncedAt: health.lastDataSyncAt,
    at,
  };
  return { ...before, [health.applianceId ?? health.failoverRole ?? ""]: unit };
}

function unitsOf({
  value,
  receivedAt,
}: Extract<Answered<"get_appliances">, { kind: "read" }>): Known["site"] {
  const units = value.records.map(({ id, name, failoverRole, clusterRole, acceptingConnections }) => ({
    id,
    name,
    failoverRole,
    clusterRole,
    accepting: acceptingConnections,
  }));
  return { units, at: receivedAt };
}

type Connected = { kind: "read"; known: Known; counts: Record<string, number> } | Problem;

/** Representatives are asked for one by one, in hundreds; Jump Clients are only counted, and nobody is absent by this. */
async function readConnected(ctx: Ctx, feed: Feed, site: CommandSite): Promise<Connected> {
  const list = await askCommand(site, "get_connected_client_list");
  if (list.kind === "problem") return list;
  const reading = {
    clockSkewMs: site.clockSkewMs,
    fresh: true,
    pushAgentsAreJumpoints: feed.settings.pushAgentsAreJumpoints === true,
  };
  const listed = observe(
    { action: "get_connected_client_list", value: list.value },
    { ...reading, receivedAt: list.receivedAt },
  );
  const wanted = reading.pushAgentsAreJumpoints ? ["representative", "push_agent"] : ["representative"];
  const ids = list.value.clients.records.flatMap(({ type, id }) =>
    type !== null && id !== null && wanted.includes(type) ? [id] : [],
  );
  const observations: Observation[] = [];
  let refused = listed.refused.length;
  for (const some of inHundreds(ids)) {
    const answer = await askCommand(site, "get_connected_clients", { ids: some });
    if (answer.kind === "problem") return answer;
    const observed = observe(
      { action: "get_connected_clients", value: answer.value },
      { ...reading, receivedAt: answer.receivedAt },
    );
    observations.push(...observed.observations);
    refused += observed.refused.length;
  }
  const reps = await askCommand(site, "get_logged_in_reps");
  if (reps.kind === "read") {
    const observed = observe(
      { action: "get_logged_in_reps", value: reps.value },
      { ...reading, receivedAt: reps.receivedAt },
    );
    // Who logged in may work in a browser, and the console on a machine is listed by its host: they register nobody.
    observations.push(...observed.observations.map((each) => ({ ...each, grade: "inferred" as const })));
    refused += observed.refused.length;
  }
  const taken = await inTransaction(ctx.db, async (tx) => {
    const outcome = await takeObservations(ctx, tx, feed, observations);
    await noteLook(tx, feed.id, "console", list.receivedAt);
    await judgeLooked(tx, feed.applianceId, ["console"], list.receivedAt, {
      cause: `feed ${feed.id}`,
      now: ctx.now,
    });
    return outcome;
  });
  await ctx.enqueue("slot.grant", { applianceId: feed.applianceId });
  await ctx.enqueue("search.fill", { applianceId: feed.applianceId });
  const { connectedJumpClients: count } = listed;
  return {
    kind: "read",
    known: count === null ? {} : { connectedJumpClients: { count, at: list.receivedAt } },
    counts: { ...taken, refused, observed: observations.length },
  };
}
