/** Reads a multipart upload with flat memory: its text parts are checked, its one file is handed on as it comes. */
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import type { z } from "zod";
import { AppError } from "@/lib/platform/errors";
import { checkInput } from "./check-input";

const fieldsAtMost = 20;
const fieldBytesAtMost = 256 * 1024;

/**
 * Takes an upload apart. `keep` is given the file's name and bytes while they arrive, before or after the other parts;
 * when the rest of the request turns out wrong, `drop` is given what it kept.
 * @throws AppError 400 `not_multipart`, `broken_upload`, `file_missing`, `one_file_only`; 422 `invalid_request`; whatever `keep` throws
 */
export async function readUpload<S extends z.ZodType, K extends object>(
  request: Request,
  schema: S,
  keep: (fileName: string, bytes: AsyncIterable<Buffer>) => Promise<K>,
  drop: (kept: K) => Promise<void>,
): Promise<{ fields: z.output<S>; file: K }> {
  const parser = openParser(request);
  const fields: Record<string, string> = {};
  let keeping: Promise<K> | null = null;
  let refused: AppError | null = null;
  parser.on("field", (name, value, info) => {
    if (info.valueTruncated) refused ??= broken(`The part \`${name}\` is too long.`);
    fields[name] = value;
  });
  parser.on("file", (name, stream, { filename }) => {
    if (name !== "file" || keeping !== null) {
      refused ??= new AppError(
        400,
        "one_file_only",
        "Send exactly one file, in the part named `file`; send further files one after the other.",
      );
      stream.resume();
      return;
    }
    // Whoever stops reading must not destroy the stream: the parser would wait for ever for its rest to be taken.
    keeping = keep(cleanFileName(filename), stream.iterator({ destroyOnReturn: false }));
    // A refusal must not leave the rest of the request unread, or the answer never arrives.
    keeping.catch(() => stream.resume());
  });
  parser.on("fieldsLimit", () => {
    refused ??= broken("There are too many parts.");
  });
  const whole = await pipeline(bodyOf(request), parser).then(
    () => null,
    (error) =>
      error instanceof AppError
        ? error
        : broken("The upload broke off or is not well-formed multipart data. Send it again."),
  );
  const kept = await settle(keeping as Promise<K> | null);
  // A stream that broke under the keeper is the upload's fault, not the keeper's.
  const refusal = (kept.error instanceof AppError ? kept.error : null) ?? whole ?? kept.error ?? refused;
  if (refusal || kept.value === undefined) {
    if (kept.value !== undefined) await drop(kept.value);
    throw (
      refusal ??
      new AppError(400, "file_missing", "There is no file. Send the export in the part named `file`.")
    );
  }
  try {
    return { fields: checkInput(schema, fields, 422), file: kept.value };
  } catch (error) {
    await drop(kept.value);
    throw error;
  }
}

function openParser(request: Request): busboy.Busboy {
  try {
    return busboy({
      headers: { "content-type": request.headers.get("content-type") ?? "" },
      limits: { files: 2, fields: fieldsAtMost, fieldSize: fieldBytesAtMost },
      defParamCharset: "utf8",
    });
  } catch {
    throw new AppError(
      400,
      "not_multipart",
      "Send the export as multipart/form-data with the parts `file` and `applianceId`, as `curl -F` does.",
    );
  }
}

/** An upload may take as long as it likes while it makes progress. */
const progressWithinMs = 60_000;

function stalled(): AppError {
  return new AppError(
    408,
    "upload_stalled",
    `The upload made no progress for ${progressWithinMs / 1_000} seconds and was given up. Send it again.`,
  );
}

/** The body as Node's stream. Fewer bytes than announced are a broken upload, never a short file. */
async function* bodyOf(request: Request): AsyncGenerator<Buffer> {
  const announced = Number(request.headers.get("content-length") ?? Number.NaN);
  let read = 0;
  if (request.body) {
    const reader = request.body.getReader();
    try {
      for (let piece = await nextPiece(reader); piece; piece = await nextPiece(reader)) {
        read += piece.length;
        yield Buffer.from(piece);
      }
    } finally {
      // Not waited for: a body that stalls may never hear of it.
      reader.cancel().catch(() => undefined);
    }
  }
  if (Number.isFinite(announced) && read < announced) throw new Error("the body is shorter than announced");
}

/** The next bytes of a body, undefined at its end. @throws AppError 408 `upload_stalled` when none come for too long */
async function nextPiece(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  let patience: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, giveUp) => {
    patience = setTimeout(() => giveUp(stalled()), progressWithinMs);
  });
  try {
    return (await Promise.race([reader.read(), tooLong])).value;
  } finally {
    clearTimeout(patience);
  }
}

async function settle<K>(keeping: Promise<K> | null): Promise<{ value?: K; error?: unknown }> {
  if (!keeping) return {};
  try {
    return { value: await keeping };
  } catch (error) {
    return { error };
  }
}

function broken(detail: string): AppError {
  return new AppError(400, "broken_upload", detail);
}

/** The last part of the name, without control characters; it is shown, never used as a path. */
function cleanFileName(name: string | undefined): string {
  const last = (name ?? "").split(/[\\/]/).at(-1) ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return last.replace(/[\u0000-\u001f\u007f]/g, "").slice(0, 200) || "export";
}
