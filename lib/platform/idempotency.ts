// Decides what happens when a script sends the same write twice: one row per actor and key, kept for 24 hours.
import type { RequestMemory } from "./context";
import { asTimestamp, type Sql } from "./db";
import { AppError, conflict, unprocessable } from "./errors";

const KEPT_MS = 24 * 3600 * 1000;
// A request that ran longer has died with its process; the next one may try again.
const RUNNING_MS = 120_000;

/** An answer as it is kept: status, body as text, and the headers that belong to it. */
export type KeptAnswer = { status: number; body: string; headers: Record<string, string> };

/** Who asks (`key:7`), under which key, for exactly which request (a hash), and when (epoch milliseconds). */
export type IdempotentRequest = { actor: string; key: string; requestHash: string; now: number };

/** Whose process died is tried again, and told what it had kept. */
async function claim(db: Sql, request: IdempotentRequest): Promise<{ kept: unknown } | null> {
  const { rows } = await db.query<{ kept: unknown }>(
    `INSERT INTO idempotency_key AS k (actor, key, request_hash, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (actor, key) DO UPDATE
       SET request_hash = EXCLUDED.request_hash, created_at = EXCLUDED.created_at, status = NULL, response = NULL,
           kept = CASE WHEN k.created_at > $5 THEN k.kept END
       WHERE k.created_at <= $5 OR (k.status IS NULL AND k.created_at <= $6 AND k.request_hash = EXCLUDED.request_hash)
     RETURNING kept`,
    [
      request.actor,
      request.key,
      request.requestHash,
      asTimestamp(request.now),
      asTimestamp(request.now - KEPT_MS),
      asTimestamp(request.now - RUNNING_MS),
    ],
  );
  return rows[0] ?? null;
}

async function earlier(db: Sql, request: IdempotentRequest): Promise<KeptAnswer> {
  const { rows } = await db.query<{
    request_hash: string;
    status: number | null;
    response: Omit<KeptAnswer, "status"> | null;
  }>("SELECT request_hash, status, response FROM idempotency_key WHERE actor = $1 AND key = $2", [
    request.actor,
    request.key,
  ]);
  const row = rows[0];
  if (row && row.request_hash !== request.requestHash) {
    throw unprocessable(
      "idempotency_key_reused",
      "This Idempotency-Key was already used for a different request. Use a new key for every new request.",
    );
  }
  if (!row?.response || row.status === null) {
    throw conflict(
      "idempotency_key_running",
      "The first request with this Idempotency-Key is still running. Ask again in a moment.",
    );
  }
  return { status: row.status, ...row.response };
}

/**
 * Does `work` once per actor and key. The same request again gets the first answer back (`replayed`); what failed with
 * a 5xx or threw is forgotten, so that it can be tried again.
 * @throws AppError 422 `idempotency_key_reused` for another request under the same key, 409 while the first one runs
 */
export async function answerOnce(
  db: Sql,
  request: IdempotentRequest,
  work: (memory: RequestMemory) => Promise<KeptAnswer>,
): Promise<KeptAnswer & { replayed: boolean }> {
  const claimed = await claim(db, request);
  if (!claimed) return { ...(await earlier(db, request)), replayed: true };
  const mine = [request.actor, request.key, request.requestHash];
  const memory: RequestMemory = {
    kept: claimed.kept,
    async keep(tx, done) {
      await tx.query(
        "UPDATE idempotency_key SET kept = $4 WHERE actor = $1 AND key = $2 AND request_hash = $3",
        [...mine, JSON.stringify(done)],
      );
    },
  };
  const forget = () =>
    db.query(
      "DELETE FROM idempotency_key WHERE actor = $1 AND key = $2 AND request_hash = $3 AND status IS NULL",
      mine,
    );
  let answer: KeptAnswer;
  try {
    answer = await work(memory);
  } catch (error) {
    await forget();
    throw error;
  }
  if (answer.status >= 500) {
    await forget();
  } else {
    await db.query(
      "UPDATE idempotency_key SET status = $4, response = $5 WHERE actor = $1 AND key = $2 AND request_hash = $3",
      [...mine, answer.status, JSON.stringify({ body: answer.body, headers: answer.headers })],
    );
  }
  return { ...answer, replayed: false };
}

/** Reads the header. @throws AppError 400 when it is no usable key (1 to 255 visible characters) */
export function readIdempotencyKey(header: string | null): string | null {
  if (header === null) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new AppError(
    400,
    "invalid_idempotency_key",
    "An Idempotency-Key is 1 to 255 visible ASCII characters; send a UUID.",
  );
}
