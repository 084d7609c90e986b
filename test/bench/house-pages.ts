// Every page there is, each in a state in which it has something to show, and who looks at it.
import { readdirSync } from "node:fs";
import { sep } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { makeFullHouse } from "../e2e/full-house";
import { admin, api, stageUrl, takeSetUpLink } from "../e2e/stage";
import { codeOf } from "../support/authenticator";

/** The cookies of somebody's browser. */
export type Cookies = Awaited<ReturnType<BrowserContext["storageState"]>>;
/** `path` from the root, with its query; `cookies` of whoever may see it. */
export interface HousePage {
  path: string;
  cookies: Cookies;
}

/** Settings under which the way in has all its steps. */
export const houseSettings = { ROLLCALL_REQUIRE_TOTP: "admins" };

/**
 * Calls `visit` for one page after the other, at the moment in which it is to be seen: the link that makes the first admin
 * before there is one, the second step before it is taken.
 * @throws Error when a page of the application was left out
 */
export async function walkHouse(browser: Browser, visit: (page: HousePage) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: stageUrl() });
  const left = new Set(routes());
  const walk = async (path: string) => {
    const { pathname } = new URL(path, stageUrl());
    for (const route of left) if (patternOf(route).test(pathname)) left.delete(route);
    await visit({ path, cookies: await context.storageState() });
  };
  const knock = async (door: string, data: Record<string, unknown>) => {
    const answer = await context.request.post(`/api/door/${door}`, { data, headers: { origin: stageUrl() } });
    if (!answer.ok()) throw new Error(`the door ${door} answered ${answer.status()}: ${await answer.text()}`);
  };

  const setUpPath = new URL(takeSetUpLink()).pathname;
  await walk(setUpPath);
  await knock("set-up", { token: setUpPath.split("/").at(-1), ...admin });
  await walk("/sign-in/set-up");
  const secret = await secretShown(context);
  await knock("sign-in-set-up", { code: codeOf(secret, Date.now()) });
  const inside = await context.storageState();
  await context.clearCookies();
  await walk("/sign-in");
  await knock("sign-in", { email: admin.email, password: admin.password });
  await walk("/sign-in/code");
  await context.clearCookies();
  const { items } = await api<{ items: { id: string }[] }>("GET", "/api/v1/people");
  const { url: newPassword } = await api<{ url: string }>(
    "POST",
    `/api/v1/people/${items[0]?.id}/password-links`,
  );
  await walk(new URL(newPassword).pathname);
  const { url: invitation } = await api<{ url: string }>("POST", "/api/v1/invitations", {
    email: "soon@example.com",
    role: "viewer",
  });
  await walk(new URL(invitation).pathname);
  await context.addCookies(inside.cookies);
  for (const path of await makeFullHouse()) await walk(path);
  await context.close();
  if (left.size > 0) throw new Error(`No page was loaded of ${[...left].join(", ")}.`);
}

/** The secret on the page that sets the second step up, as it is typed into an app. */
async function secretShown(context: BrowserContext): Promise<string> {
  const page = await context.newPage();
  await page.goto("/sign-in/set-up");
  const secret = await page.getByLabel("No camera? Type this key into the app").inputValue();
  await page.close();
  return secret;
}

/** `/rollouts/[id]` of every page.tsx, but those that only lead on to another. */
function routes(): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .map((file) => file.split(sep))
    .filter((parts) => parts.at(-1) === "page.tsx")
    .map((parts) => parts.slice(0, -1).filter((part) => !part.startsWith("(")))
    .map((parts) => `/${parts.join("/")}`)
    .filter((route) => route !== "/settings");
}

function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replaceAll(/\[\w+\]/g, "[^/]+")}$`);
}
