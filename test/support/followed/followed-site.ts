/** A stand-in appliance and Rollcall, which follows it by every feed there is; time goes on at both together. */
import { expect } from "vitest";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { openStandIn, type StandIn } from "@/demo/stand-in";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import { addKey } from "../cast";
import { type FeedDoor, openFeedDoor } from "../feed-door";
import { ask, openSite, runDueJobs, type Site, setClock } from "../roll-call";
import { noRates } from "../stand-in-caller";
import { WhatIsTrue } from "./what-is-true";

const hour = 3_600_000;
let opened = 0;

export interface FollowedPlan {
  clients: number;
  seed: number;
  start: number;
  releases: readonly { version: string; afterDays: number; lastsMinutes: number }[];
}

/** How a feed goes, as its row says. */
export interface FeedRow {
  type: string;
  problem: { code: string; sentence: string } | null;
  isWalking: boolean;
  nextRunAt: number;
  lastReadAt: number | null;
  snapshotAt: number | null;
  counts: Record<string, number>;
  known: { incomplete?: string | null };
}

/** The feeds by their type. */
export type FeedIds = Record<"config_api" | "command_api" | "syslog" | "outbound_events" | "events", number>;

export class FollowedSite {
  private constructor(
    readonly site: Site,
    readonly standIn: StandIn,
    readonly feeds: FeedIds,
    readonly right: WhatIsTrue,
    private readonly door: FeedDoor,
  ) {}

  /** Time stands at `start` afterwards, and nothing has been read. */
  static async open({ clients, seed, start, releases }: FollowedPlan): Promise<FollowedSite> {
    setClock(new Date(start).toISOString());
    const door = await openFeedDoor();
    const hostname = `support${++opened}.example.com`;
    // Lists that would take away many clients are asked about, as they are with every new appliance.
    const site = await openSite({ confirmChangePercent: 30, hostname });
    const key =
      (await addKey("sender", "agent", site.id)).headers.authorization?.replace("Bearer ", "") ?? "";
    const create = async (body: Record<string, unknown>) => {
      const answer = await ask<{ id: number; url: string | null }>(createFeed, "/api/v1/feeds", {
        method: "POST",
        body: { applianceId: site.id, ...body },
      });
      expect(answer).toMatchObject({ status: 201 });
      return answer.body;
    };
    const syslog = await create({ type: "syslog" });
    const outbound = await create({ type: "outbound_events" });
    const events = await create({ type: "events" });
    const standIn = await openStandIn({
      ...{ clients, seed, start, releases, host: hostname },
      paused: true,
      rates: noRates,
      syslog: { to: `${door.url}/api/v1/feeds/${syslog.id}/syslog`, key },
      outbound: { url: `${door.url}${new URL(outbound.url ?? "").pathname}` },
      agents: { url: `${door.url}/api/v1/feeds/${events.id}/events`, key },
    });
    const { clientId, clientSecret } = standIn.credentials;
    const asked = { baseUrl: standIn.url, clientId, clientSecret };
    const config = await create({ type: "config_api", ...asked });
    const command = await create({ type: "command_api", ...asked });
    const feeds = {
      config_api: config.id,
      command_api: command.id,
      syslog: syslog.id,
      outbound_events: outbound.id,
      events: events.id,
    };
    const right = new WhatIsTrue(standIn.fleet);
    right.look();
    return new FollowedSite(site, standIn, feeds, right, door);
  }

  get now(): number {
    return this.standIn.clock.now();
  }

  /** Time goes on until `instant`, in steps; what is told meanwhile is delivered, and taken in at the end of each. */
  async comeTo(instant: number, stepMs = hour): Promise<void> {
    while (this.now < instant) {
      await this.comeToWithoutJobs(Math.min(this.now + stepMs, instant));
      await runDueJobs();
    }
    await runJob("rollout.sweep", {});
  }

  /** The same in one step, and what is told meanwhile is only delivered. */
  async comeToWithoutJobs(instant: number): Promise<void> {
    setClock(new Date(instant).toISOString());
    this.standIn.jumpTo(instant);
    this.right.look();
    await this.standIn.settled();
  }

  async feed(type: keyof FeedIds): Promise<FeedRow> {
    const { rows } = await pool().query<FeedRow>(
      `SELECT type, problem, run IS NOT NULL AS "isWalking", next_run_at AS "nextRunAt", last_read_at AS "lastReadAt",
              snapshot_at AS "snapshotAt", counts, known FROM feed WHERE id = $1`,
      [this.feeds[type]],
    );
    return rows[0] as FeedRow;
  }

  /** Has a feed read whatever its pace; one stretch. */
  async poll(type: keyof FeedIds): Promise<FeedRow> {
    const id = this.feeds[type];
    await pool().query("UPDATE feed SET next_run_at = now() - interval '90 years' WHERE id = $1", [id]);
    await runJob("feed.poll", { feedId: id });
    return this.feed(type);
  }

  /**
   * Has a feed read until a reading went well, as often as it takes: where it asks to wait, time goes on that long at both sides.
   * Returns the problems on the way.
   */
  async readWell(type: keyof FeedIds): Promise<string[]> {
    const problems: string[] = [];
    for (let turn = 0; turn < 60; turn++) {
      const after = await this.poll(type);
      if (after.problem !== null) problems.push(after.problem.code);
      if (after.problem === null && !(after.isWalking && type === "config_api")) {
        await runDueJobs();
        return problems;
      }
      await this.comeTo(Math.max(this.now + 1_000, Math.ceil(after.nextRunAt / 1_000) * 1_000));
    }
    throw new Error(`${type} was never read well: ${problems.join(", ")}`);
  }

  /** Everything that is asked is read; what was told is in. */
  async readAll(): Promise<string[]> {
    const problems = [...(await this.readWell("config_api")), ...(await this.readWell("command_api"))];
    await this.standIn.settled();
    await runDueJobs();
    await runJob("rollout.sweep", {});
    this.right.noteRead();
    return problems;
  }

  /** The appliance's outbound events lead nowhere any more: of weeks they are thousands, one request each. */
  endOutboundEvents(): void {
    this.door.endOutbound();
  }

  /** Tells of a site release that has just been installed, as whoever installed it does. */
  async tellRelease(version: string, installedAt: number): Promise<void> {
    const { status } = await this.site.release(version, new Date(installedAt).toISOString());
    expect(status).toBe(201);
    this.right.releases.push({ version, installedAt });
  }

  async close(): Promise<void> {
    await this.standIn.close();
    await this.door.close();
  }
}
