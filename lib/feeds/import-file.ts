/** Hands a file that a feed brought to the imports, as if somebody had uploaded it. */
import { receiveImport, storeFile } from "@/lib/intake/receive-import";
import type { Ctx } from "@/lib/platform/context";
import { AppError, conflict } from "@/lib/platform/errors";
import type { Feed } from "./store";

/**
 * The same bytes again are the same import. Returns its id, and whether it is new.
 * @throws AppError as an upload does; what an upload would be told to say is told in what can be done about a feed
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
  try {
    return await receiveImport(
      ctx,
      { applianceId: feed.applianceId, kind, timeZone, dateOrder, complete, readAgain: false },
      file,
      feed.id,
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "import_differs") throw error;
    throw conflict("import_differs", readOtherwise(feed, error.more.importId), error.more);
  }
}

function readOtherwise({ type }: Feed, importId: unknown): string {
  const again = type === "folder" ? "take that import back and touch the file" : "take that import back";
  return `These bytes are import ${importId} already, read with other settings than those of this feed. If they are to be read with these, ${again}.`;
}
