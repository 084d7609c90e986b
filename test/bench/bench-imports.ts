/** First import, opening a rollout, the next day, and a day on which next to nothing changed. */
import { walPosition } from "./bare-work";
import type { BenchSite } from "./bench-site";
import { type Figure, takenFigure } from "./figures";
import type { DayFile, FleetDays } from "./fleet-days";
import type { Taken } from "./process-time";

/** One fleet on one appliance, as far as it has come. */
export interface PlayedFleet {
  site: BenchSite;
  days: FleetDays;
  applianceId: number;
  rolloutId: number;
  /** The day of the newest export. */
  today: number;
  /** How many exports have been imported. */
  imports: number;
}

export const mib = 1024 * 1024;

type Told = Pick<Figure, "work" | "aim" | "note">;

/** Imports a file between two bare COPYs of it. `walMb`: what that wrote to the log, the upload included. */
export async function benchImport(
  site: BenchSite,
  applianceId: number,
  file: DayFile,
  told: Told,
): Promise<{ figure: Figure; importId: number; walMb: number }> {
  const before = await site.bare.copyIn(file.path);
  const walBegan = await site.instance.count(walPosition);
  const { importId, taken } = await site.importFile(applianceId, file);
  const walMb = ((await site.instance.count(walPosition)) - walBegan) / mib;
  const after = await site.bare.copyIn(file.path);
  return { figure: besideCopy(told, file, taken, [before, after]), importId, walMb };
}

/** What an import, or the end of one, took beside COPYs of its file. */
export function besideCopy(told: Told, file: DayFile, taken: Taken, copies: readonly Taken[]): Figure {
  return takenFigure({ ...told, rows: file.rows }, taken, { what: "COPY", taken: copies });
}

/** Plays the first days of a fleet. */
export async function benchImports(
  site: BenchSite,
  days: FleetDays,
): Promise<{ fleet: PlayedFleet; figures: Figure[] }> {
  const applianceId = await site.openAppliance("fleet.example.com");
  const first = await benchImport(site, applianceId, await days.first(), {
    work: "first import",
    aim: "7×",
  });
  const opening = await benchOpening(site, applianceId, days);
  const nextFile = await days.later(1);
  const next = await benchImport(site, applianceId, nextFile, { work: "next day", aim: "6×" });
  await refuseWrongCounts(site, opening.rolloutId, nextFile);
  const almost = await benchImport(site, applianceId, await days.almostSame(1), {
    work: "1 % changed",
    aim: "4×",
  });
  const wal: Figure = {
    work: "log of the next day's import",
    rows: days.rows,
    value: next.walMb,
    unit: "MB",
    better: "lower",
    bare: { what: "COPY", values: [(await site.bare.walOfCopyIn(nextFile.path)) / mib] },
    aim: "350 MB",
  };
  return {
    fleet: { site, days, applianceId, rolloutId: opening.rolloutId, today: 1, imports: 3 },
    figures: [first.figure, opening.figure, next.figure, almost.figure, wal],
  };
}

async function benchOpening(
  site: BenchSite,
  applianceId: number,
  days: FleetDays,
): Promise<{ figure: Figure; rolloutId: number }> {
  const before = await site.bare.insertRows(days.rows);
  const { rolloutId, taken } = await site.openRollout(applianceId, "24.1.1", days.releaseAfter(0));
  const after = await site.bare.insertRows(days.rows);
  const told = { work: "opening a rollout", rows: days.rows, aim: "4×" };
  const bare = { what: "INSERT … SELECT", taken: [before, after] };
  return { figure: takenFigure(told, taken, bare), rolloutId };
}

/** A first import into a rollout that is open: every member is made and judged by it. On an empty site. */
export async function benchJudgedImport(site: BenchSite, days: FleetDays): Promise<Figure> {
  const applianceId = await site.openAppliance("judged.example.com");
  const { rolloutId } = await site.openRollout(applianceId, "24.1.1", days.exportedAt(0) - 10 * 86_400_000);
  const file = await days.first();
  const told = { work: "first import, rollout open before it", aim: "7×" };
  const { figure } = await benchImport(site, applianceId, file, told);
  const { cohort, late } = await site.rollout(rolloutId);
  if (cohort + late !== file.rows) throw new Error(`the rollout has ${cohort} + ${late} members`);
  return figure;
}

/** Fast and wrong is no figure. @throws Error when the rollout's counts are not those of the newest file */
async function refuseWrongCounts(site: BenchSite, rolloutId: number, file: DayFile): Promise<void> {
  const { counts, cohort, late } = await site.rollout(rolloutId);
  const isRight = counts.checked_in === file.checkedIn && cohort + late === file.rows;
  if (!isRight)
    throw new Error(
      `${counts.checked_in} of ${cohort + late} have checked in, the file says ${file.checkedIn} of ${file.rows}`,
    );
}
