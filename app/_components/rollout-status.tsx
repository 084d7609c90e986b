"use client";
/** How a rollout stands, as a badge with its shape and word. */
import { Badge } from "@mantine/core";
import {
  IconArchive,
  IconCircleCheck,
  IconClockPlay,
  IconLock,
  IconPlayerPause,
  IconRotateClockwise,
} from "@tabler/icons-react";
import { useTranslations } from "use-intl";

const looks = {
  opening: { color: "blue", icon: IconRotateClockwise },
  open: { color: "ink", icon: IconClockPlay },
  held: { color: "orange", icon: IconPlayerPause },
  superseded: { color: "gray", icon: IconArchive },
  closed: { color: "gray", icon: IconLock },
  finished: { color: "teal", icon: IconCircleCheck },
} as const;

/** `finished` (rule 13) is said of a rollout that is still open. */
export function RolloutStatusBadge({
  status,
  finished,
}: {
  status: Exclude<keyof typeof looks, "finished">;
  finished: boolean;
}) {
  const t = useTranslations("states");
  const shown = status === "open" && finished ? "finished" : status;
  const { color, icon: Icon } = looks[shown];
  return (
    <Badge
      variant="light"
      color={color}
      tt="none"
      fw={600}
      size="md"
      leftSection={<Icon size={13} aria-hidden />}
    >
      {t(`rollout.${shown}`)}
    </Badge>
  );
}
