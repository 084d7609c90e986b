// One first load of a page in Chromium with an empty cache, on a phone's network and processor: what came and how soon.
import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core";

/**
 * "Fast 4G" as Chromium's developer tools throttle it: nominally 9 Mbit/s down, 1.5 Mbit/s up and 60 ms, of which they take
 * 0.9 of the rates and 2.75 times the latency (ChromeDevTools/devtools-frontend, front_end/core/sdk/NetworkManager.ts,
 * `Fast4GConditions`). Rates in bytes a second; every request waits for the latency once.
 */
export const fast4G = {
  offline: false,
  latency: 60 * 2.75,
  downloadThroughput: ((9 * 1000 * 1000) / 8) * 0.9,
  uploadThroughput: ((1.5 * 1000 * 1000) / 8) * 0.9,
};
/** So many times slower than this machine, as Lighthouse slows it for a middling phone. */
export const cpuSlowdown = 4;

const quietMs = 1_500;
const loadLimitMs = 45_000;

/** Bytes as they came over the wire, headers included; times in milliseconds from the start of the navigation. */
export interface Loaded {
  javascriptBytes: number;
  totalBytes: number;
  /** When the largest thing in the first window was painted. */
  lcpMs: number;
  /** What long tasks took beyond 50 ms each: how long a tap could have had to wait in all. */
  blockedMs: number;
  /** How far things jumped (cumulative layout shift, without unit). */
  shift: number;
}

interface Seen {
  lcpMs: number;
  blockedMs: number;
  shift: number;
}

/** Runs in the page before anything else. Without named functions: the loader's names for them do not exist there. */
function watchPaints(): void {
  const seen: Seen = { lcpMs: 0, blockedMs: 0, shift: 0 };
  Object.assign(window, { seen });
  for (const type of ["largest-contentful-paint", "longtask", "layout-shift"]) {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (type === "largest-contentful-paint") seen.lcpMs = entry.startTime;
        else if (type === "longtask") seen.blockedMs += entry.duration - 50;
        else seen.shift += (entry as PerformanceEntry & { value: number }).value;
      }
    }).observe({ type, buffered: true });
  }
}

/** Counts what comes; `quiet` resolves when nothing but event streams has been under way for a while. */
async function watchNetwork(cdp: CDPSession) {
  await cdp.send("Network.enable");
  const underWay = new Map<string, { isScript: boolean; endless: boolean }>();
  const bytes = { script: 0, total: 0 };
  let lastMs = performance.now();
  cdp.on("Network.requestWillBeSent", ({ requestId, type }) => {
    underWay.set(requestId, { isScript: type === "Script", endless: type === "EventSource" });
    if (type !== "EventSource") lastMs = performance.now();
  });
  cdp.on("Network.responseReceived", ({ requestId, type, response }) => {
    const request = underWay.get(requestId);
    if (!request) return;
    request.isScript = /javascript/.test(response.mimeType);
    request.endless ||= type === "EventSource" || response.mimeType === "text/event-stream";
  });
  const end = ({ requestId, encodedDataLength = 0 }: { requestId: string; encodedDataLength?: number }) => {
    const request = underWay.get(requestId);
    if (!request?.endless) lastMs = performance.now();
    underWay.delete(requestId);
    bytes.total += encodedDataLength;
    if (request?.isScript) bytes.script += encodedDataLength;
  };
  cdp.on("Network.loadingFinished", end);
  cdp.on("Network.loadingFailed", end);
  return {
    bytes,
    async quiet(): Promise<void> {
      lastMs = performance.now();
      const deadlineMs = performance.now() + loadLimitMs;
      const busy = () => [...underWay.values()].some(({ endless }) => !endless);
      while (busy() || performance.now() - lastMs < quietMs) {
        if (performance.now() > deadlineMs) throw new Error("it did not come to rest");
        await new Promise((next) => setTimeout(next, 50));
      }
    },
  };
}

/**
 * Loads a page in a window of its own and waits until it has nothing more to do and nothing more comes by itself. Everything that comes until then is
 * counted: what the page fetches once it runs, and what it fetches ahead for the next page.
 * @param options the window: its size, cookies and scheme
 */
export async function loadFirst(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<Loaded> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Lisbon", ...options });
  try {
    const page: Page = await context.newPage();
    await page.addInitScript(watchPaints);
    const cdp = await context.newCDPSession(page);
    const network = await watchNetwork(cdp);
    await cdp.send("Network.emulateNetworkConditions", fast4G);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
    const answer = await page.goto(url, { waitUntil: "load", timeout: loadLimitMs });
    if (!answer?.ok()) throw new Error(`it was answered with ${answer?.status()}`);
    if (page.url() !== url) throw new Error(`it led on to ${page.url()}`);
    await network.quiet();
    // Slow code may ask for more once it runs at last.
    await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
    await network.quiet();
    const seen = await page.evaluate(() => (window as unknown as { seen: Seen }).seen);
    if (seen.lcpMs === 0) throw new Error("nothing was painted");
    return { ...seen, javascriptBytes: network.bytes.script, totalBytes: network.bytes.total };
  } catch (error) {
    throw new Error(`${url}: ${error instanceof Error ? error.message : error}`);
  } finally {
    await context.close();
  }
}
