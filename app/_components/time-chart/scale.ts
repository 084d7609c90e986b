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

/**
 * Which of `count` columns are labelled so that at most `limit` are: the first, and evenly on from there.
 */
export function labelledColumns(count: number, limit: number): number[] {
  const step = Math.max(1, Math.ceil(count / limit));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
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
