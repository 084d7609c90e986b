/** temporary */
import type { Sql } from "@/lib/platform/db";
export async function failingChannels(
  _db: Sql,
): Promise<
  { id: number; name: string; pausedAt: number | null; failingSince: number; problem: string | null }[]
> {
  return [];
}
export async function deadDeliveries(
  _db: Sql,
  _since: number,
): Promise<{ channelId: number; channel: string; count: number; lastAt: number; problem: string | null }[]> {
  return [];
}
