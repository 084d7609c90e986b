/** The download of every client of a rollout, beside COPY … TO of the same rows. */
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { request } from "undici";
import type { PlayedFleet } from "./bench-imports";
import { memoryFigures, type Rest } from "./bench-memory";
import { type Figure, takenFigure } from "./figures";
import { TimedRequests } from "./timed-requests";

export async function benchCsv(fleet: PlayedFleet, rest: Rest): Promise<Figure[]> {
  const { site } = fleet;
  const { rows } = fleet.days;
  const folder = mkdtempSync(join(tmpdir(), "rollcall-csv-"));
  const path = join(folder, "clients.csv");
  try {
    // The first one is kept: its rows are what COPY gives out.
    await download(fleet, path);
    const before = await site.bare.copyOut(path);
    const requestBefore = await bareRequest(fleet);
    site.memory.web.highest();
    let got = { firstByteMs: 0, lines: 0 };
    const taken = await site.timed(async () => {
      got = await download(fleet);
    });
    const memory = memoryFigures(site, rows, rest, "during the download");
    const requestAfter = await bareRequest(fleet);
    const after = await site.bare.copyOut(path);
    if (got.lines !== rows + 1) throw new Error(`the download has ${got.lines} lines`);
    const firstByte: Figure = {
      work: "download, first byte",
      rows,
      value: got.firstByteMs,
      unit: "ms",
      better: "lower",
      bare: { what: "bare request", values: [requestBefore, requestAfter] },
      aim: "300 ms",
    };
    return [
      takenFigure({ work: "download of all clients", rows, aim: "3×" }, taken, {
        what: "COPY … TO",
        taken: [before, after],
      }),
      firstByte,
      ...memory.filter(({ work }) => work.includes("web")),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bareRequest({ site }: PlayedFleet): Promise<number> {
  const requests = new TimedRequests(site.instance.url, {});
  try {
    return await requests.bareMs();
  } finally {
    await requests.close();
  }
}

/** Fetches all clients of the rollout; into a file where one is named. */
async function download(
  { site, rolloutId }: PlayedFleet,
  path?: string,
): Promise<{ firstByteMs: number; lines: number }> {
  const beganMs = performance.now();
  const answer = await request(`${site.instance.url}/api/v1/clients.csv?rolloutId=${rolloutId}`, {
    headers: { authorization: `Bearer ${site.key}` },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  if (answer.statusCode !== 200) throw new Error(`the download was answered ${answer.statusCode}`);
  const file = path === undefined ? null : createWriteStream(path);
  let firstByteMs: number | undefined;
  let lines = 0;
  for await (const piece of answer.body as AsyncIterable<Buffer>) {
    firstByteMs ??= performance.now() - beganMs;
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
    if (file && !file.write(piece)) await once(file, "drain");
  }
  if (file) {
    file.end();
    await once(file, "close");
  }
  return { firstByteMs: firstByteMs ?? 0, lines };
}
