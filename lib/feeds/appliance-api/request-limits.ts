/**
 * Keeps Rollcall below what an appliance lets an API account ask: 20 requests a second and 15,000 an hour (Configuration
 * API, "Request rate limits"), counted in one place for all workers. What is counted in fixed windows may come twice in a
 * window that lies across two of them, so it is counted so low that no second has more than 20 and no hour more than 15,000:
 * ten a second, and 2,142 in ten minutes, of which an hour touches seven.
 */
import type { Redis } from "ioredis";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import type { Pool } from "@/lib/platform/db";

/**
 * Where it is counted: a table (`key` text primary key, `points` integer, `expire` bigint) or Redis for all workers, memory
 * for a single process.
 */
export type CountingStore = { postgres: Pool; tableName: string } | { redis: Redis } | "memory";

export interface RequestLimits {
  /** Counts a request that is about to be sent. 0: it may be; else so many milliseconds have to pass first, and nothing may be sent. */
  take(accountId: string): Promise<number>;
  /** Nobody asks in the name of this account for so many seconds. */
  pause(accountId: string, seconds: number): Promise<void>;
}

const perSecond = { points: 10, duration: 1 };
const perTenMinutes = { points: 2_142, duration: 600 };
const pauses = { points: 1, duration: 1 };

export function openRequestLimits(store: CountingStore): RequestLimits {
  const second = limiter(store, "api-s", perSecond);
  const tenMinutes = limiter(store, "api-m", perTenMinutes);
  const pause = limiter(store, "api-p", pauses);
  return {
    async take(accountId) {
      const paused = await pause.get(accountId);
      if (paused !== null && paused.consumedPoints > pauses.points) return Math.max(1, paused.msBeforeNext);
      const waitMs = await consume(second, accountId);
      return waitMs > 0 ? waitMs : consume(tenMinutes, accountId);
    },
    async pause(accountId, seconds) {
      await pause.block(accountId, seconds);
    },
  };
}

async function consume(counted: RateLimiterAbstract, accountId: string): Promise<number> {
  try {
    await counted.consume(accountId);
    return 0;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.max(1, refusal.msBeforeNext);
  }
}

function limiter(
  store: CountingStore,
  keyPrefix: string,
  limit: { points: number; duration: number },
): RateLimiterAbstract {
  if (store === "memory") return new RateLimiterMemory({ keyPrefix, ...limit });
  if ("redis" in store) return new RateLimiterRedis({ storeClient: store.redis, keyPrefix, ...limit });
  const { postgres, tableName } = store;
  return new RateLimiterPostgres({
    storeClient: postgres,
    storeType: "pool",
    tableName,
    tableCreated: true,
    keyPrefix,
    ...limit,
    // One of them is enough to remove what is over.
    clearExpiredByTimeout: limit === perTenMinutes,
  });
}
