/** Plays one fleet of a size on one instance, part after part. */
import { benchCounts } from "./bench-counts";
import { benchCsv } from "./bench-csv";
import { benchHistory } from "./bench-history";
import { benchImports, benchJudgedImport } from "./bench-imports";
import { benchLists } from "./bench-lists";
import { memoryFigures, readRest } from "./bench-memory";
import { BenchSite } from "./bench-site";
import { benchSlotsMeanwhile } from "./bench-slots-meanwhile";
import { benchSweep } from "./bench-sweep";
import type { Figure } from "./figures";
import { FleetDays } from "./fleet-days";
import { fleetParts, type Options, type Part } from "./options";

/** More days than imports, for what other parts import beside them. */
const spareDays = 4;

/** The wanted parts of the fleet; its first imports are played in any case, for all others need them. `tell` is given each figure. */
export async function playFleet(
  rows: number,
  options: Options,
  keep: (figures: readonly Figure[]) => void,
  tell: (line: string) => void,
): Promise<void> {
  if (!fleetParts.some((part) => options.only.has(part))) return;
  const days = new FleetDays(rows, options.imports + spareDays);
  const site = await BenchSite.open(options);
  try {
    const wants = (part: Part) => options.only.has(part);
    const rest = await readRest(site);
    const { fleet, figures } = await benchImports(site, days);
    if (wants("imports")) keep([...figures, ...memoryFigures(site, rows, rest, "imports")]);
    if (wants("counts")) keep(await benchCounts(fleet, options.requests));
    if (wants("lists")) keep(await benchLists(fleet, { seconds: options.listSeconds }, tell));
    if (wants("csv")) keep(await benchCsv(fleet, rest));
    if (wants("meanwhile")) keep(await benchSlotsMeanwhile(fleet, options));
    if (wants("history")) keep(await benchHistory(fleet, options.imports, tell));
    if (wants("sweep")) keep([await benchSweep(fleet, options.patienceSeconds)]);
  } finally {
    await site.close();
    days.remove();
  }
}

/** The first import into an open rollout, on an instance of its own. */
export async function playJudgedImport(rows: number, options: Options): Promise<Figure> {
  const days = new FleetDays(rows, 2);
  const site = await BenchSite.open(options);
  try {
    return await benchJudgedImport(site, days);
  } finally {
    await site.close();
    days.remove();
  }
}
