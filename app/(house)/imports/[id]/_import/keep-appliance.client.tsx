"use client";
/** Keeps the frame of the page about the appliance of the thing shown, whatever link led here. */
import { useSearchParams } from "next/navigation";
import { useEffect } from "react";

/** Writes the appliance into the address where it is not, without a new entry in the history. */
export function KeepAppliance({ applianceId }: { applianceId: number }) {
  const kept = useSearchParams().get("applianceId");
  useEffect(() => {
    if (kept === String(applianceId)) return;
    // The router takes over the history only after the effects of the first rendering.
    const timer = setTimeout(() => {
      const address = new URL(window.location.href);
      address.searchParams.set("applianceId", String(applianceId));
      window.history.replaceState(null, "", address);
    });
    return () => clearTimeout(timer);
  }, [kept, applianceId]);
  return null;
}
