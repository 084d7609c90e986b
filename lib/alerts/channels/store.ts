/** Channels as they are stored. */
import type { Sql } from "@/lib/platform/db";
import { type ChannelTypeName, typeOf } from "./channel-types";

/** A channel without its secrets. Instants in epoch milliseconds. */
export interface Channel {
  id: number;
  name: string;
  type: ChannelTypeName;
  /** What is no secret, and `place`: where it is sent to, as far as that is none. */
  settings: Record<string, unknown>;
  isDefault: boolean;
  /** False: a person paused it. */
  enabled: boolean;
  /** It kept failing, and is left alone since. */
  pausedAt: number | null;
  /** Tries in a row that went wrong. */
  failures: number;
  failingSince: number | null;
  lastProblem: string | null;
  lastSentAt: number | null;
  createdBy: string;
  createdAt: number;
  changedAt: number;
}

export const channelColumns = `c.id, c.name, c.type, c.settings, c.is_default AS "isDefault", c.enabled, c.paused_at AS "pausedAt",
  c.failures, c.failing_since AS "failingSince", c.last_problem AS "lastProblem", c.last_sent_at AS "lastSentAt",
  c.created_by AS "createdBy", c.created_at AS "createdAt", c.changed_at AS "changedAt"`;

/** A channel with what is encrypted of it. */
export interface SealedChannel extends Channel {
  secrets: string | null;
}

export async function findChannel(db: Sql, channelId: number): Promise<SealedChannel | null> {
  const { rows } = await db.query<SealedChannel>(
    `SELECT ${channelColumns}, c.secrets FROM channel c WHERE c.id = $1`,
    [channelId],
  );
  return rows[0] ?? null;
}

type Fields = Readonly<Record<string, unknown>>;

/** What was entered, in two: what may be shown, and what is encrypted. `place`: where it leads, without what may be a token. */
export function splitFields(
  type: ChannelTypeName,
  fields: Fields,
): { settings: Record<string, unknown>; secrets: Record<string, string> } {
  const { secret, address } = typeOf(type);
  const settings: Record<string, unknown> = {};
  const secrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue;
    if (secret.includes(name)) secrets[name] = String(value);
    else settings[name] = value;
  }
  if (address !== null) settings.place = new URL(String(fields[address])).host;
  return { settings, secrets };
}
