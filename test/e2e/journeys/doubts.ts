// A file that would change too much waits for a person; what it did can be taken back; what leaves as CSV is harmless.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { ago, hourMs, list, makeSite, minuteMs, rolloutOf, table, upload } from "../site";
import { api, journey } from "../stage";

async function download(page: Page, press: () => Promise<void>): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), press()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const formula = "=cmd|' /C calc'!A1";

export function doubtFiles(): void {
  journey("a file that loses half: difference, confirmation, taken back; harmless CSV", async (stage) => {
    const fleet = Array.from({ length: 120 }, (_, index) => ({
      name: index === 0 ? formula : `Desk ${String(index).padStart(3, "0")}`,
      group: index % 2 === 0 ? "North wing" : "South wing",
      seenAt: ago(index % 3 === 0 ? 2 * hourMs : 50 * hourMs),
    }));
    const site = await makeSite("Half house", ago(30 * hourMs), fleet);
    const before = await rolloutOf(site.rolloutId);
    expect(before.counts).toMatchObject({ checked_in: 40, overdue: 80 });

    const half = fleet.slice(0, 60).map((client) => ({ ...client, online: true, seenAt: ago(5 * minuteMs) }));
    const { id, status } = await upload(site.id, list(half));
    expect(status).toBe("needs_confirmation");

    const { page } = await stage.openTabAs();
    await page.goto(`/?applianceId=${site.id}`);
    const attention = page.getByRole("list", { name: "Needs somebody" });
    await attention
      .getByText("list.csv waits for your confirmation; until then it changes nothing.")
      .first()
      .waitFor();
    await attention.getByRole("link", { name: "Answer" }).click();
    await page.getByRole("heading", { name: "Apply this file?" }).waitFor();
    await page
      .getByText("60 clients would be missing: 50 % of the 120 in the previous snapshot.")
      .first()
      .waitFor();
    await page.getByRole("heading", { name: "What it would do" }).waitFor();
    await page.getByRole("link", { name: /^\+40\s*Checked in/ }).click();
    await page.getByRole("heading", { name: "Would come into “Checked in”" }).waitFor();
    await page.getByRole("link", { name: "Desk 001" }).waitFor();
    await page.getByRole("link", { name: "Missing 60" }).click();
    await page.getByRole("link", { name: "Desk 060" }).waitFor();
    expect((await rolloutOf(site.rolloutId)).counts).toEqual(before.counts);

    await page.getByRole("button", { name: "Yes, it is the whole list" }).click();
    await page.getByText("Done", { exact: true }).first().waitFor();
    await page.getByRole("heading", { name: "What it did" }).waitFor();
    expect((await rolloutOf(site.rolloutId)).counts).toMatchObject({ checked_in: 80, overdue: 40 });

    await page.getByRole("button", { name: "Take it back" }).click();
    const dialog = page.getByRole("dialog", { name: "Take this import back?" });
    await dialog.getByText("Everything this file said is forgotten: its 60 rows").first().waitFor();
    await dialog.getByRole("button", { name: "Take it back" }).click();
    await page.getByText("This import was taken back; the states").first().waitFor();
    expect(await rolloutOf(site.rolloutId)).toEqual(before);
    expect((await api<{ status: string }>("GET", `/api/v1/imports/${id}`)).status).toBe("taken_back");

    await page.goto(`/clients?applianceId=${site.id}&group=North+wing&state=overdue`);
    await page
      .getByText(/^40 clients\./)
      .first()
      .waitFor();
    const clients = await download(page, () => page.getByRole("link", { name: "Export as CSV" }).click());
    const lines = clients.trim().split("\r\n");
    expect(lines.filter((line) => line.includes("North wing") && line.includes("Overdue"))).toHaveLength(40);
    expect(lines).toHaveLength(41);

    await page.goto(`/clients?applianceId=${site.id}`);
    await page
      .getByText(/^120 clients\./)
      .first()
      .waitFor();
    const everybody = await download(page, () => page.getByRole("link", { name: "Export as CSV" }).click());
    expect(everybody.trim().split("\r\n")).toHaveLength(121);
    expect(everybody).toContain(`'${formula}`);
    expect(everybody).not.toMatch(/(^|,|")=/m);

    const bad = table(
      ["Name", "Hostname", "Group", "Status Details"],
      [
        ["Desk 001", "desk-001", "South wing", "Online since 2025-01-20 10:00"],
        [formula, "desk-x", "South wing", "Offline since 2025-02-31 14:02"],
      ],
    );
    const spoiled = await upload(site.id, bad, { complete: "false" });
    expect(spoiled.rows).toEqual({ total: 2, accepted: 1, rejected: 1 });
    await page.goto(`/imports/${spoiled.id}?show=rejects`);
    await page.getByText("is a date or time that does not exist").first().waitFor();
    const rejects = await download(page, () =>
      page.getByRole("link", { name: "Rejected rows as CSV" }).click(),
    );
    expect(rejects).toContain("is a date or time that does not exist");
    expect(rejects).toContain(`'${formula}`);
    expect(rejects).not.toMatch(/(^|,|")=/m);
  });
}
