// The first load of every page in Chromium, from `npm start` on this machine with nothing in front of it, over a throttled
// line: how much JavaScript comes, and when the largest thing is painted.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { closeStage, openStage, stageUrl } from "../e2e/stage";
import { markdownTable } from "./figures";
import { type HousePage, houseSettings, walkHouse } from "./house-pages";
import { cpuSlowdown, fast4G, type Loaded, loadFirst } from "./page-load";

/** A desk and a phone: what is wide fetches its places ahead, what is narrow hides them in a menu. */
const windows = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

export interface PagePlan {
  /** So many loads of each page and window; the median of them counts. */
  loads: number;
  /** Only pages whose path begins so. */
  path: string;
  tell: (line: string) => void;
}

/** One page in one window: medians of its loads. */
export interface PageFigures extends Loaded {
  path: string;
  window: keyof typeof windows;
}

export interface PageReport {
  network: typeof fast4G;
  cpuSlowdown: number;
  /** A page of one heading, without styles or scripts, under the same conditions: nothing could be sooner on this machine. */
  barePage: Loaded;
  pages: PageFigures[];
}

/** Loads every page of a house that is full. Needs a fresh build and a Chromium. */
export async function benchPages({ loads, path: begin, tell }: PagePlan): Promise<PageReport> {
  const browser = await openStage(houseSettings);
  try {
    const barePage = await loadBarePage(browser, loads);
    const pages: PageFigures[] = [];
    await walkHouse(browser, async ({ path, cookies }) => {
      if (!path.startsWith(begin)) return;
      for (const window of ["wide", "narrow"] as const) {
        const figures = await loadPage(browser, { path, cookies }, window, loads);
        pages.push(figures);
        tell(`${path} ${window}: ${kilobytes(figures.javascriptBytes)} kB, ${figures.lcpMs.toFixed(0)} ms`);
      }
    });
    return { network: fast4G, cpuSlowdown, barePage, pages };
  } finally {
    await closeStage();
  }
}

async function loadPage(
  browser: Browser,
  { path, cookies }: HousePage,
  window: keyof typeof windows,
  loads: number,
): Promise<PageFigures> {
  const options = { viewport: windows[window], storageState: cookies };
  return { path, window, ...(await loadOften(browser, `${stageUrl()}${path}`, options, loads)) };
}

async function loadOften(
  browser: Browser,
  url: string,
  options: Parameters<typeof loadFirst>[2],
  loads: number,
): Promise<Loaded> {
  const all: Loaded[] = [];
  for (let load = 0; load < loads; load++) all.push(await loadFirst(browser, url, options));
  const median = (figure: keyof Loaded) =>
    all.map((each) => each[figure]).sort((one, other) => one - other)[Math.floor(loads / 2)] ?? Number.NaN;
  return {
    javascriptBytes: median("javascriptBytes"),
    totalBytes: median("totalBytes"),
    lcpMs: median("lcpMs"),
    blockedMs: median("blockedMs"),
    shift: median("shift"),
  };
}

async function loadBarePage(browser: Browser, loads: number): Promise<Loaded> {
  const server = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end("<!doctype html><title>Bare</title><h1>Bare</h1>"),
  ).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address() as AddressInfo;
  try {
    return await loadOften(browser, `http://127.0.0.1:${port}/`, { viewport: windows.wide }, loads);
  } finally {
    server.close();
  }
}

/** The report as a table: the heaviest page first, the bare one last. */
export function pageTable({ pages, barePage }: PageReport): string[] {
  const cells = (name: string, window: string, each: Loaded) => [
    name,
    window,
    kilobytes(each.javascriptBytes),
    kilobytes(each.totalBytes),
    each.lcpMs.toFixed(0),
    (each.lcpMs / barePage.lcpMs).toFixed(1),
    each.blockedMs.toFixed(0),
    each.shift.toFixed(3),
  ];
  const heaviestFirst = pages.toSorted((one, other) => other.javascriptBytes - one.javascriptBytes);
  return markdownTable(
    ["page", "window", "JavaScript kB", "all kB", "LCP ms", "of the bare", "blocked ms", "shift"],
    [
      ...heaviestFirst.map((each) => cells(each.path, each.window, each)),
      cells("a bare page", "wide", barePage),
    ],
  );
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0);
}
