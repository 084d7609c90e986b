// Decides how often signing in may fail: ten times in fifteen minutes per account and per address, counted in PostgreSQL for all processes.
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { type Pool, pool } from "@/lib/platform/db";
import { hashSecret } from "./api-key-secret";

const ATTEMPTS = 10;
const WINDOW_SECONDS = 15 * 60;

function openLimiter(db: Pool): Promise<RateLimiterPostgres> {
  return new Promise((ready, failed) => {
    const limiter = new RateLimiterPostgres(
      {
        storeClient: db,
        storeType: "pool",
        tableName: "sign_in_attempt",
        keyPrefix: "",
        points: ATTEMPTS,
        duration: WINDOW_SECONDS,
        clearExpiredByTimeout: true,
      },
      (error?: Error) => (error ? failed(error) : ready(limiter)),
    );
  });
}

const kept = globalThis as { rollcallSignInLimiter?: { db: Pool; limiter: Promise<RateLimiterPostgres> } };

function limiter(): Promise<RateLimiterPostgres> {
  const db = pool();
  if (kept.rollcallSignInLimiter?.db !== db) {
    const opened = openLimiter(db);
    kept.rollcallSignInLimiter = { db, limiter: opened };
    opened.catch(() => {
      kept.rollcallSignInLimiter = undefined;
    });
  }
  return (kept.rollcallSignInLimiter as { limiter: Promise<RateLimiterPostgres> }).limiter;
}

/** What is counted: the account whether it exists or not, and the address if it is known. */
function keysOf(email: string, address: string | null): string[] {
  const account = `account:${hashSecret(email.trim().toLowerCase())}`;
  return address === null ? [account] : [account, `address:${address.slice(0, 100)}`];
}

/**
 * Counts an attempt before it is made, so that many at once cannot slip through.
 * @returns 0 when it may be made, else the seconds until the next one may
 */
export async function countAttempt(email: string, address: string | null): Promise<number> {
  const attempts = await limiter();
  const outcomes = await Promise.all(
    keysOf(email, address).map(async (key) => {
      try {
        await attempts.consume(key);
        return 0;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      }
    }),
  );
  return Math.max(...outcomes);
}

/** A success: the account starts anew, and the address gets this attempt back (an office shares one address). */
export async function forgiveAttempt(email: string, address: string | null): Promise<void> {
  const attempts = await limiter();
  const [account, from] = keysOf(email, address);
  await Promise.all([account && attempts.delete(account), from && attempts.reward(from)]);
}
