/** How a feed speaks to its appliance: its account, with limits and token that all workers share. */
import { createHash } from "node:crypto";
import type { Ctx } from "@/lib/platform/context";
import type { Pool } from "@/lib/platform/db";
import { runningClock } from "@/lib/platform/db";
import type { TokenStore } from "./appliance-api/api-token";
import type { ApiSession } from "./appliance-api/ask-appliance";
import { openRequestLimits } from "./appliance-api/request-limits";
import type { Feed, FeedSecrets } from "./store";

/** One account that several feeds use is one: its limits and its token are shared. */
export async function openSession(ctx: Ctx, feed: Feed, secrets: FeedSecrets): Promise<ApiSession> {
  const { clientId = "", clientSecret = "" } = secrets;
  const baseUrl = feed.baseUrl ?? "";
  const id = createHash("sha256")
    .update(JSON.stringify([baseUrl, clientId]))
    .digest("base64url");
  return {
    account: { id, baseUrl, clientId, clientSecret, caPem: feed.caPem },
    tokens: tokenStore(ctx.db),
    limits: openRequestLimits({ postgres: ctx.db, tableName: "api_request_count" }),
    now: await runningClock(ctx.db),
  };
}

function tokenStore(db: Pool): TokenStore {
  return {
    async get(account) {
      const { rows } = await db.query<{ token: string }>("SELECT token FROM api_token WHERE account = $1", [
        account,
      ]);
      return rows[0]?.token ?? null;
    },
    async set(account, token) {
      await db.query(
        "INSERT INTO api_token (account, token) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET token = excluded.token, at = now()",
        [account, token],
      );
    },
  };
}
