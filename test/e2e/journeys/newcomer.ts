// From the printed link to the first answer, as somebody who has never seen Rollcall.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { ago, dayMs, hourMs, localField, minuteMs, table } from "../site";
import { admin, journey, takeSetUpLink } from "../stage";

const zone = "America/Sao_Paulo";

/** Drops a text file on the page's drop zone, as a person drags it from their desktop. */
async function drop(page: Page, fileName: string, text: string): Promise<void> {
  const dragged = await page.evaluateHandle(
    ([name, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content ?? ""], name ?? "", { type: "text/csv" }));
      return transfer;
    },
    [fileName, text],
  );
  const target = page.getByText("Drop client lists here, or choose files");
  for (const event of ["dragenter", "dragover", "drop"])
    await target.dispatchEvent(event, { dataTransfer: dragged });
}

/**
 * A small Brazilian list of 29 rows: 17 checked in, 7 overdue, 4 silent for more than 30 days, and one that cannot be
 * read, whose client waits.
 */
function brazilianList(installedAt: number): string {
  const written = (at: number) =>
    new Intl.DateTimeFormat("pt-BR", {
      timeZone: zone,
      dateStyle: "short",
      timeStyle: "medium",
      hourCycle: "h23",
    })
      .format(at)
      .replace(",", "")
      .replace(/(\d\d\/\d\d\/)(\d\d )/, "$120$2");
  const rows: string[][] = [];
  const add = (count: number, group: string, details: (index: number) => string) => {
    for (let index = 0; index < count; index++) {
      const name = `Caixa ${String(rows.length + 1).padStart(2, "0")}`;
      rows.push([name, `caixa-${rows.length + 1}`, group, details(index)]);
    }
  };
  add(12, "Agência São João", (index) => `Conectado desde ${written(ago(20 * minuteMs + index * hourMs))}`);
  add(5, "Agência Centro", (index) => `Desconectado desde ${written(installedAt + (index + 1) * hourMs)}`);
  add(6, "Agência Centro", (index) => `Desconectado desde ${written(installedAt - (index + 1) * dayMs)}`);
  add(4, "Depósito", (index) => `Desconectado desde ${written(ago((40 + index) * dayMs))}`);
  add(1, "Depósito", () => "");
  rows.push(["Caixa 99", "caixa-99", "Depósito", "Desconectado desde 31/02/2025 27:90"]);
  // One day above 12 tells the order of day and month on every date of the year.
  rows[23] = ["Caixa 24", "caixa-24", "Depósito", "Desconectado desde 20/01/2025 08:00:00"];
  return table(["Nome", "Nome do host/IP", "Grupo", "Detalhes de Status"], rows, ";");
}

export function walkAsNewcomer(): void {
  journey("a newcomer: from the printed link to the first answer", async (stage) => {
    const { page } = await stage.openTab({ timezoneId: zone });
    const installedAt = ago(30 * hourMs);

    await page.goto(takeSetUpLink());
    await page.getByRole("textbox", { name: "Your name" }).fill(admin.name);
    await page.getByRole("textbox", { name: "E-mail address" }).fill(admin.email);
    await page.getByLabel("Password", { exact: true }).fill(admin.password);
    await page.getByLabel("The same password again").fill(admin.password);
    await page.getByRole("button", { name: "Make the admin account" }).click();

    await page.getByRole("heading", { name: "Three steps to the first answer" }).waitFor();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Banco do Vale");
    await page.getByRole("textbox", { name: "Public host name" }).fill("suporte.bancodovale.example");
    expect(await page.getByLabel("Time zone").first().inputValue()).toBe(zone);
    await page.getByRole("button", { name: "Register the appliance" }).click();

    await page.getByLabel("Installation completed").fill(localField(installedAt, zone));
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Bomgar-24.3.2");
    expect(await page.getByRole("textbox", { name: "Version" }).inputValue()).toBe("24.3.2");
    await page.getByRole("button", { name: "Record the release" }).click();

    await drop(page, "lista.csv", brazilianList(installedAt));
    await page.getByRole("button", { name: "Import the file" }).click();

    await page.getByRole("heading", { level: 1, name: "lista.csv" }).waitFor();
    await page.getByText("29 in all: 28 accepted, 1 rejected").first().waitFor();
    await page.getByText("is a date or time that does not exist").first().waitFor();
    await page.getByRole("link", { name: "Rejected", exact: true }).click();
    await page.getByRole("link", { name: "Rejected rows as CSV" }).waitFor();
    await page.getByRole("link", { name: /^\+17\s*Checked in/ }).click();
    await page.getByRole("heading", { name: "Came into “Checked in”" }).waitFor();
    await page.getByRole("link", { name: "Caixa 17" }).waitFor();
    await page.getByRole("link", { name: "See the roll call" }).click();
    await page.getByRole("heading", { level: 1, name: "Bomgar-24.3.2" }).waitFor();

    const places = page.getByRole("navigation", { name: "Main" });
    await places.getByRole("link", { name: "Overview", exact: true }).click();
    await page.getByText("17 of 29 clients have checked in").first().waitFor();
    await page.getByText("58 %").first().waitFor();
    const attention = page.getByRole("list", { name: "Needs somebody" });
    await attention.getByText("7 clients are overdue.").first().waitFor();
    await attention.getByText("4 clients need redeployment by hand.").first().waitFor();

    const moves = page.getByRole("region", { name: "Whose move it is" });
    await moves.getByRole("link", { name: "End user: 6" }).waitFor();
    // The row that could not be read: whoever brings the exports has to bring a better one.
    await moves.getByRole("link", { name: "Yours: 1" }).click();
    await page.getByRole("heading", { level: 1, name: "Clients" }).waitFor();
    await page.getByRole("link", { name: "Caixa 99" }).first().waitFor();
    await page.getByRole("combobox", { name: "Whose move" }).click();
    await page.getByRole("option", { name: "Technician" }).click();
    await page
      .getByText(/^5 clients\. States are those of Bomgar-24\.3\.2/)
      .first()
      .waitFor();
    await page.getByRole("region", { name: "Clients" }).getByText("Whose move: Technician").first().waitFor();
    await places.getByRole("link", { name: "Overview", exact: true }).click();

    await page.getByRole("link", { name: "Bomgar-24.3.2" }).click();
    await page.getByRole("heading", { name: "Check-ins over time" }).waitFor();
    const centro = page.getByRole("listitem").filter({ hasText: "Agência Centro" });
    await centro.locator('a[data-state="overdue"]').click();

    await page.getByRole("heading", { level: 1, name: "Clients" }).waitFor();
    await page
      .getByText(/^6 clients\. States are those of Bomgar-24\.3\.2/)
      .first()
      .waitFor();
    const overdue = page
      .getByRole("region", { name: "Clients" })
      .getByRole("row")
      .filter({ hasText: "Overdue" });
    expect(await overdue.count()).toBe(6);
    await overdue.first().getByRole("link").click();

    await page.getByRole("heading", { name: "Why it is in this state" }).waitFor();
    await page
      .getByText(/^Due .+, last connected .+ still does not show it\./)
      .first()
      .waitFor();
    await page
      .getByText("A connection after the release: start the computer, or look why it does not connect.")
      .first()
      .waitFor();
    await page.getByText("Import 1, line").first().waitFor();
  });
}
