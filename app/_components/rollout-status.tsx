"use client";
/** How a rollout stands, as a badge with its shape and word. */
import {
  IconArchive,
  IconCircleCheck,
  IconClockPlay,
  IconLock,
  IconPlayerPause,
  IconRotateClockwise,
} from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ToneBadge } from "./tone-badge";

const looks = {
  opening: { tone: "busy", icon: IconRotateClockwise },
  open: { tone: "busy", icon: IconClockPlay },
  held: { tone: "attention", icon: IconPlayerPause },
  superseded: { tone: "quiet", icon: IconArchive },
  closed: { tone: "quiet", icon: IconLock },
  finished: { tone: "good", icon: IconCircleCheck },
} as const;

interface RolloutStatusBadgeProps {
  status: Exclude<keyof typeof looks, "finished">;
  /** Rule 13; it is said of a rollout that is still open. */
  finished: boolean;
}

export function RolloutStatusBadge({ status, finished }: RolloutStatusBadgeProps) {
  const t = useTranslations("states");
  const shown = status === "open" && finished ? "finished" : status;
  const { tone, icon: Icon } = looks[shown];
  return (
    <ToneBadge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {t(`rollout.${shown}`)}
    </ToneBadge>
  );
}
