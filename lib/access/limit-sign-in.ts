/**
 * Decides how often signing in may fail, counted in PostgreSQL for all processes. Nobody can keep another out of an account:
 *
 * - An account from one address (IPv6: from one /64): ten failures in fifteen minutes, then none until these are over.
 * - An account from anywhere: ten failures in an hour, then a pause between two tries that doubles from a second to a
 *   minute. A browser in which the person has signed in before (known-device.ts) is counted by itself instead, ten in
 *   fifteen minutes, and by nothing else.
 * - An address over all accounts: thirty failures in fifteen minutes.
 * - Codes of the second step: ten failures in an hour, then a pause that doubles up to a quarter of an hour.
 *
 * What is tried is counted before it is tried, so that many at once cannot slip through, and given back when it succeeds.
 */
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { type Pool, pool, type Sql } from "@/lib/platform/db";
import { accountName } from "./account-name";
import { addressGroup } from "./client-address";

/** What somebody tries: an account, from where, and by which known device of that account. */
export interface SignInTry {
  email: string;
  /** As `normalAddress` writes it; null when it is unknown. */
  address: string | null;
  deviceId: string | null;
}

/** Whose failures are counted. */
export type LockScope = "pair" | "account" | "device" | "address" | "code" | "own";

/** Why something may not be tried now. `begins`: it is the first refusal of this lock, which is told once. */
export interface Refusal {
  scope: LockScope;
  waitSeconds: number;
  begins: boolean;
}

/** So many failures in so many seconds. */
type Limit = { scope: LockScope; failures: number; seconds: number };

const minute = 60;
const pairLimit: Limit = { scope: "pair", failures: 10, seconds: 15 * minute };
const deviceLimit: Limit = { scope: "device", failures: 10, seconds: 15 * minute };
const addressLimit: Limit = { scope: "address", failures: 30, seconds: 15 * minute };
const ownLimit: Limit = { scope: "own", failures: 10, seconds: 15 * minute };

/** After that many failures a pause between two tries, from a second to `longestPause` seconds. */
type Slope = Limit & { longestPause: number };

const accountSlope: Slope = { scope: "account", failures: 10, seconds: 60 * minute, longestPause: minute };
const codeSlope: Slope = { scope: "code", failures: 10, seconds: 60 * minute, longestPause: 15 * minute };

/** The pause after so many failures beyond the free ones: 1, 2, 4 … seconds. */
export function pauseSeconds(beyond: number, longestPause: number): number {
  return Math.min(2 ** Math.min(Math.max(beyond, 0), 30), longestPause);
}

/** What a process remembers of refusals: a flood from a locked place must not cost a query each, nor a place in the queue. */
const rememberMs = 5_000;
const rememberMost = 10_000;

interface Counting {
  db: Pool;
  limiters: Map<string, RateLimiterPostgres>;
  refused: Map<string, { refusal: Refusal; untilMs: number }>;
}

const kept = globalThis as { rollcallSignInCounting?: Counting };

function counting(): Counting {
  const db = pool();
  if (kept.rollcallSignInCounting?.db !== db) {
    kept.rollcallSignInCounting = { db, limiters: new Map(), refused: new Map() };
  }
  return kept.rollcallSignInCounting;
}

function limiter(points: number, seconds: number): RateLimiterPostgres {
  const { db, limiters } = counting();
  const name = `${points}/${seconds}`;
  const known = limiters.get(name);
  if (known) return known;
  const made = new RateLimiterPostgres({
    storeClient: db,
    storeType: "pool",
    tableName: "sign_in_attempt",
    tableCreated: true,
    keyPrefix: "",
    points,
    duration: seconds,
    // One of them is enough to remove what is over.
    clearExpiredByTimeout: limiters.size === 0,
  });
  limiters.set(name, made);
  return made;
}

/** Null when it was within the limit, else the seconds until it is again. */
async function consume(key: string, { failures, seconds }: { failures: number; seconds: number }) {
  try {
    await limiter(failures, seconds).consume(key, 1, { customDuration: seconds });
    return null;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
  }
}

/** Of all who are refused while a lock stands, one is the first. */
async function refuse(key: string, scope: LockScope, waitSeconds: number, lockSeconds: number) {
  const begins = (await consume(`told:${key}`, { failures: 1, seconds: lockSeconds })) === null;
  const { refused } = counting();
  if (refused.size >= rememberMost) refused.clear();
  const refusal: Refusal = { scope, waitSeconds, begins };
  refused.set(key, { refusal, untilMs: performance.now() + Math.min(waitSeconds * 1000, rememberMs) });
  return refusal;
}

async function countAgainst(key: string, limit: Limit): Promise<Refusal | null> {
  const waitSeconds = await consume(key, limit);
  return waitSeconds === null ? null : refuse(key, limit.scope, waitSeconds, waitSeconds);
}

/** The free failures, then one try per pause. Two keys: how many there were, and the gate that opens once a pause. */
async function countOnSlope(key: string, slope: Slope): Promise<Refusal | null> {
  const counter = limiter(slope.failures, slope.seconds);
  const before = (await counter.get(key))?.consumedPoints ?? 0;
  if (before < slope.failures) {
    const { consumedPoints } = await counter.penalty(key);
    if (consumedPoints <= slope.failures) return null;
    // Somebody else took the last free one meanwhile.
    await counter.reward(key);
  }
  const pause = pauseSeconds(before - slope.failures, slope.longestPause);
  const waitSeconds = await consume(`gate:${key}`, { failures: 1, seconds: pause });
  if (waitSeconds === null) {
    await counter.penalty(key);
    return null;
  }
  return refuse(key, slope.scope, waitSeconds, slope.seconds);
}

/** The keys of a try, in the order in which they are asked. A known device is counted by itself and by nothing else. */
function keysOf({ email, address, deviceId }: SignInTry) {
  const account = accountName(email);
  if (deviceId !== null) return { device: `device:${account}:${deviceId}` };
  const group = address === null ? null : addressGroup(address);
  return {
    ...(group === null ? {} : { address: `address:${group}`, pair: `pair:${account}:${group}` }),
    account: `account:${account}`,
  };
}

type Keys = { device?: string; address?: string; pair?: string; account?: string };

/** A refusal that this process remembers: asks nobody, counts nothing, and is never the first. */
export function rememberedRefusal(tried: SignInTry): Refusal | null {
  const { refused } = counting();
  for (const key of Object.values(keysOf(tried))) {
    const known = refused.get(key);
    if (known && known.untilMs > performance.now()) return { ...known.refusal, begins: false };
  }
  return null;
}

/** Counts a try of a password before it is made. Null when it may be made. */
export async function countSignIn(tried: SignInTry): Promise<Refusal | null> {
  const keys: Keys = keysOf(tried);
  if (keys.device) return countAgainst(keys.device, deviceLimit);
  const counted: string[] = [];
  const giveBack = () => Promise.all(counted.map((key) => limiter(1, 1).reward(key)));
  // The narrowest first: what is refused there is not held against the account or the address.
  for (const [key, limit] of [
    [keys.pair, pairLimit],
    [keys.address, addressLimit],
  ] as const) {
    if (!key) continue;
    const refusal = await countAgainst(key, limit);
    if (refusal) {
      await giveBack();
      return refusal;
    }
    counted.push(key);
  }
  const refusal = keys.account ? await countOnSlope(keys.account, accountSlope) : null;
  if (refusal) await giveBack();
  return refusal;
}

/**
 * The password was right. The pair (or the device) begins anew; address and account get this one try back, for what
 * others fail there goes on.
 */
export async function forgiveSignIn(tried: SignInTry): Promise<void> {
  const keys: Keys = keysOf(tried);
  const begun = [keys.device, keys.pair].filter((key) => key !== undefined);
  const given = [keys.address, keys.account].filter((key) => key !== undefined);
  await Promise.all([
    ...begun.map((key) => limiter(1, 1).delete(key)),
    ...given.map((key) => limiter(1, 1).reward(key)),
  ]);
}

/** Whoever used a good link has shown more than a password: nothing that anybody failed before counts any more. */
export async function forgiveAccount(tx: Sql, person: { id: string; email: string }): Promise<void> {
  const account = accountName(person.email);
  const single = [`account:${account}`, `code:${person.id}`, `own:${person.id}`];
  await tx.query(`DELETE FROM sign_in_attempt WHERE key = ANY($1) OR key LIKE $2 OR key LIKE $3`, [
    single.flatMap((key) => [key, `gate:${key}`, `told:${key}`]),
    `%pair:${account}:%`,
    `%device:${account}:%`,
  ]);
  const { refused } = counting();
  for (const key of refused.keys()) {
    if (single.includes(key) || key.includes(`:${account}:`)) refused.delete(key);
  }
}

/** Counts a try of a code of the second step; a known device by itself. */
export function countCode(personId: string, deviceId: string | null): Promise<Refusal | null> {
  if (deviceId !== null) return countAgainst(`code-device:${personId}:${deviceId}`, deviceLimit);
  return countOnSlope(`code:${personId}`, codeSlope);
}

/** The code was right: codes begin anew. */
export async function forgiveCode(personId: string, deviceId: string | null): Promise<void> {
  const key = deviceId === null ? `code:${personId}` : `code-device:${personId}:${deviceId}`;
  await limiter(1, 1).delete(key);
}

/** Counts a try of one's own password by somebody who is signed in. */
export function countOwn(personId: string): Promise<Refusal | null> {
  return countAgainst(`own:${personId}`, ownLimit);
}

/** It was right. */
export async function forgiveOwn(personId: string): Promise<void> {
  await limiter(1, 1).delete(`own:${personId}`);
}

/** A lock that stands: on whom, from where, how many failures, and until when (epoch milliseconds). */
export interface StandingLock {
  scope: "account" | "pair" | "device" | "code";
  /** For `pair`: the address or /64 that is locked. */
  address: string | null;
  failures: number;
  /** Until when nothing is counted any more, or (account, code) until when there are pauses between tries. */
  until: number;
}

/** The locks of these people, by their id. */
export async function standingLocks(
  db: Sql,
  people: readonly { id: string; email: string }[],
): Promise<Map<string, StandingLock[]>> {
  const personOf = new Map(
    people.flatMap(({ id, email }) => [[accountName(email), id] as const, [id, id] as const]),
  );
  const { rows } = await db.query<{ key: string; points: number; expire: number }>(
    `SELECT key, points, expire FROM sign_in_attempt
     WHERE expire > extract(epoch FROM clock_timestamp()) * 1000 AND points >= $1
       AND (key LIKE 'account:%' OR key LIKE 'pair:%' OR key LIKE 'device:%' OR key LIKE 'code:%')
     ORDER BY key LIMIT 5000`,
    [accountSlope.failures],
  );
  const locks = new Map<string, StandingLock[]>();
  for (const { key, points, expire } of rows) {
    const [scope, name = "", ...rest] = key.split(":");
    const id = personOf.get(name);
    const isLimit = scope === "pair" || scope === "device";
    if (id === undefined || (isLimit && points <= pairLimit.failures)) continue;
    const lock: StandingLock = {
      scope: scope as StandingLock["scope"],
      address: scope === "pair" ? rest.join(":") : null,
      failures: isLimit ? pairLimit.failures : points,
      until: expire,
    };
    locks.set(id, [...(locks.get(id) ?? []), lock]);
  }
  return locks;
}
