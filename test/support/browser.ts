// A real browser for the journeys, and an eye on everything a page must not do: fail, log errors, break its own policy.
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { findChromium } from "../../bin/check/list.js";

/** A Chromium of this machine; undefined where there is none. */
export const chromiumPath: string | undefined = findChromium();

const quietArguments = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser. @throws Error where there is none */
export function launchBrowser(): Promise<Browser> {
  if (!chromiumPath) throw new Error("There is no Chromium on this machine: install one or set CHROMIUM.");
  return chromium.launch({ executablePath: chromiumPath, args: quietArguments });
}

/** A person's window: their own cookies, one page. */
export interface Tab {
  page: Page;
  context: BrowserContext;
  /** Answers of this status at this path are part of the journey; every other answer of 400 and above is a problem. */
  expectRefusal(status: number, path: RegExp): void;
  /** What went wrong so far, one line each. */
  problems(): string[];
}

/** Opens a window that wide (pixels), in a zone and scheme of its own if given. */
export async function openTab(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({
    baseURL,
    locale: "en-GB",
    timezoneId: "Europe/Lisbon",
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const found: string[] = [];
  const expected: { status: number; path: RegExp }[] = [];
  context.on("response", (response) => {
    const status = response.status();
    const { pathname, origin } = new URL(response.url());
    if (origin !== new URL(baseURL).origin) found.push(`asked a foreign address: ${response.url()}`);
    if (status < 400 || expected.some((each) => each.status === status && each.path.test(pathname))) return;
    found.push(`${status} from ${response.request().method()} ${pathname}`);
  });
  context.on("console", (message) => {
    // A refused answer is judged above, with its status.
    if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return;
    found.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => found.push(`uncaught: ${error.error().message}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      // biome-ignore lint/suspicious/noConsole: read by the test
      console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI}`);
    });
  });
  return {
    page: await context.newPage(),
    context,
    expectRefusal: (status, path) => expected.push({ status, path }),
    problems: () => found,
  };
}
