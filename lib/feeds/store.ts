/** Feeds as they are stored: their rows, what they sign in with, how it goes. */
import { createHash, randomBytes } from "node:crypto";
import type { Sql, Tx } from "@/lib/platform/db";
import { asTimestamp } from "@/lib/platform/db";
import { decryptSecret, encryptSecret } from "@/lib/platform/secrets";
import type { FeedSettings, FeedType } from "./schema";

/** What went wrong the last time, in one sentence that says what to do. */
export interface FeedProblem {
  code: string;
  sentence: string;
}

/** What was learnt of the other side. All of it may be missing. */
export interface Known {
  apiVersion?: string;
  permissions?: Record<string, string>;
  /** How far the appliance's clock is ahead of Rollcall's, milliseconds; negative: behind. As it was measured. */
  skewMs?: number;
  /** What is taken off the times of its lists for that: no less than it may be ahead, so that no time proves too much. */
  aheadMs?: number;
  skewAt?: number;
  /** Of each unit by its id: what the last health check said. */
  units?: Record<string, KnownUnit>;
  /** The units that the site says it has, and when it said so. */
  site?: { units: ToldUnit[]; at: number };
  /** Jump Clients that the appliance counted as connected, and when. */
  connectedJumpClients?: { count: number; at: number };
  listed?: Record<string, number>;
  /** Requests that the newest reading took. */
  requests?: number;
  /** Why the newest walk was no whole list; null: it was. */
  incomplete?: string | null;
}

/** A unit of a site as the site lists it: it need not have answered. */
export interface ToldUnit {
  id: string | null;
  name: string | null;
  failoverRole: string | null;
  clusterRole: string | null;
  accepting: boolean | null;
}

/** A unit of a site as its health check showed it. Instants in epoch milliseconds. */
export interface KnownUnit {
  name: string;
  version: string;
  build: string | null;
  role: string | null;
  syncedAt: number | null;
  at: number;
}

/** A feed without its secrets. Instants in epoch milliseconds. */
export interface Feed {
  id: number;
  applianceId: number;
  type: FeedType;
  name: string;
  baseUrl: string | null;
  settings: FeedSettings;
  caPem: string | null;
  enabled: boolean;
  createdBy: string;
  createdAt: number;
  changedAt: number;
  lastReadAt: number | null;
  snapshotAt: number | null;
  nextRunAt: number | null;
  problem: FeedProblem | null;
  failingSince: number | null;
  failures: number;
  run: unknown;
  known: Known;
  /** What became of what came, by reason. */
  counts: Record<string, number>;
  hasSecrets: boolean;
}

export const feedColumns = `f.id, f.appliance_id AS "applianceId", f.type, f.name, f.base_url AS "baseUrl", f.settings,
  f.ca_pem AS "caPem", f.enabled, f.created_by AS "createdBy", f.created_at AS "createdAt", f.changed_at AS "changedAt",
  f.last_read_at AS "lastReadAt", f.snapshot_at AS "snapshotAt", f.next_run_at AS "nextRunAt", f.problem,
  f.failing_since AS "failingSince", f.failures, f.run, f.known, f.counts, f.secrets IS NOT NULL AS "hasSecrets"`;

export async function findFeed(db: Sql, feedId: number): Promise<Feed | null> {
  const { rows } = await db.query<Feed>(`SELECT ${feedColumns} FROM feed f WHERE f.id = $1`, [feedId]);
  return rows[0] ?? null;
}

/** What a feed signs in with. */
export interface FeedSecrets {
  clientId?: string;
  clientSecret?: string;
  username?: string;
  password?: string;
}

/** @throws AppError 409 `secret_unreadable` */
export async function loadSecrets(db: Sql, feedId: number): Promise<FeedSecrets> {
  const { rows } = await db.query<{ secrets: string | null }>("SELECT secrets FROM feed WHERE id = $1", [
    feedId,
  ]);
  const stored = rows[0]?.secrets ?? null;
  return stored === null ? {} : (JSON.parse(decryptSecret(stored)) as FeedSecrets);
}

export function sealSecrets(secrets: FeedSecrets): string | null {
  return Object.keys(secrets).length === 0 ? null : encryptSecret(JSON.stringify(secrets));
}

/** The secret of an address that somebody posts to, and what is kept of it. */
export function newAddressSecret(): { secret: string; hash: string } {
  const secret = randomBytes(32).toString("base64url");
  return { secret, hash: hashAddressSecret(secret) };
}

export function hashAddressSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** It was read without a problem. `more`: what else is known now; counts are added up. */
export async function noteRead(
  tx: Tx | Sql,
  feedId: number,
  now: number,
  more: { known?: Known; counts?: Readonly<Record<string, number>>; snapshotAt?: number } = {},
): Promise<void> {
  await tx.query(
    `UPDATE feed SET last_read_at = GREATEST(last_read_at, $2), problem = NULL, failing_since = NULL, failures = 0,
            known = known || $3, counts = ${addedCounts("$4")}, snapshot_at = GREATEST(snapshot_at, $5)
      WHERE id = $1`,
    [
      feedId,
      asTimestamp(now),
      JSON.stringify(more.known ?? {}),
      JSON.stringify(more.counts ?? {}),
      asTimestamp(more.snapshotAt ?? null),
    ],
  );
}

/** SQL over `feed`: its counts with those of a JSON object added. */
const addedCounts = (given: string) => `(
  SELECT COALESCE(jsonb_object_agg(key, total), '{}') FROM (
    SELECT key, sum(value::bigint) AS total FROM (
      SELECT * FROM jsonb_each_text(feed.counts) UNION ALL SELECT * FROM jsonb_each_text(${given}::jsonb)) both_of_them
     GROUP BY key) added)`;

/** It could not be read; what was known stays. */
export async function noteProblem(
  db: Sql,
  feedId: number,
  problem: FeedProblem,
  now: number,
  known: Known = {},
): Promise<void> {
  await db.query(
    `UPDATE feed SET problem = $2, failures = failures + 1, failing_since = COALESCE(failing_since, $3), known = known || $4 WHERE id = $1`,
    [feedId, JSON.stringify(problem), asTimestamp(now), JSON.stringify(known)],
  );
}
