/** Read models of channels: how each goes. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { type Channel, channelColumns } from "./store";

/** `failing`: the last try went wrong, and it is tried again. `paused`: by a person. `stopped`: it kept failing, until somebody resumes it. */
export const channelStatuses = ["never_sent", "ok", "failing", "paused", "stopped"] as const;
export type ChannelStatus = (typeof channelStatuses)[number];

/** A channel as people see it. */
export interface ChannelDetail extends Channel {
  status: ChannelStatus;
  /** Messages that wait for it. */
  waiting: number;
  /** Messages about incidents that were given up in the last 7 days. */
  dead: number;
}

function statusOf({ enabled, pausedAt, failures, lastSentAt }: Channel): ChannelStatus {
  if (!enabled) return "paused";
  if (pausedAt !== null) return "stopped";
  if (failures > 0) return "failing";
  return lastSentAt === null ? "never_sent" : "ok";
}

const detail = `SELECT ${channelColumns},
    (SELECT count(*) FROM delivery d WHERE d.channel_id = c.id AND d.status IN ('pending', 'sending')) AS waiting,
    (SELECT count(*) FROM delivery d WHERE d.channel_id = c.id AND d.status = 'dead' AND d.incident_id IS NOT NULL
        AND d.ended_at > $1::timestamptz - interval '7 days') AS dead
  FROM channel c`;

type Row = Omit<ChannelDetail, "status">;

/** All of them, by name. @throws AppError 403 */
export async function listChannels(ctx: Ctx): Promise<ChannelDetail[]> {
  refuseUnlessSomewhere(ctx, "channel.read");
  const { rows } = await ctx.db.query<Row>(`${detail} ORDER BY lower(c.name), c.id`, [
    new Date(ctx.now).toISOString(),
  ]);
  return rows.map((row) => ({ ...row, status: statusOf(row) }));
}

/** @throws AppError 403, 404 */
export async function readChannel(ctx: Ctx, channelId: number): Promise<ChannelDetail> {
  refuseUnlessSomewhere(ctx, "channel.read");
  const { rows } = await ctx.db.query<Row>(`${detail} WHERE c.id = $2`, [
    new Date(ctx.now).toISOString(),
    channelId,
  ]);
  const [row] = rows;
  if (!row) throw notFound("channel", channelId);
  return { ...row, status: statusOf(row) };
}
