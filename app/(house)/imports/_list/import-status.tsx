/** Where an import stands, as a badge: a shape, a word and a colour. */
import { Badge, type MantineColor } from "@mantine/core";
import {
  IconArrowBackUp,
  IconCircleCheckFilled,
  IconCircleX,
  IconClockHour4,
  IconHelpCircleFilled,
  IconLoader2,
  IconXboxXFilled,
} from "@tabler/icons-react";
import type { ImportRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";

const t = words("imports");

const looks = {
  queued: { icon: IconClockHour4, color: "gray" },
  parsing: { icon: IconLoader2, color: "blue" },
  applying: { icon: IconLoader2, color: "blue" },
  taking_back: { icon: IconLoader2, color: "blue" },
  needs_mapping: { icon: IconHelpCircleFilled, color: "orange" },
  needs_confirmation: { icon: IconHelpCircleFilled, color: "orange" },
  done: { icon: IconCircleCheckFilled, color: "teal" },
  failed: { icon: IconXboxXFilled, color: "red" },
  cancelled: { icon: IconCircleX, color: "gray" },
  taken_back: { icon: IconArrowBackUp, color: "gray" },
} as const satisfies Record<string, { icon: typeof IconLoader2; color: MantineColor }>;

/** Renders the badge; an import that somebody is taking back says so. */
export function ImportStatusBadge({ row }: { row: Pick<ImportRow, "status" | "wantedTakenBackBy"> }) {
  const status = row.wantedTakenBackBy !== null ? "taking_back" : row.status;
  const { icon: Icon, color } = looks[status];
  return (
    <Badge variant="light" color={color} tt="none" size="md" leftSection={<Icon size={13} aria-hidden />}>
      {t(`statuses.${status}`)}
    </Badge>
  );
}

/** True while a worker has something to do for it. */
export function isRunning(row: Pick<ImportRow, "status" | "wantedTakenBackBy">): boolean {
  return row.wantedTakenBackBy !== null || ["queued", "parsing", "applying"].includes(row.status);
}
