/** Many days: what they take on the disk, taking the newest import back, and an older file that comes last. */
import { benchImport, besideCopy, mib, type PlayedFleet } from "./bench-imports";
import type { Figure } from "./figures";
import type { DayFile } from "./fleet-days";

/** Releases are spread over the days, so that at last there are so many rollouts. */
const rollouts = 10;

/** Plays on until there are `wanted` imports, at least one more than there are. */
export async function benchHistory(
  fleet: PlayedFleet,
  wanted: number,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const { site, days, applianceId } = fleet;
  const imports = Math.max(wanted, fleet.imports + 1);
  let opened = 1;
  let newest: { importId: number; file: DayFile } | undefined;
  while (fleet.imports < imports) {
    if (opened < rollouts && fleet.imports * rollouts >= opened * imports) {
      const version = `24.${++opened}.1`;
      fleet.rolloutId = (
        await site.openRollout(applianceId, version, days.releaseAfter(fleet.today))
      ).rolloutId;
    }
    const file = await days.later(++fleet.today);
    const { importId, taken } = await site.importFile(applianceId, file);
    newest = { importId, file };
    tell(`import ${++fleet.imports} of ${imports}: ${taken.seconds.toFixed(1)} s`);
  }
  if (!newest) throw new Error("nothing was imported");
  const note = `${imports} imports, ${opened} rollouts`;
  const size = await sizeFigure(fleet, newest.file.path, note);
  return [size, await benchTakeBack(fleet, newest, note), await benchOlderFile(fleet, note)];
}

async function sizeFigure({ site, days }: PlayedFleet, path: string, note: string): Promise<Figure> {
  const bytes = await site.instance.count("SELECT pg_database_size(current_database()) AS n");
  return {
    work: "size of the database",
    rows: days.rows,
    value: bytes / mib,
    unit: "MB",
    better: "lower",
    bare: { what: "one copied file", values: [(await site.bare.sizeOfCopy(path)) / mib] },
    aim: "3 GB with 50 imports, 10 rollouts",
    note,
  };
}

async function benchTakeBack(
  { site }: PlayedFleet,
  newest: { importId: number; file: DayFile },
  note: string,
): Promise<Figure> {
  const before = await site.bare.copyIn(newest.file.path);
  const taken = await site.takeBack(newest.importId);
  const after = await site.bare.copyIn(newest.file.path);
  const told = { work: "taking the newest import back", aim: "6×", note };
  return besideCopy(told, newest.file, taken, [before, after]);
}

async function benchOlderFile(
  { site, days, applianceId, today }: PlayedFleet,
  note: string,
): Promise<Figure> {
  const file = await days.later(Math.max(1, Math.floor(today / 2)) + 0.5);
  const told = { work: "an older file that comes last", aim: "6×", note };
  return (await benchImport(site, applianceId, file, told)).figure;
}
