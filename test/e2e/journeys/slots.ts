// Control mode in the browser: switched on with a cap, waves planned, slots asked for over HTTP and seen without a reload.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { barriers } from "../barriers";
import { ago, hourMs, makeSite, type Site } from "../site";
import { api, journey, stageUrl } from "../stage";

/** What an endpoint does: asks with its own key. */
async function askAs(key: string, site: Site, hostname: string) {
  const response = await fetch(`${stageUrl()}/api/v1/slots`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ applianceId: site.id, hostname }),
  });
  return { status: response.status, body: (await response.json()) as { id: number; code?: string } };
}

/** True as long as the page has not been loaded anew. */
async function markPage(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  return () => page.evaluate(() => "sameDocument" in window);
}

export function controlSlots(): void {
  journey("slots: control with a cap, waves, an endpoint asks, seen live, released, held", async (stage) => {
    const names = ["Desk 1", "Desk 2", "Desk 3", "Till 1", "Till 2"];
    const clients = names.map((name) => ({
      name,
      group: name.startsWith("Desk") ? "Office" : "Shop",
      seenAt: ago(50 * hourMs),
    }));
    const site = await makeSite("Slot house", ago(30 * hourMs), clients);
    const { key } = await api<{ key: string }>("POST", "/api/v1/api-keys", {
      name: "endpoints of the slot house",
      role: "agent",
      applianceId: site.id,
    });
    const { page } = await stage.openTabAs();
    await page.goto(`/rollouts/${site.rolloutId}/plan`);

    await page.getByRole("button", { name: "Switch to control" }).click();
    const mode = page.getByRole("dialog", { name: "Switch to control?" });
    expect(await mode.getByRole("button", { name: "Switch to control" }).isDisabled()).toBe(true);
    await mode.getByRole("textbox", { name: "Slots at a time" }).fill("501");
    await mode.getByText("Above 500, the most Jump Client upgrades").first().waitFor();
    await mode.getByRole("textbox", { name: "Slots at a time" }).fill("2");
    await mode.getByRole("button", { name: "Switch to control" }).click();
    await mode.waitFor({ state: "hidden" });
    await page.getByText("Control: at most 2 upgrade at a time").first().waitFor();

    const waves = page.getByRole("region", { name: "Waves" });
    await waves.getByRole("button", { name: "Add waves" }).click();
    await waves.getByRole("textbox", { name: "Name" }).fill("Office first");
    await waves.getByRole("combobox", { name: "Groups" }).first().fill("Office");
    await page.keyboard.press("Enter");
    await waves.getByRole("button", { name: "Add a wave" }).click();
    const second = waves.getByRole("group", { name: "Wave 2" });
    await second.getByRole("textbox", { name: "Name" }).fill("Shop");
    await second.getByRole("combobox", { name: "Groups" }).fill("Shop");
    await page.keyboard.press("Enter");
    await second.getByRole("textbox", { name: /^Starts when so many/ }).fill("100");
    await waves.getByRole("button", { name: "Add a window" }).last().click();
    expect(await barriers(page)).toEqual([]);
    await waves.getByRole("button", { name: "Save the plan" }).click();
    await waves.getByText("Starts when 100 % of Office first have checked in.").first().waitFor();
    await waves.getByText("Mon–Fri 22:00–04:00 UTC").first().waitFor();

    await page.getByRole("link", { name: "Slots", exact: true }).click();
    await page.getByText("Nobody holds a slot.").first().waitFor();
    await page.getByRole("status").getByText("Live", { exact: true }).waitFor();
    const isSame = await markPage(page);
    await expect.poll(async () => (await askAs(key, site, "desk-1")).status, { timeout: 20_000 }).toBe(201);
    const held = page.getByRole("region", { name: "Slots that are held" });
    await held.getByRole("row", { name: /Desk 1.+endpoints of the slot house/ }).waitFor();
    expect((await askAs(key, site, "desk-2")).status).toBe(201);
    await page.getByText("of 2 slots in use, 0 free").first().waitFor();
    expect(await askAs(key, site, "desk-3")).toMatchObject({ status: 423, body: { code: "slots_full" } });
    const next = page.getByRole("region", { name: "What is next and why" });
    await next.getByText("All 2 slots of this appliance are held.").first().waitFor();
    await next
      .getByText("Wave Shop starts when 100 % of wave Office first have checked in.")
      .first()
      .waitFor();
    expect(await barriers(page)).toEqual([]);

    await held.getByRole("button", { name: "Release the slot of Desk 1" }).click();
    const release = page.getByRole("dialog", { name: "Release the slot of Desk 1?" });
    expect(await release.getByRole("button", { name: "Release the slot" }).isDisabled()).toBe(true);
    await release.getByLabel("Why?").fill("Its owner is travelling");
    await release.getByRole("button", { name: "Release the slot" }).click();
    const ledger = page.getByRole("region", { name: "Slots that are over" });
    await ledger.getByRole("row", { name: /Desk 1.+Released.+Ada Admin: Its owner is travelling/ }).waitFor();
    await held.getByRole("row", { name: /Desk 1/ }).waitFor({ state: "hidden" });

    await page.getByRole("button", { name: "Take a batch" }).click();
    const batch = page.getByRole("dialog", { name: "Take the next clients" });
    await batch.getByRole("textbox", { name: "How many" }).fill("1");
    await batch.getByRole("radio", { name: /^For the usual lease/ }).click();
    expect(await barriers(page)).toEqual([]);
    await batch.getByRole("button", { name: "Take 1 client" }).click();
    await batch.waitFor({ state: "hidden" });
    const taken = held.getByRole("row", { name: /In a batch.*Ada Admin/ });
    await taken.waitFor();
    // The queue's order is a hash's: either of the two may have been next.
    const another = (await taken.textContent())?.includes("Desk 3") ? "desk-1" : "desk-3";

    await page.getByRole("button", { name: "Hold", exact: true }).click();
    const hold = page.getByRole("dialog", { name: "Hold this rollout?" });
    await hold.getByLabel("Why is it held?").fill("Change freeze");
    await hold.getByRole("button", { name: "Hold", exact: true }).click();
    await page.getByText("Change freeze").first().waitFor();
    await next.getByText("Nothing moves").first().waitFor();
    await next.getByText("nobody is given a slot until a person resumes it").first().waitFor();
    expect(await askAs(key, site, another)).toMatchObject({ status: 423, body: { code: "held" } });
    expect(await barriers(page)).toEqual([]);
    expect(await isSame()).toBe(true);
  });
}
