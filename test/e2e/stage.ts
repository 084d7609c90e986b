// The stage of all journeys: one instance, one browser, the admin, and an API key to look from the other side.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { expect, onTestFailed, test } from "vitest";
import { launchBrowser, openTab, type Tab } from "../support/browser";
import { type Instance, startInstance } from "../support/instance";

export const admin = {
  name: "Ada Admin",
  email: "ada@example.com",
  password: "seven quiet lanterns",
} as const;

let instance: Instance;
let browser: Browser;
let adminIsMade = false;
let adminKey: Promise<string> | undefined;

/** Starts everything, the instance with these settings if any; gives the browser. Call in `beforeAll`. */
export async function openStage(settings?: Record<string, string>): Promise<Browser> {
  [instance, browser] = await Promise.all([startInstance(settings), launchBrowser()]);
  return browser;
}

/** Stops everything; the instance must end by itself and well. Call in `afterAll`. */
export async function closeStage(): Promise<void> {
  await browser?.close();
  const end = await instance?.stop();
  if (end) expect(end.exitCode, end.output).toBe(0);
}

/** The address at which the instance was opened. */
export function stageUrl(): string {
  return instance.url;
}

/** The printed link; who takes it makes the admin of this file with it. */
export function takeSetUpLink(): string {
  adminIsMade = true;
  return instance.setUpLink;
}

async function makeAdmin(): Promise<void> {
  if (adminIsMade) return;
  const token = takeSetUpLink().split("/").at(-1);
  await knock("set-up", { token, ...admin });
}

/** One of the doors that nobody is signed in at, as the form behind it sends it; gives the cookies. */
export async function knock(door: string, body: Record<string, unknown>): Promise<string[]> {
  const response = await fetch(`${instance.url}/api/door/${door}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: instance.url },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.clone().text()).toBe(200);
  return response.headers.getSetCookie();
}

/**
 * What a journey has: windows that it opens, all watched. Texts are waited for with `.first()`: while a page streams in,
 * its words stand in it twice, once hidden.
 */
export interface Stage {
  /** A window in which nobody is signed in. */
  openTab(options?: BrowserContextOptions): Promise<Tab>;
  /** A window in which somebody is signed in; the admin unless said otherwise. */
  openTabAs(person?: { email: string; password: string }, options?: BrowserContextOptions): Promise<Tab>;
}

/**
 * A test that ends with every window closed and nothing wrong in any of them. When it fails, a picture of each window is
 * kept in the temporary folder.
 */
export function journey(name: string, walk: (stage: Stage) => Promise<void>, limitMs = 120_000): void {
  test(
    name,
    async () => {
      const tabs: Tab[] = [];
      const open = async (options?: BrowserContextOptions) => {
        const tab = await openTab(browser, instance.url, options);
        tabs.push(tab);
        return tab;
      };
      let failed = true;
      onTestFailed(({ task }) => {
        for (const error of task.result?.errors ?? [])
          error.message += tabs.flatMap((tab) => tab.problems()).join("\n  ");
      });
      try {
        await walk({
          openTab: open,
          async openTabAs(person = admin, options) {
            if (person === admin) await makeAdmin();
            const tab = await open(options);
            const { email, password } = person;
            const answer = await tab.context.request.post("/api/door/sign-in", {
              data: { email, password, next: "/" },
              headers: { origin: instance.url },
            });
            expect(answer.status()).toBe(200);
            return tab;
          },
        });
        expect(tabs.flatMap((tab) => tab.problems())).toEqual([]);
        failed = false;
      } finally {
        if (failed) await keepPictures(name, tabs);
        for (const { context } of tabs) await context.close();
      }
    },
    limitMs,
  );
}

async function keepPictures(name: string, tabs: readonly Tab[]): Promise<void> {
  const folder = join(tmpdir(), "rollcall-e2e-pictures");
  mkdirSync(folder, { recursive: true });
  for (const [index, { page }] of tabs.entries()) {
    const path = join(folder, `${name.replace(/\W+/g, "-").slice(0, 60)}-${index + 1}.png`);
    await page.screenshot({ path }).catch(() => undefined);
  }
}

/** A request with the admin's key, made by `npm run -s api-key`; JSON in and out. @throws when it is not answered with 2xx */
export async function api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${instance.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await keyOfAdmin()}`,
      ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text) as T;
}

async function keyOfAdmin(): Promise<string> {
  await makeAdmin();
  adminKey ??= instance.makeKey("journeys", "admin");
  return adminKey;
}
