// The redeployment list: a lead gives work from the keyboard, a technician does it on a phone, and it closes when it is seen.
import { expect } from "vitest";
import { barriers } from "../barriers";
import { ago, hourMs, list, makeAppliance, recordRelease, rolloutOf, table, upload } from "../site";
import { api, journey, knock } from "../stage";

const tea = { name: "Tea Technician", email: "tea@example.com", password: "nine slow ferries" };

interface Item {
  name: string;
  state: string;
  assignee: { name: string } | null;
}

/** `state of whom` of every item, by name. */
async function workOf(applianceId: number): Promise<Record<string, string>> {
  const { items } = await api<{ items: Item[] }>(
    "GET",
    `/api/v1/work-items?applianceId=${applianceId}&limit=500`,
  );
  return Object.fromEntries(
    items.map(({ name, state, assignee }) => [name, `${state} ${assignee?.name ?? "nobody"}`]),
  );
}

/** Three that were uninstalled, and one that only waits. */
function stranded(): string {
  const seen = `Offline since ${new Date(ago(50 * hourMs)).toISOString().slice(0, 19).replace("T", " ")}`;
  return table(
    ["Name", "Hostname", "Group", "Status Details", "unavailable_reason"],
    [
      ["Kiosk 1", "kiosk-1", "Porto", seen, "uninstalled"],
      ["Kiosk 2", "kiosk-2", "Porto", seen, "uninstalled"],
      ["Counter 1", "counter-1", "Lisbon", seen, "uninstalled"],
      ["Counter 2", "counter-2", "Lisbon", seen, ""],
    ],
  );
}

export function doTheWork(): void {
  journey(
    "work: given from the keyboard, done on a phone, undone, and closed when it is seen",
    async (stage) => {
      const applianceId = await makeAppliance("Work house");
      const rolloutId = await recordRelease(applianceId, ago(30 * hourMs));
      await upload(applianceId, stranded());
      await rolloutOf(rolloutId);
      const { url } = await api<{ url: string }>("POST", "/api/v1/invitations", {
        email: tea.email,
        role: "technician",
        appliances: [applianceId],
      });
      await knock("invitation", { token: url.split("/").at(-1), name: tea.name, password: tea.password });

      const { page: desk } = await stage.openTabAs();
      await desk.goto(`/work?applianceId=${applianceId}`);
      await desk.getByText("3 clients will not come by themselves").first().waitFor();
      await desk.getByRole("checkbox", { name: "Select Kiosk 1" }).filter({ visible: true }).waitFor();
      expect(await barriers(desk)).toEqual([]);
      // From the first to the last: down, choose, down twice, choose up to there.
      for (const key of ["j", "x", "j", "j", "Shift+X"]) await desk.keyboard.press(key);
      await desk.getByText("3 selected").first().waitFor();
      await desk.keyboard.press("a");
      const assign = desk.getByRole("dialog", { name: "Assign: 3 clients" });
      await assign.getByRole("combobox", { name: "To whom" }).click();
      await desk.getByRole("option", { name: tea.name }).click();
      await assign.getByText("3 clients will change.").waitFor();
      expect(await barriers(desk)).toEqual([]);
      await assign.getByRole("button", { name: "Assign" }).click();
      await assign.waitFor({ state: "hidden" });
      await expect
        .poll(() => workOf(applianceId))
        .toEqual({
          "Kiosk 1": `open ${tea.name}`,
          "Kiosk 2": `open ${tea.name}`,
          "Counter 1": `open ${tea.name}`,
        });

      const { page } = await stage.openTabAs(tea, { viewport: { width: 390, height: 800 }, hasTouch: true });
      await page.goto("/");
      await page.getByText("You hold 3 clients that have to be redeployed.").first().waitFor();
      await page.getByRole("link", { name: "Open my work" }).click();
      await page.getByRole("heading", { level: 1, name: "My work" }).waitFor();
      await page.getByText("3 clients wait for you").first().waitFor();
      expect(await barriers(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

      await page.getByRole("button", { name: "Done: Counter 1" }).click();
      const done = page.getByRole("dialog", { name: "Done: Counter 1" });
      await done.getByText("frees the slot and proves nothing").waitFor();
      await done.getByRole("button", { name: "Done" }).click();
      await done.waitFor({ state: "hidden" });
      await expect.poll(async () => (await workOf(applianceId))["Counter 1"]).toBe(`done ${tea.name}`);
      await page.getByRole("button", { name: "Undo" }).click();
      await expect.poll(async () => (await workOf(applianceId))["Counter 1"]).toBe(`open ${tea.name}`);

      await page.getByRole("button", { name: "Could not: Kiosk 2" }).click();
      const failed = page.getByRole("dialog", { name: "Could not: Kiosk 2" });
      expect(await failed.getByRole("button", { name: "Could not" }).isDisabled()).toBe(true);
      await failed.getByRole("combobox", { name: "Why not" }).click();
      await page.getByRole("option", { name: "It is off or out of reach" }).click();
      await failed.getByRole("button", { name: "Could not" }).click();
      await failed.waitFor({ state: "hidden" });
      for (const name of ["Counter 1", "Kiosk 1"])
        await page.getByRole("checkbox", { name: `Select ${name}` }).click();
      const bar = page.getByRole("region", { name: "2 selected" });
      await bar.getByRole("button", { name: "Done" }).click();
      const many = page.getByRole("dialog", { name: "Done: 2 clients" });
      await many.getByText("2 clients will change.").waitFor();
      await many.getByRole("button", { name: "Done" }).click();
      await many.waitFor({ state: "hidden" });
      await expect
        .poll(() => workOf(applianceId))
        .toEqual({
          "Kiosk 1": `done ${tea.name}`,
          "Kiosk 2": `failed ${tea.name}`,
          "Counter 1": `done ${tea.name}`,
        });

      await upload(
        applianceId,
        list([{ name: "Counter 1", group: "Lisbon", online: true, seenAt: ago(hourMs) }]),
        {
          complete: "false",
        },
      );
      await expect
        .poll(async () => Object.keys(await workOf(applianceId)).sort())
        .toEqual(["Kiosk 1", "Kiosk 2"]);
    },
  );
}
