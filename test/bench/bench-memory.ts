/** How much more memory worker and web take at work than at rest. */
import type { BenchSite } from "./bench-site";
import type { Figure } from "./figures";

export type Rest = Record<"web" | "worker", number | null>;

/** How long processes are left alone before they count as idle. */
const restMs = 4_000;

/** What the processes of a site take at rest. Call it before they have done anything. */
export async function readRest(site: BenchSite): Promise<Rest> {
  await new Promise((next) => setTimeout(next, restMs));
  site.memory.web.highest();
  site.memory.worker.highest();
  return { web: site.memory.web.now(), worker: site.memory.worker.now() };
}

const aims = { worker: "+350 MB", web: "+100 MB" };

/** The most that they took since `readRest`, beside that; no figures on systems without /proc. */
export function memoryFigures(site: BenchSite, rows: number, rest: Rest, during: string): Figure[] {
  return (["worker", "web"] as const).flatMap((name) => {
    const highest = site.memory[name].highest();
    const idle = rest[name];
    if (highest === null || idle === null) return [];
    const figure: Figure = {
      work: `memory of the ${name}, ${during}`,
      rows,
      value: highest,
      unit: "MB",
      better: "lower",
      bare: { what: "idle", values: [idle] },
      aim: aims[name],
      note: `+${Math.round(highest - idle)} MB`,
    };
    return [figure];
  });
}
