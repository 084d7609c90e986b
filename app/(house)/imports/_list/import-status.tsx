/** Where an import stands, as a badge: a shape, a word and a colour. */
import {
  IconArrowBackUp,
  IconCircleCheckFilled,
  IconCircleX,
  IconClockHour4,
  IconHelpCircleFilled,
  IconLoader2,
  IconXboxXFilled,
} from "@tabler/icons-react";
import { type Tone, ToneBadge } from "@/app/_components/tone-badge";
import type { ImportRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";

const t = words("imports");

const looks = {
  queued: { icon: IconClockHour4, tone: "quiet" },
  parsing: { icon: IconLoader2, tone: "busy" },
  applying: { icon: IconLoader2, tone: "busy" },
  taking_back: { icon: IconLoader2, tone: "busy" },
  needs_mapping: { icon: IconHelpCircleFilled, tone: "attention" },
  needs_confirmation: { icon: IconHelpCircleFilled, tone: "attention" },
  done: { icon: IconCircleCheckFilled, tone: "good" },
  failed: { icon: IconXboxXFilled, tone: "bad" },
  cancelled: { icon: IconCircleX, tone: "quiet" },
  taken_back: { icon: IconArrowBackUp, tone: "quiet" },
} as const satisfies Record<string, { icon: typeof IconLoader2; tone: Tone }>;

/** Renders the badge; an import that somebody is taking back says so. */
export function ImportStatusBadge({ row }: { row: Pick<ImportRow, "status" | "wantedTakenBackBy"> }) {
  const status = row.wantedTakenBackBy !== null ? "taking_back" : row.status;
  const { icon: Icon, tone } = looks[status];
  return (
    <ToneBadge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {t(`statuses.${status}`)}
    </ToneBadge>
  );
}
