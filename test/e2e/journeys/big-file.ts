// A hundred thousand rows through the browser: progress moves, and every count agrees with one made without Rollcall.
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type ExportTruth, makeExport } from "../../support/make-export";
import { ago, hourMs, makeAppliance, type Rollout, recordRelease, sendFile } from "../site";
import { api, journey } from "../stage";

const rows = 100_000;
const limitMs = 150_000;

interface Watched extends Window {
  seenProgress: string[];
}

/** Notes what the progress bar says whenever it changes, also across the client-side way to the import's page. */
async function watchProgress(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    new MutationObserver(() => {
      const bar = document.querySelector('[role="progressbar"]');
      const words = bar && `${bar.getAttribute("aria-label")}: ${bar.getAttribute("aria-valuenow")}`;
      if (words && words !== seen.at(-1)) seen.push(words);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
    Object.assign(window, { seenProgress: seen });
  });
  return () => page.evaluate(() => (window as unknown as Watched).seenProgress);
}

async function expectTruth(page: Page, truth: ExportTruth, importId: number, rolloutId: number) {
  const number = (value: number) => value.toLocaleString("en");
  await page
    .getByText(
      `${number(truth.total)} in all: ${number(truth.accepted)} accepted, ${number(truth.rejected)} rejected`,
    )
    .first()
    .waitFor();
  await page.getByRole("link", { name: `Added ${number(truth.accepted)}` }).waitFor();
  const imported = await api<{ rows: unknown; status: string; diff: { unreadable: number } }>(
    "GET",
    `/api/v1/imports/${importId}`,
  );
  expect(imported).toMatchObject({
    status: "done",
    rows: { total: truth.total, accepted: truth.accepted, rejected: truth.rejected },
    diff: { added: truth.accepted, missing: 0, duplicates: 0 },
  });
  const rollout = await api<Rollout>("GET", `/api/v1/rollouts/${rolloutId}`);
  const { checked_in, ...behind } = rollout.counts;
  expect(checked_in).toBe(truth.checkedIn);
  // Clients of rows that were rejected were listed, so they wait.
  const listed = imported.diff.unreadable;
  expect(listed).toBeLessThanOrEqual(truth.rejected);
  expect(Object.values(behind).reduce((sum, count) => sum + count, 0)).toBe(truth.behind + listed);
  expect(rollout.cohort + rollout.late).toBe(truth.accepted + listed);

  await page.goto(`/rollouts/${rolloutId}`);
  await page
    .getByText(`${number(truth.checkedIn)} of ${number(truth.accepted + listed)} clients have checked in`)
    .first()
    .waitFor();
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
        const applianceId = await makeAppliance("Big house");
        const rolloutId = await recordRelease(applianceId, installedAt);
        const { page } = await stage.openTabAs();
        await page.goto(`/imports?applianceId=${applianceId}`);
        const seen = await watchProgress(page);
        await sendFile(page, path);
        await page.waitForURL(/\/imports\/\d+\?/);
        await page.getByText("Done", { exact: true }).first().waitFor({ timeout: limitMs });

        const moved = (await seen()).filter((words) => /^(Reading|Comparing|Writing|Judging)/.test(words));
        expect(new Set(moved).size, moved.join(", ")).toBeGreaterThanOrEqual(3);
        await expectTruth(
          page,
          made.truth,
          Number(new URL(page.url()).pathname.split("/").at(-1)),
          rolloutId,
        );
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    limitMs,
  );
}
