// What keeps people out of a page: judged by axe-core in the page itself.
import axe from "axe-core";
import type { Page } from "playwright-core";

interface Found {
  id: string;
  impact?: string | null;
  nodes: { target: unknown; failureSummary?: string }[];
}

/** What axe-core calls serious or critical, one line each. */
export async function barriers(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: judge } = window as unknown as {
      axe: { run(options: unknown): Promise<{ violations: Found[] }> };
    };
    return (await judge.run({ resultTypes: ["violations"] })).violations;
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map(({ target, failureSummary }) => `${id}: ${String(target)}: ${failureSummary?.split("\n")[1]}`),
    );
}
