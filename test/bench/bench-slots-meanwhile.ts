/** How many slots are given out over HTTP while an import of the whole fleet runs, beside how many when nothing else does. */
import { must } from "../drill/requests";
import { type HttpCaller, openCaller } from "../support/http-caller";
import { mib, type PlayedFleet } from "./bench-imports";
import type { Figure } from "./figures";
import { perSecond } from "./per-second";

export interface SlotsPlan {
  seconds: number;
  lanes: number;
}

/** Enough for every lane to find somebody who waits. */
const askersAtMost = 20_000;
const haltsNever = { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 };

export async function benchSlotsMeanwhile(fleet: PlayedFleet, plan: SlotsPlan): Promise<Figure[]> {
  const { site, days, applianceId, rolloutId } = fleet;
  await changeRollout(fleet, { mode: "control", haltRule: haltsNever });
  const caller = openCaller([site.instance.url], site.key, plan.lanes);
  const asking = new Asking(caller, applianceId, await queuedClients(fleet));
  const alone = () => perSecond(plan.lanes, plan.seconds, () => asking.turn());
  const before = await alone();
  const file = await days.later(++fleet.today);
  let isRunning = true;
  const importing = site.importFile(applianceId, file).finally(() => {
    isRunning = false;
  });
  const beganMs = performance.now();
  let granted = 0;
  const lane = async () => {
    while (isRunning) {
      const count = await asking.turn();
      granted += count;
    }
  };
  await Promise.all([importing, ...Array.from({ length: plan.lanes }, lane)]);
  const meanwhile = granted / ((performance.now() - beganMs) / 1000);
  fleet.imports++;
  const after = await alone();
  await caller.close();
  await changeRollout({ ...fleet, rolloutId }, { mode: "observe" });
  return [
    {
      work: "slots given out over HTTP during an import",
      rows: days.rows,
      value: meanwhile,
      unit: "per second",
      better: "higher",
      bare: { what: "without one", values: [before, after] },
      aim: "50 %",
      note: `${Math.round(file.bytes / mib)} MB uploaded and imported`,
    },
  ];
}

/** Lanes that give a slot back and ask for the next. */
class Asking {
  readonly #held: { id: number; fence: number }[] = [];
  #next = 0;

  constructor(
    private readonly caller: HttpCaller,
    private readonly applianceId: number,
    private readonly clientIds: readonly number[],
  ) {
    if (clientIds.length === 0) throw new Error("nobody is queued");
  }

  /** One ask, after a release where the cap is full; gives how many slots that gave out. */
  async turn(): Promise<number> {
    const clientId = this.clientIds[this.#next++ % this.clientIds.length];
    const answer = await this.caller.call("POST", "/api/v1/slots", {
      applianceId: this.applianceId,
      clientId,
    });
    if (answer.status === 201) {
      this.#held.push(answer.body);
      return 1;
    }
    if (answer.status !== 423) return 0;
    const slot = this.#held.shift();
    if (slot) await this.caller.call("DELETE", `/api/v1/slots/${slot.id}?fence=${slot.fence}&outcome=done`);
    return 0;
  }
}

/** The clients that want a slot, as the list gives them out. */
async function queuedClients({ site, rolloutId }: PlayedFleet): Promise<number[]> {
  const found: number[] = [];
  let cursor: string | null = "";
  while (cursor !== null && found.length < askersAtMost) {
    const path = `/api/v1/clients?rolloutId=${rolloutId}&state=queued&limit=500${cursor ? `&cursor=${cursor}` : ""}`;
    const { body } = await must(200, site.instance, path, { key: site.key });
    for (const { id } of body.items) found.push(id);
    cursor = body.nextCursor;
  }
  return found;
}

async function changeRollout({ site, rolloutId }: PlayedFleet, body: Record<string, unknown>): Promise<void> {
  await must(200, site.instance, `/api/v1/rollouts/${rolloutId}`, { key: site.key, method: "PATCH", body });
  await site.rolloutOpens(rolloutId);
}
