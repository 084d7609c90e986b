// Decides how API keys are made: shown once, stored as a hash, with a role and perhaps one appliance.
import { recordAudit } from "@/lib/platform/audit";
import { type Ctx, openContext, system } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { unprocessable } from "@/lib/platform/errors";
import { forgetKeys } from "./actor-of-key";
import { hashSecret, keyHint, newKey } from "./api-key-secret";
import { refuseUnless } from "./may";
import { refuseUnknownAppliances } from "./person-store";
import { type ApiKeyInput, apiKeyInput } from "./schema";

/**
 * Makes a key. Without an appliance it holds on all of them; an `agent` key lies on endpoints and needs one.
 * @returns the key itself, for the only time
 * @throws AppError 422 `agent_needs_appliance` or `unknown_appliance`
 */
export async function createApiKey(ctx: Ctx, input: ApiKeyInput): Promise<{ id: number; key: string }> {
  refuseUnless(ctx, "key.manage", null);
  if (input.role === "agent" && input.applianceId === null) {
    throw unprocessable(
      "agent_needs_appliance",
      "A key with the role agent is for one appliance: say which one.",
    );
  }
  const key = newKey();
  const id = await inTransaction(ctx.db, async (tx) => {
    if (input.applianceId !== null) await refuseUnknownAppliances(tx, [input.applianceId]);
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO api_key (name, role, appliance_id, key_hash, hint, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      [
        input.name,
        input.role,
        input.applianceId,
        hashSecret(key),
        keyHint(key),
        ctx.actor.name,
        asTimestamp(ctx.now),
      ],
    );
    const newId = rows[0]?.id ?? 0;
    await recordAudit(tx, ctx, {
      deed: "key.create",
      applianceId: input.applianceId,
      subjectType: "api_key",
      subjectId: newId,
      after: { name: input.name, role: input.role, applianceId: input.applianceId, hint: keyHint(key) },
    });
    return newId;
  });
  forgetKeys();
  return { id, key };
}

/**
 * For `npm run api-key`: whoever can run it on this machine can read the database anyway.
 * @throws AppError or ZodError with a sentence for the person at the shell
 */
export async function createApiKeyFromShell(input: {
  name: string;
  role: string;
  applianceId?: number | null;
}): Promise<string> {
  const ctx = await openContext(system);
  const { key } = await createApiKey(
    ctx,
    apiKeyInput.parse({ ...input, applianceId: input.applianceId ?? null }),
  );
  return key;
}
