/** Times of an appliance as Rollcall's clock would have had them, where they prove a connection. */
import type { ClockSkew } from "./clock-skew";
import type { JumpClient } from "./jump-client";
import type { JumpointNode } from "./jumpoint";
import type { Reading } from "./readings";
import type { Batch } from "./walk-state";

/** `aheadMs`: how far the appliance's clock is ahead. `asOf`: when the walk began, by Rollcall's clock (epoch milliseconds). */
export interface ListClock {
  aheadMs: number;
  asOf: number;
}

const stepMs = 5_000;

/**
 * How far ahead the appliance's clock is taken to be, in steps of five seconds, never less than it may be: a date that is too early proves
 * less, one that is too late might prove a check-in that was none. Zero where it agrees or is behind. What was kept before stays as long
 * as it fits, so that the same fleet gives the same list.
 */
export function keepAhead(kept: number, measured: ClockSkew | null): number {
  if (measured === null) return kept;
  const needed = measured.highMs > stepMs ? Math.ceil(measured.highMs / stepMs) * stepMs : 0;
  const isEnough = kept >= measured.highMs || (kept === 0 && needed === 0);
  return isEnough && kept - measured.highMs < 2 * stepMs ? kept : needed;
}

/** No later than the list: what happened while it was read is told by the next one. */
function instant(reading: Reading<number>, { aheadMs, asOf }: ListClock): Reading<number> {
  return typeof reading === "number" ? Math.min(reading - aheadMs, asOf) : reading;
}

export function clientOnOurClock(client: JumpClient, clock: ListClock): JumpClient {
  return {
    ...client,
    lastConnectAt: instant(client.lastConnectAt, clock),
    lastDisconnectAt: instant(client.lastDisconnectAt, clock),
  };
}

export function nodeOnOurClock(node: JumpointNode, clock: ListClock): JumpointNode {
  return {
    ...node,
    lastConnectAt: instant(node.lastConnectAt, clock),
    lastDisconnectAt: instant(node.lastDisconnectAt, clock),
  };
}

/** Whether a page names an instant after `asOf`: a later list of the same page says it otherwise. */
export function namesLaterThan(batch: Batch, clock: ListClock): boolean {
  const isLater = (reading: Reading<number>) =>
    typeof reading === "number" && reading - clock.aheadMs > clock.asOf;
  if (batch.list === "jumpoint") return false;
  const rows: readonly Pick<JumpClient, "lastConnectAt" | "lastDisconnectAt">[] =
    batch.list === "node" ? (batch.nodes ?? []) : batch.rows;
  return rows.some(
    ({ lastConnectAt, lastDisconnectAt }) => isLater(lastConnectAt) || isLater(lastDisconnectAt),
  );
}
