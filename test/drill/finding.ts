/** What a drill found: one line of the table, and what exactly did not hold. */

export interface Finding {
  /** What was done to Rollcall. */
  what: string;
  /** How often. */
  times: number;
  /** Figures worth keeping: seconds, counts. */
  figures: string;
  /** What did not hold, one sentence each; none: it held. */
  wrong: string[];
  /** Why it was not done at all. */
  skipped?: string;
}

/** Says a line at once, so that who waits sees how far it is. */
export type Say = (line: string) => void;

/** How a drill is played. */
export interface DrillPlan {
  /** Rows of the files that are imported. */
  rows: number;
  /** Fewer rows and shorter waits: for trying the drill itself. */
  quick: boolean;
  /** Whether a part of the drill is wanted: `kills.applying.web` is wanted by `--only kills`, `kills.applying` and itself. */
  wants: (part: string) => boolean;
  say: Say;
}

export type Drill = (plan: DrillPlan) => Promise<Finding[]>;

/** A part that could not be played. */
export function skipped(what: string, why: string): Finding {
  return { what, times: 0, figures: "", wrong: [], skipped: why };
}

/**
 * Plays one part and keeps what it throws as something that did not hold: one broken part must not hide the others.
 * `play` gives figures and what was wrong.
 */
export async function playPart(
  plan: DrillPlan,
  what: string,
  times: number,
  play: () => Promise<{ figures: string; wrong: string[] }>,
): Promise<Finding> {
  const began = performance.now();
  const played = await play().catch((error: Error) => ({
    figures: "",
    wrong: [`it broke off: ${error.stack ?? error.message}`],
  }));
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  plan.say(`${played.wrong.length === 0 ? "✓" : "✗"} ${what} (${seconds} s) ${played.figures}`);
  for (const sentence of played.wrong) plan.say(`    ${sentence}`);
  return { what, times, ...played };
}

/** The table of all findings, as lines of Markdown. */
export function findingTable(findings: readonly Finding[]): string[] {
  const rows = findings.map(({ what, times, figures, wrong, skipped: why }) => [
    what,
    why === undefined ? String(times) : "–",
    why === undefined ? (wrong.length === 0 ? "yes" : "NO") : "skipped",
    why ?? figures,
  ]);
  const headings = ["what", "times", "held", "figures"];
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(headings), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
