// Releases: one too soon is warned about loudly, a wrong time is corrected, a wrong release withdrawn.
import { expect } from "vitest";
import { barriers } from "../barriers";
import { ago, hourMs, localField, makeSite } from "../site";
import { api, journey } from "../stage";

export function recordReleases(): void {
  journey("releases: recorded too soon, corrected, withdrawn", async (stage) => {
    const firstAt = ago(30 * hourMs);
    const behind = Array.from({ length: 7 }, (_, index) => ({
      name: `Slow ${index}`,
      seenAt: ago((40 + index) * hourMs),
    }));
    const site = await makeSite("Hasty house", firstAt, [
      ...behind,
      { name: "Quick", online: true, seenAt: ago(20 * hourMs) },
    ]);
    const { page } = await stage.openTabAs();
    await page.goto(`/releases?applianceId=${site.id}`);
    await page.getByRole("button", { name: "Record a release" }).click();
    const record = page.getByRole("dialog", { name: "Record a release on Hasty house" });
    await record.getByRole("textbox", { name: "Name", exact: true }).fill("Bomgar-24.3.3");
    await record.getByLabel("Installation completed").fill(localField(firstAt + 10 * hourMs, "UTC"));
    await record.getByRole("button", { name: "Record the release" }).click();
    const warning = record.getByRole("alert");
    await warning
      .getByText("Installed 10 hours after 24.3.2; the guides ask for at least 24 hours.")
      .first()
      .waitFor();
    await warning.getByText("7 clients have not fetched 24.3.2 yet").first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await record.getByRole("button", { name: "Understood" }).click();

    const rowOf = (name: string) =>
      page.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
    await rowOf("Bomgar-24.3.3").getByText("7 clients have not fetched").first().waitFor();
    await rowOf("Bomgar-24.3.2").getByText("Superseded").first().waitFor();
    await rowOf("Bomgar-24.3.2").getByText("as it stood when it ended").waitFor();
    const restsOn = page.getByRole("region", { name: "What this rests on" });
    await restsOn
      .getByRole("link", { name: /As of (the|an) export of/ })
      .first()
      .waitFor();
    expect(await barriers(page)).toEqual([]);

    await page.getByRole("button", { name: "Actions for Bomgar-24.3.3" }).click();
    await page.getByRole("menuitem", { name: "Correct…" }).click();
    const correct = page.getByRole("dialog", { name: "Correct Bomgar-24.3.3" });
    await correct.getByLabel("Installation completed").fill(localField(firstAt + 25 * hourMs, "UTC"));
    await correct.getByRole("button", { name: "Correct the release" }).click();
    await correct.waitFor({ state: "hidden" });
    await rowOf("Bomgar-24.3.3").getByText("7 clients have not fetched").first().waitFor({ state: "hidden" });

    await page.getByRole("button", { name: "Actions for Bomgar-24.3.3" }).click();
    await page.getByRole("menuitem", { name: "Withdraw…" }).click();
    const withdraw = page.getByRole("dialog", { name: "Withdraw Bomgar-24.3.3?" });
    await withdraw.getByText("After that Bomgar-24.3.2 is the newest release").first().waitFor();
    await withdraw.getByRole("button", { name: "Withdraw the release" }).click();
    await rowOf("Bomgar-24.3.3").waitFor({ state: "hidden" });
    await expect
      .poll(async () => (await api<{ status: string }>("GET", `/api/v1/rollouts/${site.rolloutId}`)).status)
      .toBe("open");
    await page.reload();
    await rowOf("Bomgar-24.3.2").getByText("Open", { exact: true }).first().waitFor();
  });
}
