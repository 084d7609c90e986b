/** Hands a file that a feed brought to the imports, as if somebody had uploaded it. */
import { receiveImport, storeFile } from "@/lib/intake/receive-import";
import type { Ctx } from "@/lib/platform/context";
import type { Feed } from "./store";

/**
 * The same bytes again are the same import. Returns its id, and whether it is new.
 * @throws AppError as an upload does
 */
export async function importFile(
  ctx: Ctx,
  feed: Feed,
  fileName: string,
  bytes: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<{ id: number; created: boolean }> {
  const file = await storeFile(ctx, fileName, bytes, maxBytes);
  const { kind = "jump_client", timeZone, dateOrder, complete } = feed.settings;
  return receiveImport(
    ctx,
    { applianceId: feed.applianceId, kind, timeZone, dateOrder, complete, readAgain: false },
    file,
    feed.id,
  );
}
