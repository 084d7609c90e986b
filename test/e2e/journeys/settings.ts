// Settings: who comes in and who no longer does, keys for scripts, and a policy that is judged by at once.
import { expect } from "vitest";
import { ago, clientNamed, hourMs, makeSite } from "../site";
import { api, journey, knock, stageUrl } from "../stage";

const viewer = { name: "Vito Viewer", email: "vito@example.com", password: "nine green umbrellas" };

export function settle(): void {
  journey("people: invited by a link, sees what a viewer may, disabled and out at once", async (stage) => {
    const site = await makeSite("Open house", ago(30 * hourMs), [{ name: "Hall", seenAt: ago(50 * hourMs) }]);
    const client = await clientNamed(site.id, "Hall");
    const { page } = await stage.openTabAs();
    await page.goto("/settings/people");
    await page.getByRole("button", { name: "Invite somebody" }).click();
    const invite = page.getByRole("dialog", { name: "Invite somebody" });
    await invite.getByRole("textbox", { name: "E-mail" }).fill(viewer.email);
    await invite.getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: "Viewer" }).click();
    await invite.getByText("Some", { exact: true }).click();
    await invite.getByRole("combobox", { name: "Appliances" }).click();
    await page.getByRole("option", { name: "Open house" }).click();
    await page.keyboard.press("Escape");
    await invite.getByRole("button", { name: "Make the link" }).click();
    const link = await invite.getByLabel("Invitation link").inputValue();
    await invite.getByRole("button", { name: "I have it" }).click();

    const guest = await stage.openTab();
    await guest.page.goto(link);
    await guest.page.getByText(`You were invited as ${viewer.email}.`).first().waitFor();
    await guest.page.getByRole("textbox", { name: "Your name" }).fill(viewer.name);
    await guest.page.getByLabel("Password", { exact: true }).fill(viewer.password);
    await guest.page.getByLabel("The same password again").fill(viewer.password);
    await guest.page.getByRole("button", { name: "Come in" }).click();
    await guest.page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await guest.page.getByRole("button", { name: `Account of ${viewer.name}` }).click();
    await guest.page.getByRole("menuitem", { name: "Sign out" }).click();
    await guest.page.getByRole("textbox", { name: "E-mail address" }).fill(viewer.email);
    await guest.page.getByLabel("Password", { exact: true }).fill(viewer.password);
    await guest.page.getByRole("button", { name: "Sign in" }).click();
    await guest.page.getByRole("heading", { level: 2, name: "Open house" }).waitFor();
    expect(await guest.page.getByRole("heading", { level: 2 }).count()).toBe(1);

    await guest.page.goto(`/clients/${client.id}`);
    await guest.page.getByRole("heading", { name: "Why it is in this state" }).waitFor();
    for (const deed of ["Exclude", "Attest reinstallation", "Edit"])
      expect(await guest.page.getByRole("button", { name: deed }).count(), deed).toBe(0);
    await guest.page.goto(`/releases?applianceId=${site.id}`);
    await guest.page.getByText("Bomgar-24.3.2").first().waitFor();
    expect(await guest.page.getByRole("button", { name: "Record a release" }).count()).toBe(0);
    await guest.page.goto("/imports");
    await guest.page.getByText("You may look at imports.").first().waitFor();
    guest.expectRefusal(404, /^\/settings\/people$/);
    await guest.page.goto("/settings/people");
    await guest.page.getByRole("heading", { name: "There is nothing here" }).waitFor();

    await page.reload();
    await page.getByRole("button", { name: `Actions for ${viewer.name}` }).click();
    await page.getByRole("menuitem", { name: "Disable…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await page.getByText("Disabled", { exact: true }).first().waitFor();
    await guest.page.goto("/clients");
    await guest.page.getByRole("heading", { name: "Sign in" }).waitFor();
    guest.expectRefusal(401, /^\/api\/door\/sign-in$/);
    guest.expectRefusal(403, /^\/api\/door\/sign-in$/);
    await guest.page.getByRole("textbox", { name: "E-mail address" }).fill(viewer.email);
    await guest.page.getByLabel("Password", { exact: true }).fill(viewer.password);
    await guest.page.getByRole("button", { name: "Sign in" }).click();
    await guest.page.getByRole("alert").first().waitFor();
  });

  journey("who signs in before the page's script has come is neither lost nor asked twice", async (stage) => {
    const person = { email: "hasty@example.com", password: "five early sparrows" };
    const { url } = await api<{ url: string }>("POST", "/api/v1/invitations", {
      email: person.email,
      role: "viewer",
    });
    await knock("invitation", { token: url.split("/").at(-1), name: "Hasty", password: person.password });
    const { page } = await stage.openTab();
    const sent: string[] = [];
    page.on(
      "request",
      (request) => request.method() === "POST" && sent.push(new URL(request.url()).pathname),
    );
    await page.route(/\/_next\/static\/.*\.js/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await route.continue();
    });
    await page.goto("/sign-in", { waitUntil: "commit" });
    await page.getByRole("textbox", { name: "E-mail address" }).fill(person.email);
    await page.getByLabel("Password", { exact: true }).fill(person.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    expect(sent.slice(0, 1)).toEqual(["/api/door/sign-in"]);
  });

  journey("an appliance that was a mistake: its name is typed, and all of it is gone", async (stage) => {
    const site = await makeSite("Wrong house", ago(30 * hourMs), [
      { name: "Attic", seenAt: ago(50 * hourMs) },
      { name: "Stairs", seenAt: ago(hourMs) },
    ]);
    const client = await clientNamed(site.id, "Attic");
    const { page, expectRefusal } = await stage.openTabAs();
    await page.goto("/settings/appliances");
    await page.getByRole("button", { name: "Delete Wrong house" }).click();
    const ask = page.getByRole("dialog", { name: "Delete Wrong house" });
    await ask.getByText("That is 2 clients, 1 import and 1 rollout.").waitFor();
    const deed = ask.getByRole("button", { name: "Delete for good" });
    const field = ask.getByRole("textbox", { name: "To go on, type its name: Wrong house" });
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    for (const typed of ["wrong house", "Wrong house "]) {
      await field.fill(typed);
      expect(await deed.isDisabled(), typed).toBe(true);
    }
    await field.fill("Wrong house");
    await page.keyboard.press("Enter");
    await ask.waitFor({ state: "hidden" });
    await page.getByText("Wrong house is deleted.").first().waitFor();
    await page.getByRole("row", { name: /^Wrong house/ }).waitFor({ state: "detached" });
    expectRefusal(404, new RegExp(`^/clients/${client.id}$`));
    await page.goto(`/clients/${client.id}`);
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  });

  journey("an API key: made, shown once, works, revoked", async (stage) => {
    const { page } = await stage.openTabAs();
    await page.goto("/settings/api-keys");
    await page.getByRole("button", { name: "Make an API key" }).click();
    const make = page.getByRole("dialog", { name: "Make an API key" });
    await make.getByRole("textbox", { name: "Name" }).fill("Nightly upload");
    await make.getByRole("button", { name: "Make the key" }).click();
    const key = await make.getByLabel("API key").inputValue();
    await make.getByRole("button", { name: "I have it" }).click();
    const ask = () =>
      fetch(`${stageUrl()}/api/v1/appliances`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status).toBe(200);
    await page.reload();
    await page.getByText("Nightly upload").first().waitFor();
    expect(await page.content()).not.toContain(key);

    await page.getByRole("button", { name: "Revoke Nightly upload" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Revoked", { exact: true }).first().waitFor();
    await expect.poll(async () => (await ask()).status, { timeout: 15_000 }).toBe(401);
  });

  journey("the policy: a longer deadline makes a late client wait again", async (stage) => {
    const site = await makeSite("Patient house", ago(30 * hourMs), [
      { name: "Lobby", seenAt: ago(50 * hourMs) },
      { name: "Cellar", online: true, seenAt: ago(hourMs) },
    ]);
    expect((await clientNamed(site.id, "Lobby")).state).toBe("overdue");
    const { page } = await stage.openTabAs();
    await page.goto(`/settings/policy?applianceId=${site.id}`);
    await page.getByRole("button", { name: "Edit Jump Client, passive" }).click();
    const edit = page.getByRole("dialog", { name: "Edit Jump Client, passive" });
    await edit.getByRole("textbox", { name: "Should check in within" }).fill("96");
    await edit.getByRole("button", { name: "Save" }).click();
    await edit.waitFor({ state: "hidden" });
    await page.getByText("4 days").first().waitFor();
    await expect
      .poll(async () => (await clientNamed(site.id, "Lobby")).state, { timeout: 20_000 })
      .toBe("waiting");
    await page.goto(`/clients?applianceId=${site.id}`);
    await page.getByRole("row", { name: /Lobby.+Waiting/ }).waitFor();
  });
}
