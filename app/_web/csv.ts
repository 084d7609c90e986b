/** Decides how rows leave as a CSV file: streamed, readable by spreadsheets, and unable to run as formulas in them. */
import Papa from "papaparse";

const batchRows = 500;
/** Excel takes a CSV for UTF-8 only when it begins with this. */
const byteOrderMark = "\uFEFF";

// Without `$`: papaparse's own pattern lets a formula through that has a line break in it.
const formula = /^[=+\-@\t\r]/;

/** What a cell can hold; an instant comes as RFC 3339 text. */
export type Cell = string | number | boolean | null;

/**
 * A file to download: UTF-8 with byte order mark, comma, CRLF, a heading line. A cell that a spreadsheet would run as a
 * formula gets an apostrophe before it. Rows are read as fast as they are fetched, so memory stays flat; what fails
 * before the first row is thrown, what fails later breaks the download off.
 */
export async function csvResponse(
  fileName: string,
  headings: readonly string[],
  rows: AsyncGenerator<readonly Cell[]>,
): Promise<Response> {
  const encoder = new TextEncoder();
  const lines = writeLines(headings, rows);
  const first = await lines.next();
  let pending: IteratorResult<string> | null = first;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part: IteratorResult<string> = pending ?? (await lines.next());
      pending = null;
      if (part.done) controller.close();
      else controller.enqueue(encoder.encode(part.value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="${asciiName(fileName)}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    },
  });
}

async function* writeLines(
  headings: readonly string[],
  rows: AsyncGenerator<readonly Cell[]>,
): AsyncGenerator<string, void, undefined> {
  let batch: (readonly Cell[])[] = [headings];
  let start = byteOrderMark;
  const flush = () => {
    const text = `${start}${Papa.unparse(batch as Cell[][], { newline: "\r\n", escapeFormulae: formula })}\r\n`;
    batch = [];
    start = "";
    return text;
  };
  for await (const row of rows) {
    batch.push(row);
    if (batch.length >= batchRows) yield flush();
  }
  if (batch.length > 0) yield flush();
}

/** A file name for clients that read no other: everything else than plain letters, digits, dot and dash becomes a dash. */
function asciiName(fileName: string): string {
  return fileName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-");
}
