/** The doors' way to a deed on many: which clients, which deed, and whether it is only looked at. */
import { refuseUnless } from "@/lib/access/may";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { Ctx } from "@/lib/platform/context";
import { type ClientQuery, clientQuery } from "@/lib/rollout/clients/client-query";
import { assigning } from "./asked-of";
import { askBatch, type BatchAnswer, refuseUnlessMayAsk } from "./batch/ask-batch";
import type { Asked } from "./batch/asked";
import { type Preview, previewBatch } from "./batch/preview-batch";
import { type Selected, selectClients, selectHosts, selectIds, selectItems } from "./batch/select-clients";
import type { ClientBatchInput, ItemQuery, WorkBatchInput } from "./schema";

/** What is answered, with the host names that meant nobody. */
export type ManyAnswer = (({ preview: true } & Preview) | ({ preview: false } & BatchAnswer)) &
  Pick<Selected, "unknown" | "ambiguous">;

/** @throws AppError 403, 404, 422 */
export async function batchWork(ctx: Ctx, input: WorkBatchInput): Promise<ManyAnswer> {
  const { applianceId, ids, filter, hostnames, preview, ...deed } = input;
  refuseUnless(ctx, "work.do", applianceId);
  await loadAppliance(ctx.db, applianceId);
  const asked: Asked = deed.deed === "assign" ? await assigning(ctx, applianceId, deed.assigneeId) : deed;
  const selected = ids
    ? selectIds(ids)
    : hostnames
      ? await selectHosts(ctx.db, applianceId, hostnames)
      : await selectItems(ctx, applianceId, filter as Partial<ItemQuery>);
  return doOrLook(ctx, applianceId, asked, selected, preview);
}

/** Any clients of an appliance. @throws AppError 403, 404, 422 */
export async function batchClients(ctx: Ctx, input: ClientBatchInput): Promise<ManyAnswer> {
  const { applianceId, ids, filter, hostnames, preview, set, exclude, attest, assign, retry } = input;
  refuseUnless(ctx, "client.read", applianceId);
  await loadAppliance(ctx.db, applianceId);
  const asked = await askedOf();
  refuseUnlessMayAsk(ctx, applianceId, asked);
  const selected = ids
    ? selectIds(ids)
    : hostnames
      ? await selectHosts(ctx.db, applianceId, hostnames)
      : await selectClients(ctx, { ...clientQuery.parse({}), ...filter, applianceId } as ClientQuery);
  return doOrLook(ctx, applianceId, asked, selected, preview);

  async function askedOf(): Promise<Asked> {
    if (set) return { deed: "set", set };
    if (exclude) return { deed: "exclude", ...exclude };
    if (retry) return { deed: "retry", ...retry };
    return attest ? { deed: "attest", ...attest } : assigning(ctx, applianceId, assign?.assigneeId);
  }
}

async function doOrLook(
  ctx: Ctx,
  applianceId: number,
  asked: Asked,
  { clientIds, unknown, ambiguous }: Selected,
  isPreview: boolean,
): Promise<ManyAnswer> {
  const about = { applianceId, asked, clientIds };
  if (isPreview) return { preview: true, ...(await previewBatch(ctx, about)), unknown, ambiguous };
  return { preview: false, ...(await askBatch(ctx, about)), unknown, ambiguous };
}
