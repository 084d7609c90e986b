/** What is wrong with telling people: facts about Rollcall itself, for incidents of its own. Instants in epoch milliseconds. */
import { asTimestamp, type Sql } from "@/lib/platform/db";
import type { ChannelTypeName } from "../channels/channel-types";

/** A channel whose tries go wrong. */
export interface FailingChannel {
  id: number;
  name: string;
  type: ChannelTypeName;
  failures: number;
  failingSince: number | null;
  /** null: it is still tried. */
  pausedAt: number | null;
  problem: string | null;
  /** Messages that wait for it. */
  waiting: number;
}

/** Those that were paused because they kept failing, and those whose last try went wrong. What a person paused is no fault. */
export async function failingChannels(db: Sql): Promise<FailingChannel[]> {
  const { rows } = await db.query<FailingChannel>(
    `SELECT c.id, c.name, c.type, c.failures, c.failing_since AS "failingSince", c.paused_at AS "pausedAt", c.last_problem AS problem,
            (SELECT count(*) FROM delivery d WHERE d.channel_id = c.id AND d.status = 'pending') AS waiting
       FROM channel c WHERE c.enabled AND (c.paused_at IS NOT NULL OR c.failures > 0) ORDER BY c.id`,
  );
  return rows;
}

/** Messages about incidents that a channel's people never got. */
export interface DeadDeliveries {
  channelId: number;
  channelName: string;
  count: number;
  firstAt: number;
  lastAt: number;
  /** What was said of the last of them. */
  problem: string | null;
}

/** By channel, of what was given up since an instant. Nobody is missed on a channel that a person paused. */
export async function deadDeliveries(db: Sql, since: number): Promise<DeadDeliveries[]> {
  const { rows } = await db.query<DeadDeliveries>(
    `SELECT c.id AS "channelId", c.name AS "channelName", count(*) AS count, min(d.ended_at) AS "firstAt", max(d.ended_at) AS "lastAt",
            (array_agg(d.problem ORDER BY d.ended_at DESC, d.id DESC))[1] AS problem
       FROM delivery d JOIN channel c ON c.id = d.channel_id
      WHERE d.status = 'dead' AND d.ended_at >= $1 AND d.incident_id IS NOT NULL AND c.enabled
      GROUP BY c.id, c.name ORDER BY c.id`,
    [asTimestamp(since)],
  );
  return rows;
}
