// Decides how a JSON body is read: bounded, of the right type, well formed.
import { AppError } from "@/lib/platform/errors";

/** A JSON body may have one mebibyte; uploads and feeds have their own doors. */
export const jsonBodyMaxBytes = 1_048_576;

function tooLarge(maxBytes: number): AppError {
  return new AppError(
    413,
    "body_too_large",
    `The request body may have at most ${maxBytes} bytes; send less at a time.`,
  );
}

/**
 * Reads a request's body, never more than `maxBytes` of it.
 * @throws AppError 413 `body_too_large`
 */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
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
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new AppError(
      400,
      "invalid_json",
      "The request body is not valid JSON; correct it and send it again.",
    );
  }
}
