// Every page with data in it, narrow and wide, light and dark: nothing sticks out, and nothing keeps anybody out.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { barriers } from "../barriers";
import { makeFullHouse } from "../full-house";
import { journey } from "../stage";

/** Puts the page into a scheme and lets its colours settle: half-way they have no contrast that could be judged. */
async function show(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: "attached" });
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const ending = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** How many pixels the page is wider than the window. */
function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

export function lookAtEveryPage(): void {
  journey(
    "every page at 390 and 1440 pixels, light and dark: nothing sticks out, no barrier",
    async (stage) => {
      const paths = await makeFullHouse();
      const found: string[] = [];
      await Promise.all(
        [390, 1440].map(async (width) => {
          const viewport = { width, height: 900 };
          const inside = await stage.openTabAs(undefined, { viewport });
          const outside = await stage.openTab({ viewport });
          for (const path of [...paths, "/sign-in", "/invitation/not-a-token"]) {
            const isDoor = path === "/sign-in" || path.startsWith("/invitation");
            const { page } = isDoor ? outside : inside;
            await page.goto(path);
            await page.getByRole("heading", { level: 1 }).first().waitFor();
            for (const colorScheme of ["light", "dark"] as const) {
              await show(page, colorScheme);
              const where = `${path}, ${width} px, ${colorScheme}`;
              const wide = await overhang(page);
              if (wide > 0) found.push(`${where}: ${wide} px wider than the window`);
              for (const barrier of await barriers(page)) found.push(`${where}: ${barrier}`);
            }
          }
        }),
      );
      expect(found).toEqual([]);
    },
    240_000,
  );
}
