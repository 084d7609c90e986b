/** How the numbers of a chart are laid out and drawn. Pure: the same on the server and in the browser. */

const tickLimit = 5;

/** Round whole numbers from 0 up, evenly apart, the last at or above `highest`: at most six of them. */
export function ticksUpTo(highest: number): number[] {
  const wanted = Math.max(1, highest / tickLimit);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = Math.max(
    1,
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= wanted) ?? 1,
  );
  const whole = Number.isInteger(step) ? step : Math.ceil(step);
  const count = Math.max(1, Math.ceil(highest / whole));
  return Array.from({ length: count + 1 }, (_, index) => index * whole);
}

/** Plot widths in pixels at which further labels come in; the style sheet knows them. */
export const labelWidths = [160, 240, 320, 440, 600, 800, 1100] as const;

/** A label takes so many pixels for each character at most, with this much room to the next. */
const characterPixels = 7;
const gapPixels = 10;
/** The padding at the right of a chart: a label may stand out by it. */
const rightPixels = 10;

/** Where a label stands, in pixels from the left of a plot that is `width` wide: the first begins, the last ends with it. */
export function labelSpan(
  column: number,
  last: number,
  text: string,
  width: number,
): { from: number; to: number } {
  const taken = text.length * characterPixels;
  if (column === 0) return { from: 0, to: taken };
  if (column === last) return { from: width - taken, to: width };
  const middle = (column / last) * width;
  return { from: middle - taken / 2, to: middle + taken / 2 };
}

/**
 * Which columns are labelled, and from which width of the plot on (0: always): at any width none overlaps the next. They are the
 * first column and then every second, fourth, eighth …, as many as there is room for.
 */
export function labelledColumns(texts: readonly string[]): { column: number; fromWidth: number }[] {
  if (texts.length === 0) return [];
  const found = new Map([[0, 0]]);
  for (const width of labelWidths) {
    for (const column of labelsAt(texts, width)) if (!found.has(column)) found.set(column, width);
  }
  return [...found]
    .map(([column, fromWidth]) => ({ column, fromWidth }))
    .sort((one, other) => one.column - other.column);
}

function labelsAt(texts: readonly string[], width: number): number[] {
  const last = texts.length - 1;
  const spanOf = (column: number) => labelSpan(column, last, texts[column] ?? "", width);
  for (let step = 1; step <= last; step *= 2) {
    const columns = texts.flatMap((_, column) =>
      column % step === 0 && (column === 0 || spanOf(column).to <= width + rightPixels) ? [column] : [],
    );
    const isClear = columns.every(
      (column, place) => place === 0 || spanOf(column).from - spanOf(columns[place - 1] ?? 0).to >= gapPixels,
    );
    if (isClear) return columns;
  }
  return [0];
}

/** `linear` joins the points; `before` keeps each value back to the point before it, for what held in the stretch up to it. */
export type Joint = "linear" | "before";

/** Stretches of neighbouring columns with a value; nothing is drawn over a gap. */
function stretches(values: readonly (number | null)[]): { x: number; y: number }[][] {
  const found: { x: number; y: number }[][] = [];
  let open: { x: number; y: number }[] | null = null;
  for (const [x, y] of values.entries()) {
    if (y === null) open = null;
    else if (open) open.push({ x, y });
    else {
      open = [{ x, y }];
      found.push(open);
    }
  }
  return found;
}

function trace(points: readonly { x: number; y: number }[], top: number, joint: Joint): string {
  return points
    .map(({ x, y }, index) => {
      const height = top - y;
      if (index === 0) return `M${x} ${height}`;
      return joint === "linear" ? `L${x} ${height}` : `V${height}H${x}`;
    })
    .join("");
}

/** The line through the values as an SVG path: a column wide is 1, and `top` is at height 0. A lone point is a dot. */
export function linePath(values: readonly (number | null)[], top: number, joint: Joint): string {
  return stretches(values)
    .map((points) => (points.length === 1 ? `${trace(points, top, joint)}h0` : trace(points, top, joint)))
    .join("");
}

/** What is under the line, closed down to zero. */
export function areaPath(values: readonly (number | null)[], top: number, joint: Joint): string {
  return stretches(values)
    .map((points) => `${trace(points, top, joint)}V${top}H${points[0]?.x ?? 0}Z`)
    .join("");
}

/** A dot on every value, to be drawn with round ends. */
export function dotsPath(values: readonly (number | null)[], top: number): string {
  return values.map((y, x) => (y === null ? "" : `M${x} ${top - y}h0`)).join("");
}
