import { AppError } from "@/lib/platform/errors";
import { releaseIfHeld } from "@/lib/rollout/cap/release-slot";
import { fleetLockRoute, notPost } from "../fleet-lock-route";

/**
 * UnlockIfHeld: the slot is given back as done. Whoever holds none is told the same, also a machine that Rollcall does
 * not know (yet): it could not leave its first state otherwise.
 */
export const POST = fleetLockRoute("fleetlock.steadyState", async ({ ctx, applianceId, hostname }) => {
  try {
    return { kind: "ok", body: { released: await releaseIfHeld(ctx, { applianceId, hostname }) } };
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return { kind: "ok", body: { released: false } };
    throw error;
  }
});

export { notPost as DELETE, notPost as GET, notPost as OPTIONS, notPost as PATCH, notPost as PUT };
