/** What the bench finds: each figure beside a bare one of the same run, and how they are told. */
import type { Taken } from "./process-time";
import { mean } from "./spread";

export type Unit = "s" | "ms" | "MB" | "per second";

export interface Figure {
  /** What was measured, as it stands in the table; recorded ratios go by it. */
  work: string;
  /** How many clients (or members, or rows) the work was about. */
  rows: number;
  value: number;
  unit: Unit;
  better: "lower" | "higher";
  /** The reference, in the same unit; measured before and after the work where that can change it. */
  bare: { what: string; values: readonly number[] };
  /** The same in processor time, in seconds, where that is known. */
  processor?: { value: number; bare: readonly number[] };
  /** What issue D wants of a million clients. */
  aim?: string;
  note?: string;
}

/** How many times its reference a figure is. */
export function ratioOf({ value, bare }: Figure): number {
  return value / mean(bare.values);
}

/** The same by processor time; null where that is not known. */
export function processorRatioOf({ processor }: Figure): number | null {
  return processor ? processor.value / mean(processor.bare) : null;
}

/** A figure of something that took a while, beside what the bare took before and after. */
export function takenFigure(
  told: Pick<Figure, "work" | "rows" | "aim" | "note">,
  taken: Taken,
  bare: { what: string; taken: readonly Taken[] },
): Figure {
  const bareProcessor = bare.taken.map(({ processor }) => processor).filter((each) => each !== null);
  const isKnown = taken.processor !== null && bareProcessor.length === bare.taken.length;
  return {
    ...told,
    value: taken.seconds,
    unit: "s",
    better: "lower",
    bare: { what: bare.what, values: bare.taken.map(({ seconds }) => seconds) },
    ...(isKnown ? { processor: { value: taken.processor ?? 0, bare: bareProcessor } } : {}),
  };
}

function amount(value: number, unit: Unit): string {
  if (unit === "per second") return `${Math.round(value).toLocaleString("en")}/s`;
  if (unit === "MB") return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en")} MB`;
  const digits = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}

function times(ratio: number | null, better: Figure["better"]): string {
  if (ratio === null) return "–";
  if (better === "higher") return `${(100 * ratio).toFixed(ratio < 0.1 ? 1 : 0)} %`;
  return `${ratio.toFixed(ratio < 10 ? 2 : ratio < 100 ? 1 : 0)}×`;
}

/** Rows of a Markdown table with their columns under each other. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(3, heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(headings), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)];
}

/** The table of one run: every figure beside its reference. */
export function figureTable(figures: readonly Figure[]): string[] {
  return markdownTable(
    ["work", "rows", "measured", "bare, in the same run", "ratio", "by processor time", "aim at 1,000,000"],
    figures.map((figure) => [
      figure.note ? `${figure.work} (${figure.note})` : figure.work,
      figure.rows.toLocaleString("en"),
      amount(figure.value, figure.unit),
      `${figure.bare.what}: ${figure.bare.values.map((value) => amount(value, figure.unit)).join(", ")}`,
      times(ratioOf(figure), figure.better),
      times(processorRatioOf(figure), figure.better),
      figure.aim ?? "–",
    ]),
  );
}

/** The slope of log(value) over log(rows), by least squares: 1 grows with the rows, 0 does not grow. */
export function growthExponent(points: readonly { rows: number; value: number }[]): number {
  const xs = points.map(({ rows }) => Math.log(rows));
  const ys = points.map(({ value }) => Math.log(value));
  const x0 = mean(xs);
  const y0 = mean(ys);
  const covariance = xs.reduce((sum, x, index) => sum + (x - x0) * ((ys[index] ?? 0) - y0), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - x0) ** 2, 0);
}

/** How each work grows with the size of the fleet; empty where only one size was measured. `rows` is the size of each run. */
export function growthTable(runs: readonly { rows: number; figures: readonly Figure[] }[]): string[] {
  if (runs.length < 2) return [];
  const works = [...new Set(runs.flatMap(({ figures }) => figures.map(({ work }) => work)))];
  const rows = works.map((work) => {
    const found = runs.map((run) => ({
      rows: run.rows,
      figure: run.figures.find((figure) => figure.work === work),
    }));
    const points = found.flatMap(({ rows, figure }) =>
      figure && figure.value > 0 ? [{ rows, value: figure.value }] : [],
    );
    const cells = found.map(({ figure }) =>
      figure ? `${amount(figure.value, figure.unit)} = ${times(ratioOf(figure), figure.better)}` : "–",
    );
    return [work, ...cells, points.length < 2 ? "–" : growthExponent(points).toFixed(2)];
  });
  return markdownTable(["growth", ...runs.map(({ rows }) => rows.toLocaleString("en")), "exponent"], rows);
}
