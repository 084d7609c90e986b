// Decides who a presented API key is. Answers are remembered for five seconds, so that a busy key costs no query each time.
import { type Actor, type Role, roles } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import { writeAside } from "@/lib/platform/disk";
import { hashSecret, looksLikeKey } from "./api-key-secret";

const REMEMBER_MS = 5_000;
const REMEMBER_KEYS = 5_000;

type Remembered = { found: Promise<Actor | null>; until: number };

// Pages and routes may be bundled apart; what they remember must be the same.
const kept = globalThis as { rollcallKeyActors?: Map<string, Remembered> };

function remembered(): Map<string, Remembered> {
  kept.rollcallKeyActors ??= new Map();
  return kept.rollcallKeyActors;
}

async function findKey(db: Sql, keyHash: string): Promise<Actor | null> {
  const { rows } = await db.query<{
    id: number;
    name: string;
    role: string;
    appliance_id: number | null;
    use_is_old: boolean;
  }>(
    `SELECT id, name, role, appliance_id,
            last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS use_is_old
     FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL`,
    [keyHash],
  );
  const row = rows[0];
  const role = roles.find((known: Role) => known === row?.role);
  if (!row || !role) return null;
  if (row.use_is_old) {
    await writeAside(
      db,
      "UPDATE api_key SET last_used_at = now() WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')",
      [row.id],
    );
  }
  const appliances = row.appliance_id === null ? ("all" as const) : [row.appliance_id];
  return { type: "key", id: String(row.id), name: row.name, role, appliances };
}

/** The actor of a key, null when there is no such key or it is revoked. A revocation is felt everywhere within 5 s. */
export async function actorOfKey(db: Sql, key: string): Promise<Actor | null> {
  if (!looksLikeKey(key)) return null;
  const keyHash = hashSecret(key);
  const cache = remembered();
  const known = cache.get(keyHash);
  const nowMs = performance.now();
  if (known && known.until > nowMs) return known.found;
  if (cache.size >= REMEMBER_KEYS) cache.clear();
  const found = findKey(db, keyHash);
  cache.set(keyHash, { found, until: nowMs + REMEMBER_MS });
  found.catch(() => cache.delete(keyHash));
  return found;
}

/** Forgets what this process remembers of keys: a key was made, changed or revoked here. */
export function forgetKeys(): void {
  remembered().clear();
}
