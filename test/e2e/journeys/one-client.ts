// One client in a person's hands: attested, excluded, described, and every step in its history.
import { expect } from "vitest";
import { ago, clientNamed, hourMs, makeSite } from "../site";
import { journey } from "../stage";

export function careForClient(): void {
  journey("a client: attest, exclude, take both back, say what is known", async (stage) => {
    const site = await makeSite("Care house", ago(30 * hourMs), [
      { name: "Reception", seenAt: ago(50 * hourMs) },
      { name: "Archive", online: true, seenAt: ago(hourMs) },
    ]);
    const { page } = await stage.openTabAs();
    await page.goto(`/clients?applianceId=${site.id}`);
    await page.getByRole("link", { name: "Reception" }).click();
    const why = page.getByRole("region", { name: "Why it is in this state" });
    await why.getByText("Overdue", { exact: true }).first().waitFor();

    await page.getByRole("button", { name: "Attest reinstallation" }).click();
    const attest = page.getByRole("dialog", { name: "Attest that it was reinstalled" });
    expect(await attest.getByRole("button", { name: "Attest" }).isDisabled()).toBe(true);
    await attest.getByLabel("What was done").fill("Installed again by hand");
    await attest.getByRole("button", { name: "Attest" }).click();
    await why.getByText("Waiting", { exact: true }).first().waitFor();
    await why
      .getByText(/^Ada Admin attested on .+; believed until .+, then it has to be seen\.$/)
      .first()
      .waitFor();

    await page.getByRole("button", { name: "Take the attestation back" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take the attestation back" }).click();
    await why.getByText("Overdue", { exact: true }).first().waitFor();

    await page.getByRole("button", { name: "Exclude" }).click();
    const exclude = page.getByRole("dialog", { name: "Exclude this client" });
    await exclude.getByLabel("Reason").fill("Broken screen, goes to scrap");
    await exclude.getByRole("button", { name: "Exclude" }).click();
    await why.getByText("Excluded", { exact: true }).first().waitFor();
    await why
      .getByText(/^Ada Admin excluded it on .+: Broken screen, goes to scrap$/)
      .first()
      .waitFor();
    expect((await clientNamed(site.id, "Reception")).state).toBe("excluded");

    await page.getByRole("button", { name: "Remove the exclusion" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove the exclusion" }).click();
    await why.getByText("Overdue", { exact: true }).first().waitFor();

    const set = page.getByRole("region", { name: "Set by people" });
    await set.getByRole("button", { name: "Edit" }).click();
    const facts = page.getByRole("dialog", { name: "Facts set by people" });
    await facts.getByLabel("Site").fill("Ground floor");
    await facts.getByLabel("Owner").fill("Olga Owner");
    await facts.getByRole("combobox", { name: "Tags" }).fill("kiosk");
    await page.keyboard.press("Enter");
    await facts.getByLabel("Planned retirement").fill("2031-01-31");
    await facts.getByRole("button", { name: "Save" }).click();
    for (const said of ["Ground floor", "Olga Owner", "kiosk"]) await set.getByText(said).first().waitFor();
    await why.getByText("It is to be retired on", { exact: false }).first().waitFor();

    const history = page.getByRole("region", { name: "History" });
    for (const said of [
      "Ada Admin attested the reinstallation: Installed again by hand",
      "Ada Admin took the attestation back",
      "Ada Admin excluded it: Broken screen, goes to scrap",
      "Ada Admin removed the exclusion",
    ])
      await history.getByText(said).first().waitFor();
    await history.getByRole("link", { name: /^Appeared in list\.csv, line 2/ }).waitFor();
  });
}
