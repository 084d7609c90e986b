// Decides how a body of lines is read: UTF-8, bounded in bytes and in lines.
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { readBody } from "./json-body";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The text of a body that holds one record on each line.
 * @throws AppError 408 `body_too_slow`, 413 `body_too_large`, `too_many_lines`, 400 `not_utf8`
 */
export async function readLinesBody(request: Request): Promise<string> {
  const { ROLLCALL_FEED_MAX_MIB, ROLLCALL_FEED_MAX_LINES } = env();
  const bytes = await readBody(request, ROLLCALL_FEED_MAX_MIB * 1024 * 1024, "ROLLCALL_FEED_MAX_MIB");
  let lines = 0;
  for (const byte of bytes) if (byte === 10) lines++;
  if (lines > ROLLCALL_FEED_MAX_LINES)
    throw new AppError(
      413,
      "too_many_lines",
      `A request may have at most ${ROLLCALL_FEED_MAX_LINES} lines. Send them in several.`,
    );
  try {
    return utf8.decode(bytes);
  } catch {
    throw new AppError(
      400,
      "not_utf8",
      "The lines are not UTF-8. Set the sender to UTF-8 and send them again.",
    );
  }
}
