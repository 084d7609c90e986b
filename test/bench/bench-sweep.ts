/** Everybody falls due at once: the clock goes past the due time, and the sweep judges whoever is concerned. */
import { must } from "../drill/requests";
import { eventually } from "../drill/waiting";
import type { PlayedFleet } from "./bench-imports";
import { type Figure, takenFigure } from "./figures";
import { FleetDays } from "./fleet-days";

/** What issue D asks for; smaller fleets fall due as a whole. */
const membersAtMost = 100_000;
const hostsFrom = 10_000_000;
/** The exports of the day are made so long ago, in days: the release is newer, and nobody is due yet. */
const exportDaysAgo = 0.2;
/** A Jump Client of unknown type is due 26 hours after the release. */
const forwardSeconds = 27 * 3_600;

/** A fleet of its own on an appliance of its own falls due, in a database that holds the other. Ends the other's rollout and moves the clock. */
export async function benchSweep(
  { site, days, rolloutId }: PlayedFleet,
  patienceSeconds: number,
): Promise<Figure> {
  const { instance, key } = site;
  const rows = Math.min(days.rows, membersAtMost);
  const dueDays = new FleetDays(rows, exportDaysAgo, hostsFrom);
  try {
    await must(200, instance, `/api/v1/rollouts/${rolloutId}`, {
      key,
      method: "PATCH",
      timeoutMs: patienceSeconds * 1_000,
      body: { closed: { reason: "the sweep is measured with another" } },
    });
    const applianceId = await site.openAppliance("due.example.com");
    await site.importFile(applianceId, await dueDays.first());
    const due = await site.openRollout(applianceId, "25.1.1", dueDays.releaseAfter(0));
    const notDue = async () =>
      (
        await must(
          200,
          instance,
          `/api/v1/clients?rolloutId=${due.rolloutId}&state=waiting&reason=not_due_yet,never_seen&limit=1`,
          { key },
        )
      ).body.total as number;
    const members = await notDue();
    const before = await site.bare.updateRows(members);
    const linesBefore = instance.lines.length;
    await site.restart({
      ROLLCALL_CLOCK_OFFSET_SECONDS: String(forwardSeconds),
      ROLLCALL_LOG_LEVEL: "debug",
    });
    const swept = () => sweptBy(instance.lines.slice(linesBefore));
    await eventually("the sweep", patienceSeconds, async () => swept().members >= members, 250);
    const { seconds, members: judged } = swept();
    const after = await site.bare.updateRows(members);
    const told = { work: "sweep of members that fall due at once", rows: judged, aim: "5×" };
    // Its processes were started anew meanwhile, and have used time for that.
    return takenFigure(told, { seconds, processor: null }, { what: "UPDATE", taken: [before, after] });
  } finally {
    dueDays.remove();
  }
}

/** What the sweeps that judged somebody say of themselves in the worker's log. */
function sweptBy(lines: readonly string[]): { members: number; seconds: number } {
  const swept = { members: 0, seconds: 0 };
  for (const line of lines) {
    if (!line.includes('"rollout.sweep"') || !line.includes('"job done"')) continue;
    const { ms, outcome } = JSON.parse(line.slice(line.indexOf("{")));
    if (!(outcome?.judged > 0)) continue;
    swept.members += outcome.judged;
    swept.seconds += ms / 1000;
  }
  return swept;
}
