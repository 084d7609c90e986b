// Everything by keyboard alone, and it is always to be seen where one is.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { ago, hourMs, makeSite } from "../site";
import { admin, api, journey, knock } from "../stage";

const mostSteps = 60;

interface Focused {
  name: string;
  visible: boolean;
}

/** What has the focus: its words, and whether an outline, or a field's border in the colour of the focus, shows it. */
function focused(page: Page): Promise<Focused> {
  return page.evaluate(async () => {
    const element = document.activeElement as HTMLElement;
    const labels =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? [...(element.labels ?? [])]
        : [];
    const name =
      element.getAttribute("aria-label") ??
      (labels.map((label) => label.textContent).join(" ") || element.textContent);
    await Promise.all(element.getAnimations().map((animation) => animation.finished));
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
    const accent = getComputedStyle(document.documentElement).getPropertyValue(
      "--mantine-primary-color-filled",
    );
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = accent;
    const bordered = style.borderColor === getComputedStyle(probe).color;
    probe.remove();
    const box = element.getBoundingClientRect();
    return {
      name: (name ?? "").replace(/\s*\*$/, "").trim(),
      visible: (outlined || bordered) && box.width > 0,
    };
  });
}

/** Presses Tab until something of that name has the focus; every stop on the way must show that it has it. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < mostSteps; step++) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (at.name !== "") expect(at.visible, `the focus on "${at.name}" can be seen`).toBe(true);
    if (name.test(at.name)) return;
    passed.push(at.name);
  }
  throw new Error(`Tab never came to ${name}; it passed ${passed.join(" | ")}`);
}

export function walkByKeyboard(): void {
  journey("by keyboard alone: sign in, skip, filter, open, close with Escape", async (stage) => {
    await makeSite("Key house", ago(30 * hourMs), [
      { name: "Piano", seenAt: ago(50 * hourMs) },
      { name: "Organ", online: true, seenAt: ago(hourMs) },
    ]);
    await (await stage.openTabAs()).page.goto("/");
    const { page } = await stage.openTab();
    await page.goto("/sign-in?next=/");
    await tabTo(page, /^E-mail address$/);
    await page.keyboard.type(admin.email);
    await tabTo(page, /^Password$/);
    await page.keyboard.type(admin.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();

    await tabTo(page, /^Skip to the page$/);
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("page");

    await page.goto("/");
    await tabTo(page, /^Clients$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Clients" }).waitFor();

    await tabTo(page, /^Search$/);
    await page.keyboard.type("piano");
    await page
      .getByText(/^1 client\./)
      .first()
      .waitFor();
    await tabTo(page, /^Overdue/);
    await page.keyboard.press("Space");
    await page.waitForURL(/state=overdue/);
    expect(await page.getByRole("button", { name: /^Overdue/ }).getAttribute("aria-pressed")).toBe("true");
    await tabTo(page, /^Piano$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Piano" }).waitFor();

    await tabTo(page, /^Exclude$/);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Exclude this client" });
    await dialog.waitFor();
    await expect.poll(async () => (await focused(page)).name).toBe("Reason");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(async () => (await focused(page)).name).toBe("Exclude");
  });

  journey("by keyboard alone: one's own password, wrong twice, then changed", async (stage) => {
    const email = "keiko@example.com";
    const before = "two patient gardeners";
    const after = "three distant islands";
    const { url } = await api<{ url: string }>("POST", "/api/v1/invitations", { email, role: "viewer" });
    await knock("invitation", { token: url.split("/").at(-1), name: "Keiko Keys", password: before });
    const here = await stage.openTabAs({ email, password: before });
    const there = await stage.openTabAs({ email, password: before });
    const { page } = here;
    const replace = async (text: string) => {
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type(text);
    };
    await page.goto("/");
    await tabTo(page, /^Account of Keiko Keys/);
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Your account" }).waitFor();
    await expect
      .poll(async () => {
        await page.keyboard.press("ArrowDown");
        return (await focused(page)).name;
      })
      .toBe("Your account");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Your account" }).waitFor();

    await tabTo(page, /^Current password$/);
    await page.keyboard.type("not the password");
    await tabTo(page, /^New password$/);
    await page.keyboard.type(after);
    await tabTo(page, /^The same password again$/);
    await page.keyboard.type("three distant");
    await page.keyboard.press("Enter");
    await page.getByText("The two passwords are not the same.").first().waitFor();
    expect((await focused(page)).name).toBe("The same password again");
    await replace(after);
    here.expectRefusal(422, /^\/api\/door\/password$/);
    await page.keyboard.press("Enter");
    await page.getByText("The current password is wrong.").first().waitFor();
    await expect.poll(async () => (await focused(page)).name).toBe("Current password");
    await replace(before);
    await page.keyboard.press("Enter");
    await page.getByText("Your password is changed.").first().waitFor();
    expect(await page.getByLabel("Current password").inputValue()).toBe("");

    await page.reload();
    await page.getByText(`Signed in as Keiko Keys (${email}).`).first().waitFor();
    await there.page.goto("/");
    await there.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await stage.openTabAs({ email, password: after });
  });
}
