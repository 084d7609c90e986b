/** What whoever repeats a request must be told, judged afterwards by what the database said was committed, and when. */
import type { HttpAnswer } from "./http-caller";
import type { SlotEvent } from "./slot-events";
import type { AnsweredCall } from "./steadfast-caller";

/** `lost`: how often the work was done and the answer was lost; `wrong`: who was told something else than the truth. */
export interface Judged {
  lost: number;
  wrong: string[];
}

/** An ask over our own API or FleetLock, of a client for which nobody else asks. */
export interface SlotAskCall extends AnsweredCall {
  clientId: number;
}

/** An instant of the database's clock is finer than one of ours. */
const roundingMs = 1;

function brief({ status, body }: HttpAnswer): string {
  return `${status} ${body?.code ?? body?.kind ?? JSON.stringify(body)}`;
}

/** Asks whose connection broke: a slot that one of the attempts took, and that is still held, is the one they are told of. */
export function judgeAsks(asks: readonly SlotAskCall[], heard: readonly SlotEvent[]): Judged {
  const judged: Judged = { lost: 0, wrong: [] };
  const endedAt = new Map(heard.filter(({ what }) => what === "ended").map(({ slotId, at }) => [slotId, at]));
  for (const { clientId, sentAt, answeredAt, brokenAt, answer } of asks) {
    if (brokenAt.length === 0) continue;
    const answeredBy = answeredAt + roundingMs;
    const taken = heard.filter(
      (event) =>
        event.what === "granted" &&
        event.askedBy !== "batch" &&
        event.clientId === clientId &&
        event.at >= sentAt &&
        event.at <= answeredBy &&
        (endedAt.get(event.slotId) ?? Number.POSITIVE_INFINITY) > answeredBy,
    );
    for (const { fence } of taken) {
      if (answer.body?.fence !== fence) {
        judged.wrong.push(`client ${clientId} holds fence ${fence} and was told ${brief(answer)}`);
      } else if (answer.status === 200) judged.lost++;
    }
  }
  return judged;
}

/** Releases over our own API: whoever gave the slot back is told so however often it says it, and nobody else is. */
export function judgeReleases(
  releases: readonly AnsweredCall[],
  slots: ReadonlyMap<number, { fence: number; outcome: string | null }>,
  heard: readonly SlotEvent[],
): Judged {
  const judged: Judged = { lost: 0, wrong: [] };
  for (const { path, sentAt, brokenAt, answer } of releases) {
    const [, id = 0, fence = 0] = /\/(\d+)\?fence=(\d+)/.exec(path)?.map(Number) ?? [];
    const slot = slots.get(id);
    const wasGivenBack = slot?.fence === fence && ["done", "failed"].includes(slot.outcome ?? "");
    const isToldSo = answer.status === 200 && answer.body.outcome === slot?.outcome;
    if (wasGivenBack ? !isToldSo : answer.status !== 409) {
      judged.wrong.push(`${path} was told ${brief(answer)} of a slot that ended as ${slot?.outcome}`);
    }
    const end = heard.find((event) => event.what === "ended" && event.slotId === id);
    if (wasGivenBack && end && end.at >= sentAt && brokenAt.some((at) => end.at <= at)) judged.lost++;
  }
  return judged;
}
