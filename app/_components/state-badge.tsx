"use client";
/** How a member's state looks everywhere: a shape, a word and a colour, so that no single one of them carries it alone. */
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleMinus,
  IconClockHour4,
  IconLineDashed,
  IconRefresh,
  IconStack2,
  IconTool,
} from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { MemberState } from "@/lib/core/member";
import classes from "./state-badge.module.css";

const shapes = {
  waiting: IconClockHour4,
  queued: IconStack2,
  upgrading: IconRefresh,
  checked_in: IconCircleCheckFilled,
  overdue: IconAlertTriangleFilled,
  needs_redeployment: IconTool,
  excluded: IconCircleMinus,
  none: IconLineDashed,
} as const;

/** The shape of a state, for legends and lists; decoration only: its word must stand beside it. */
export function StateIcon({ state, size = 14 }: { state: MemberState | null; size?: number }) {
  const Shape = shapes[state ?? "none"];
  return <Shape size={size} aria-hidden className={classes.icon} data-state={state ?? "none"} />;
}

/** A state as a badge with its shape and word. `null`: the client is in no rollout (rule 14). */
export function StateBadge({ state }: { state: MemberState | null }) {
  const t = useTranslations("states");
  return (
    <span className={classes.badge} data-state={state ?? "none"}>
      <StateIcon state={state} />
      {t(state ?? "none")}
    </span>
  );
}
