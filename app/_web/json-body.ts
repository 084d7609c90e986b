// Decides how a JSON body is read: bounded, of the right type, well formed.
import { AppError } from "@/lib/platform/errors";

/** A JSON body may have one mebibyte; uploads and feeds have their own doors. */
export const jsonBodyMaxBytes = 1_048_576;

/** Throws for bytes that are no UTF-8, where a lenient reader would store replacement characters. */
const utf8 = new TextDecoder("utf-8", { fatal: true });

function tooLarge(maxBytes: number, setting?: string): AppError {
  const raise = setting === undefined ? "" : `, or raise ${setting}`;
  return new AppError(
    413,
    "body_too_large",
    `The request body may have at most ${maxBytes} bytes; send less at a time${raise}.`,
  );
}

/** A body of this size is sent in a moment; one that trickles in holds a place that others need. */
const bodyPatienceMs = 30_000;

/**
 * Reads a request's body, never more than `maxBytes` of it, for at most 30 seconds. `setting`: where that limit comes from.
 * @throws AppError 413 `body_too_large`, 408 `body_too_slow`
 */
export async function readBody(request: Request, maxBytes: number, setting?: string): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes, setting);
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    void reader.cancel();
  }, bodyPatienceMs);
  try {
    await readAll(reader);
  } finally {
    clearTimeout(limit);
  }
  if (late) throw new AppError(408, "body_too_slow", "The request took too long to arrive. Send it again.");
  return Buffer.concat(chunks);

  async function readAll(from: typeof reader): Promise<void> {
    for (let part = await from.read(); !part.done; part = await from.read()) {
      size += part.value.byteLength;
      if (size > maxBytes) {
        await from.cancel();
        throw tooLarge(maxBytes, setting);
      }
      chunks.push(part.value);
    }
  }
}

/**
 * The JSON value in a body; no body at all counts as `{}`, so that the schema names what is missing.
 * @throws AppError 415 for another content type, 400 `invalid_json` for what does not parse
 */
export function parseJsonBody(bytes: Buffer, contentType: string | null): unknown {
  if (bytes.length === 0) return {};
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type)) {
    throw new AppError(
      415,
      "unsupported_media_type",
      "Send the body as JSON with the header `Content-Type: application/json`.",
    );
  }
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new AppError(
      400,
      "invalid_json",
      "The request body is not valid JSON in UTF-8; correct it and send it again.",
    );
  }
}
