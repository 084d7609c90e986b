// Files that Rollcall cannot read alone: unknown headings, dates that can be read two ways.
import type { Page } from "playwright-core";
import { makeAppliance, sendFile, table } from "../site";
import { journey } from "../stage";

/** Chooses a file and sends it; leaves on the import's page. */
async function importFile(page: Page, applianceId: number, name: string, text: string): Promise<void> {
  await page.goto(`/imports?applianceId=${applianceId}`);
  await sendFile(page, { name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

const headings = ["Box", "Crew", "Beacon"];
const crew = (day: string) => [
  ["ward-01", "Night shift", `Offline since ${day} 14:02`],
  ["ward-02", "Night shift", `Offline since ${day} 14:05`],
  ["ward-03", "Day shift", `Online since ${day} 15:00`],
];

export function answerQuestions(): void {
  journey("unknown headings and ambiguous dates: asked once, then remembered", async (stage) => {
    const applianceId = await makeAppliance("Ward house");
    const { page } = await stage.openTabAs();

    await importFile(page, applianceId, "first.csv", table(headings, crew("2025-01-20")));
    await page.getByRole("heading", { name: "Which column is what?" }).waitFor();
    await page.getByText("Probably (80 %)").first().waitFor();
    const group = page.getByRole("combobox", { name: "Crew: Stands for" });
    await group.click();
    await page.getByRole("option", { name: "Group", exact: true }).click();
    await page.getByText("Chosen by you").first().waitFor();
    await page.getByRole("button", { name: "Read the file" }).click();
    await page.getByText("3 in all: 3 accepted, 0 rejected").first().waitFor();
    await page.getByRole("link", { name: "ward-01" }).waitFor();
    await page.getByRole("cell", { name: "Night shift" }).first().waitFor();

    await importFile(page, applianceId, "second.csv", table(headings, crew("2025-01-21")));
    await page.getByText("3 in all: 3 accepted, 0 rejected").first().waitFor();
    await page.getByText("Compared with").first().waitFor();

    await importFile(page, applianceId, "third.csv", table(headings, crew("03/04/2025")));
    await page.getByRole("heading", { name: "How are its dates written?" }).waitFor();
    await page.getByRole("cell", { name: /^3 Apr 2025, 14:02/ }).waitFor();
    await page.getByRole("cell", { name: /^4 Mar 2025, 14:02/ }).waitFor();
    await page.getByRole("button", { name: "Day first" }).click();
    await page.getByText("3 in all: 3 accepted, 0 rejected").first().waitFor();

    await page.goto(`/clients?applianceId=${applianceId}&q=ward-03`);
    await page.getByRole("link", { name: "ward-03" }).click();
    await page
      .getByText(/^3 Apr 2025, 15:00/)
      .first()
      .waitFor();
  });
}
