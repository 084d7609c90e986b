/** Fetches an export from an address and imports it as an upload is; one that has not changed is not fetched again. */
import { createHash } from "node:crypto";
import type { Ctx } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { type Asked, ask } from "@/lib/platform/outgoing";
import { problemOfFailure } from "../appliance-api/problem-of-failure";
import { importFile } from "../import-file";
import type { Reading } from "../reading";
import { type Feed, type FeedProblem, loadSecrets } from "../store";

/** The file that was fetched last: what the other side called it, and what it is by its bytes where that says nothing. */
interface Fetched {
  etag?: string;
  lastModified?: string;
  hash?: string;
}

/** Asks for the file; `before`: what was fetched last, so that the other side may say that it is still that. */
export async function fetchFile(ctx: Ctx, feed: Feed, before: Fetched): Promise<Asked> {
  const { username, password } = await loadSecrets(ctx.db, feed.id);
  const { ROLLCALL_FEED_URL_SECONDS, ROLLCALL_FEED_URL_MIB } = env();
  const sign = Buffer.from(`${username ?? ""}:${password ?? ""}`).toString("base64");
  return ask(feed.baseUrl ?? "", {
    headers: {
      ...(username === undefined && password === undefined ? {} : { authorization: `Basic ${sign}` }),
      ...(before.etag === undefined ? {} : { "if-none-match": before.etag }),
      ...(before.lastModified === undefined ? {} : { "if-modified-since": before.lastModified }),
    },
    timeoutMs: ROLLCALL_FEED_URL_SECONDS * 1000,
    maxBytes: ROLLCALL_FEED_URL_MIB * 1_048_576,
    limitedBy: { time: "ROLLCALL_FEED_URL_SECONDS", size: "ROLLCALL_FEED_URL_MIB" },
    needsTls: true,
    caPem: feed.caPem,
  });
}

/** What is wrong with an answer; null: it is a file, whole. */
export function problemOfFile(asked: Asked): FeedProblem | null {
  if (asked.kind !== "answered") return problemOfFailure(asked);
  const { status, isWhole, slowProblem } = asked;
  if (status === 401 || status === 403)
    return {
      code: "wrong_credentials",
      sentence: "The address does not accept the user name and password. Give them again.",
    };
  if (status >= 300 && status < 400)
    return {
      code: "redirect",
      sentence: `The address answered ${status}, a redirect, which is not followed; enter the address that it leads to.`,
    };
  if (status !== 200)
    return { code: "unexpected_status", sentence: `The address answered ${status} instead of a file.` };
  if (!isWhole)
    return {
      code: "truncated",
      sentence: slowProblem ?? "The file broke off while it was fetched. It is fetched again.",
    };
  return null;
}

export async function readUrl(ctx: Ctx, feed: Feed): Promise<Reading> {
  const before = (feed.run as Fetched | null) ?? {};
  const asked = await fetchFile(ctx, feed, before);
  if (asked.kind === "answered" && asked.status === 304)
    return { kind: "read", requests: 0, counts: { unchanged: 1 } };
  const problem = problemOfFile(asked);
  if (problem !== null || asked.kind !== "answered")
    return {
      kind: "problem",
      problem: problem ?? { code: "unreachable", sentence: "The address gave no file." },
    };
  const fetched = whatWasFetched(asked);
  try {
    const isNew =
      fetched.hash !== before.hash &&
      (await importFile(ctx, feed, nameOf(feed), only(asked.body), Number.POSITIVE_INFINITY)).created;
    await ctx.db.query("UPDATE feed SET run = $2 WHERE id = $1", [feed.id, JSON.stringify(fetched)]);
    return { kind: "read", requests: 0, counts: isNew ? { files: 1 } : { unchanged: 1 } };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: "problem", problem: { code: error.code, sentence: error.detail } };
  }
}

function whatWasFetched({ headers, body }: Extract<Asked, { kind: "answered" }>): Fetched {
  const { etag, "last-modified": lastModified } = headers;
  return {
    hash: createHash("sha256").update(body).digest("hex"),
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

async function* only(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}

/** What the path calls the file; never its query, which may hold a secret. */
function nameOf({ baseUrl, name }: Feed): string {
  const last = new URL(baseUrl ?? "").pathname.split("/").at(-1) ?? "";
  return last === "" ? name : last.slice(0, 200);
}
