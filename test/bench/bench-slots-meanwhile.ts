/** How many slots are given out over HTTP while an import of the whole fleet runs, beside how many when nothing else does. */
import { must } from "../drill/requests";
import { type HttpCaller, openCaller } from "../support/http-caller";
import { mib, type PlayedFleet } from "./bench-imports";
import { capOfSite } from "./bench-site";
import type { Figure } from "./figures";
import { perSecond } from "./per-second";

export interface SlotsPlan {
  seconds: number;
  lanes: number;
}

/** Enough for every lane to find somebody who waits. */
const askersAtMost = 20_000;
/** Somebody who asks without a pause has had a turn by then. */
const patienceMs = 120_000;
/** Who is told to come again within this time is in the queue. */
const soonSeconds = 600;
const haltsNever = { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 };

export async function benchSlotsMeanwhile(fleet: PlayedFleet, plan: SlotsPlan): Promise<Figure[]> {
  const { site, days, applianceId } = fleet;
  // A new release: nobody has been seen on it, so nearly everybody wants a slot.
  const opened = await site.openRollout(applianceId, "24.1.2", days.releaseAfter(fleet.today));
  fleet.rolloutId = opened.rolloutId;
  await changeRollout(fleet, { mode: "control", haltRule: haltsNever });
  const caller = openCaller([site.instance.url], site.key, plan.lanes);
  const { body } = await must(201, site.instance, "/api/v1/slots/batch", {
    key: site.key,
    body: { applianceId, count: capOfSite },
  });
  const asking = new Asking(caller, applianceId, body.items);
  const alone = async () => {
    asking.askers = await queuedClients(fleet);
    return perSecond(plan.lanes, plan.seconds, () => asking.turn());
  };
  // Not counted: the queue is still being put in order.
  await alone();
  const before = await alone();
  const file = await days.later(++fleet.today);
  asking.askers = await queuedClients(fleet);
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
  await changeRollout(fleet, { mode: "observe" });
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

/** Lanes that give a slot back and ask for the next client, with the cap full at all times. */
class Asking {
  /** Who wants a slot, in the order in which they ask. */
  askers: number[] = [];

  constructor(
    private readonly caller: HttpCaller,
    private readonly applianceId: number,
    private readonly held: { id: number; fence: number }[],
  ) {}

  /** One release and one ask, which is repeated while it is not its turn, as an endpoint would; gives how many slots that gave out. */
  async turn(): Promise<number> {
    const clientId = this.askers.shift();
    if (clientId === undefined)
      throw new Error("nobody is queued any more: the fleet is too small for this part");
    const slot = this.held.shift();
    if (slot) await this.caller.call("DELETE", `/api/v1/slots/${slot.id}?fence=${slot.fence}&outcome=done`);
    const beganMs = performance.now();
    for (;;) {
      const asked = { applianceId: this.applianceId, clientId };
      const { status, body, retryAfterSeconds } = await this.caller.call("POST", "/api/v1/slots", asked);
      // Who has been here already, and whom the list still called queued, is told to come again tomorrow.
      if (status === 423 && (retryAfterSeconds ?? 0) > soonSeconds) return 0;
      if (status === 423 && performance.now() - beganMs < patienceMs) continue;
      if (status === 423) throw new Error(`client ${clientId} gets no slot: ${body.code}, ${body.detail}`);
      if (status !== 201) return 0;
      this.held.push(body);
      return 1;
    }
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
