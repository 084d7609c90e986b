/** Ratios that were recorded once, and what is worse than twice as bad. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Figure, ratioOf } from "./figures";

const file = new URL("./recorded.json", import.meta.url);
const worseAtMost = 2;

/** Writes down the ratios of a run, beside those of parts that it did not play. */
export function recordRatios(figures: readonly Figure[]): void {
  const ratios = figures.map((figure) => [figure.work, Number(ratioOf(figure).toPrecision(3))]);
  writeFileSync(file, `${JSON.stringify({ ...readRecorded(), ...Object.fromEntries(ratios) }, null, 2)}\n`);
}

const readRecorded = (): Record<string, number> =>
  existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};

/** A figure that is worse than it may be. */
export interface Worse {
  work: string;
  sentence: string;
}

/** The figures that are more than twice as bad as they were recorded, and those that nobody has recorded or measured. */
export function compareWithRecorded(figures: readonly Figure[]): Worse[] {
  return judgeRatios(figures, readRecorded());
}

/** The same for ratios by name. */
export function judgeRatios(figures: readonly Figure[], recorded: Readonly<Record<string, number>>): Worse[] {
  const measured = new Set(figures.map(({ work }) => work));
  const missing = Object.keys(recorded).filter((work) => !measured.has(work));
  return [
    ...missing.map((work) => worse(work, "was recorded and is not measured any more")),
    ...figures.flatMap((figure) => judgeRatio(figure, recorded[figure.work])),
  ];
}

function judgeRatio(figure: Figure, then: number | undefined): Worse[] {
  if (then === undefined) return [worse(figure.work, "nothing is recorded; run npm run bench -- --record")];
  const now = ratioOf(figure);
  const factor = figure.better === "lower" ? now / then : then / now;
  if (factor <= worseAtMost) return [];
  return [worse(figure.work, `${now.toPrecision(3)} times the bare, ${then} when it was recorded`)];
}

function worse(work: string, what: string): Worse {
  return { work, sentence: `${work}: ${what}` };
}
