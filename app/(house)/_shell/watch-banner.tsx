/** Says on every page that Rollcall itself stands still: what the page shows is then no picture of the present. */
import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Readiness } from "@/lib/platform/readiness";
import { words } from "@/lib/platform/words";

const t = words("shell");

/** A database that does not answer shows itself: there is no page then. */
export function troubleOf({ worker, sweeps }: Pick<Readiness, "worker" | "sweeps">) {
  if (worker === "down") return "workerSilent";
  return sweeps === "late" ? "sweepsLate" : null;
}

export function WatchBanner({ readiness }: { readiness: Readiness }) {
  const trouble = troubleOf(readiness);
  if (trouble === null) return null;
  return (
    <Alert
      color="red"
      variant="light"
      mb="md"
      title={t(`${trouble}Title`)}
      icon={<IconAlertTriangle aria-hidden />}
      role="alert"
    >
      {t(`${trouble}Text`)}
    </Alert>
  );
}
