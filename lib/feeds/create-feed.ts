/** Adds a feed to an appliance. */
import { refuseUnless } from "@/lib/access/may";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { unprocessable } from "@/lib/platform/errors";
import { words } from "@/lib/platform/words";
import { checkBaseUrl, checkCa } from "./check-base-url";
import { checkFolder } from "./folder/check-folder";
import { type CreateFeedInput, isPolled, missingFor } from "./schema";
import { newAddressSecret, sealSecrets } from "./store";

/** What the audit log may hold of it: no secret, and of an address only where it leads. */
export function forAudit(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { clientSecret, password, baseUrl, caPem, ...rest } = input;
  return {
    ...rest,
    ...(typeof baseUrl === "string" ? { baseUrl: `${new URL(baseUrl).origin}/…` } : {}),
    ...(clientSecret === undefined && password === undefined ? {} : { newSecret: true }),
    ...(caPem === undefined ? {} : { caPem: caPem === null ? null : "given" }),
  };
}

/** A feed that was made; `url`: the address to post to, which is told once. */
export interface CreatedFeed {
  id: number;
  url: string | null;
}

/**
 * The first reading of one that Rollcall asks is due at once.
 * @throws AppError 403, 404, 422 `feed_incomplete`, `base_url_refused`, `ca_unreadable`, `folder_refused`
 */
export async function createFeed(ctx: Ctx, input: CreateFeedInput): Promise<CreatedFeed> {
  refuseUnless(ctx, "feed.manage", input.applianceId);
  const missing = missingFor(input.type, input);
  if (missing !== null)
    throw unprocessable("feed_incomplete", `A feed of type ${input.type} needs ${missing} as well.`);
  const settings = input.settings ?? {};
  checkCa(input.caPem);
  if (input.type === "folder") await checkFolder(settings.path ?? "");
  const baseUrl =
    input.baseUrl === undefined ? null : await checkBaseUrl(input.baseUrl, input.type === "url");
  const address = input.type === "outbound_events" ? newAddressSecret() : null;
  const { clientId, clientSecret, username, password } = input;
  const enabled = input.enabled ?? true;
  const id = await inTransaction(ctx.db, async (tx) => {
    await loadAppliance(tx, input.applianceId);
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO feed (appliance_id, type, name, base_url, settings, secrets, address_hash, ca_pem, enabled, created_by,
                         created_at, changed_at, next_run_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12) RETURNING id`,
      [
        input.applianceId,
        input.type,
        input.name ?? words("feeds")(`types.${input.type}`),
        baseUrl,
        JSON.stringify(settings),
        sealSecrets(JSON.parse(JSON.stringify({ clientId, clientSecret, username, password }))),
        address?.hash ?? null,
        input.caPem ?? null,
        enabled,
        ctx.actor.name,
        asTimestamp(ctx.now),
        isPolled(input.type) && enabled ? asTimestamp(ctx.now) : null,
      ],
    );
    const feedId = rows[0]?.id ?? 0;
    await recordAudit(tx, ctx, {
      deed: "feed.create",
      applianceId: input.applianceId,
      subjectType: "feed",
      subjectId: feedId,
      after: forAudit(baseUrl === null ? input : { ...input, baseUrl }),
    });
    return feedId;
  });
  if (isPolled(input.type) && enabled) await ctx.enqueue("feed.poll", { feedId: id });
  const base = env().ROLLCALL_URL.replace(/\/$/, "");
  return { id, url: address && `${base}/api/outbound-events/${address.secret}` };
}
