/** The heartbeat as it is stored: where it goes, how often, and how the last one went. */
import type { Sql } from "@/lib/platform/db";
import { findSetting, openSecrets } from "../setting-store";

/** `place`: the host it goes to; the rest of the address is often a token. Instants in epoch milliseconds, by the real clock. */
export interface Heartbeat {
  place: string;
  everyMinutes: number;
  changedBy: string;
  changedAt: number;
  /** When it was last taken. */
  pingedAt: number | null;
  /** When it was last tried; nothing is tried while sweeps are late. */
  triedAt: number | null;
  problem: string | null;
}

/** How the last one went. */
export interface HeartbeatState {
  pingedAt: number | null;
  triedAt: number | null;
  problem: string | null;
}

export async function findHeartbeat(db: Sql): Promise<Heartbeat | null> {
  const found = await findSetting(db, "heartbeat");
  if (found === null) return null;
  const { place, everyMinutes } = found.value as { place: string; everyMinutes: number };
  const state = await findState(db);
  return { place, everyMinutes, changedBy: found.changedBy, changedAt: found.changedAt, ...state };
}

export async function findState(db: Sql): Promise<HeartbeatState> {
  const state = (await findSetting(db, "heartbeat_state"))?.value as Partial<HeartbeatState> | undefined;
  return {
    pingedAt: state?.pingedAt ?? null,
    triedAt: state?.triedAt ?? null,
    problem: state?.problem ?? null,
  };
}

/** @throws AppError 409 `secret_unreadable` */
export async function heartbeatUrl(db: Sql): Promise<string | null> {
  return openSecrets((await findSetting(db, "heartbeat"))?.secrets ?? null).url ?? null;
}
