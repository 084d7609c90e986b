import { askSlot } from "@/lib/rollout/cap/ask-slot";
import { fleetLockRoute, notPost } from "../fleet-lock-route";

/** RecursiveLock: a slot for the client, or the one that it holds already. */
export const POST = fleetLockRoute("fleetlock.preReboot", async ({ ctx, applianceId, hostname }) => {
  const outcome = await askSlot(ctx, { applianceId, hostname }, "fleetlock");
  if (outcome.kind === "refused") return outcome;
  const { id, clientId, fence, leaseUntil } = outcome.slot;
  return {
    kind: "ok",
    body: { slotId: id, clientId, fence, leaseUntil: new Date(leaseUntil).toISOString() },
  };
});

export { notPost as DELETE, notPost as GET, notPost as OPTIONS, notPost as PATCH, notPost as PUT };
