/**
 * Gets the tokens that requests carry: OAuth 2 client credentials (Configuration API, "Create a token"). An account has 30
 * valid tokens at most and loses its oldest beyond them, so all workers share one, kept encrypted, until shortly before it ends.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "@/lib/platform/errors";
import { ask } from "@/lib/platform/outgoing";
import { decryptSecret, encryptSecret } from "@/lib/platform/secrets";
import type { ApiAccount } from "./api-account";
import { type ApiProblem, apiProblem } from "./api-problem";
import { judgeAnswer, type RawAnswer, readJson } from "./judge-answer";
import { problemOfFailure } from "./problem-of-failure";

/** Keeps one text per account for all workers. Losing it costs a token, no more. */
export interface TokenStore {
  /** @returns what was last set for the account; null: nothing */
  get(accountId: string): Promise<string | null>;
  /** `encrypted`: only ROLLCALL_SECRET opens it. */
  set(accountId: string, encrypted: string): Promise<void>;
}

export interface TokenKeeping {
  account: ApiAccount;
  tokens: TokenStore;
  /** Rollcall's clock, epoch milliseconds. */
  now: () => number;
}

export type TokenReading = { token: string; isFresh: boolean } | { problem: ApiProblem };

/** Leave so much of a token's time unused, at most a tenth of it. */
const marginSeconds = 60;

const keptSchema = z.object({ token: z.string(), renewAt: z.number(), of: z.string() });
const grantSchema = z.object({
  access_token: z
    .string()
    .min(1)
    .max(8_192)
    .regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
});

/**
 * A token that should be accepted. `refused`: a token that the appliance did not accept, which is not answered again.
 * `isFresh`: it was made just now, so that asking for another would change nothing.
 */
export async function readToken(keeping: TokenKeeping, refused: string | null = null): Promise<TokenReading> {
  const kept = await keptToken(keeping);
  if (kept !== null && kept !== refused) return { token: kept, isFresh: false };
  return makeTokenOnce(keeping);
}

const making = new Map<string, Promise<TokenReading>>();

/** Requests that need a token at the same time in this process wait for one. */
function makeTokenOnce(keeping: TokenKeeping): Promise<TokenReading> {
  const key = markOf(keeping.account);
  const begun = making.get(key);
  if (begun) return begun;
  const made = makeToken(keeping).finally(() => making.delete(key));
  making.set(key, made);
  return made;
}

async function makeToken({ account, tokens, now }: TokenKeeping): Promise<TokenReading> {
  const credentials = Buffer.from(`${account.clientId}:${account.clientSecret}`, "utf8").toString("base64");
  const asked = await ask(`${account.baseUrl}/oauth2/token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${credentials}`,
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "grant_type=client_credentials",
    needsTls: true,
    caPem: account.caPem,
  });
  if (asked.kind !== "answered") return { problem: problemOfFailure(asked) };
  const problem = judgeGrant(asked, now());
  if (problem !== null) return { problem };
  const read = readJson(asked.body);
  if ("problem" in read) return read;
  const grant = grantSchema.safeParse(read.json);
  if (!grant.success) {
    const sentence = "The appliance answered no access token with the time that it is valid for.";
    return { problem: apiProblem("unexpected_answer", sentence) };
  }
  const { access_token: token, expires_in: seconds } = grant.data;
  const renewAt = now() + (seconds - Math.min(marginSeconds, seconds / 10)) * 1000;
  await tokens.set(account.id, encryptSecret(JSON.stringify({ token, renewAt, of: markOf(account) })));
  return { token, isFresh: true };
}

/** A refused client is 401 or 400 with an OAuth error (RFC 6749, 5.2). */
function judgeGrant(answer: RawAnswer, now: number): ApiProblem | null {
  if (answer.status !== 400 && answer.status !== 401) return judgeAnswer(answer, now);
  const sentence = "The appliance does not accept the OAuth client id and secret of the API account.";
  return apiProblem("wrong_credentials", sentence);
}

async function keptToken({ account, tokens, now }: TokenKeeping): Promise<string | null> {
  const encrypted = await tokens.get(account.id);
  if (encrypted === null) return null;
  const kept = keptSchema.safeParse(opened(encrypted)).data;
  if (!kept || kept.of !== markOf(account) || kept.renewAt <= now()) return null;
  return kept.token;
}

/** A text of another ROLLCALL_SECRET is as good as none. */
function opened(encrypted: string): unknown {
  try {
    return JSON.parse(decryptSecret(encrypted));
  } catch (error) {
    if (error instanceof AppError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What a token was made for: another secret, client id or address needs another one. Kept only inside the encrypted text. */
function markOf({ baseUrl, clientId, clientSecret }: ApiAccount): string {
  return createHash("sha256")
    .update(JSON.stringify([baseUrl, clientId, clientSecret]))
    .digest("base64url");
}
