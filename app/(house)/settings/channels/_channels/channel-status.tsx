/** Where a channel stands, as a badge: a shape, a word and a colour. */
import {
  IconAlertTriangle,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconPlayerPause,
  IconXboxXFilled,
} from "@tabler/icons-react";
import { type Tone, ToneBadge } from "@/app/_components/tone-badge";
import type { ChannelStatus } from "@/lib/alerts/channels/queries";
import { words } from "@/lib/platform/words";

const t = words("channels");

const looks = {
  never_sent: { icon: IconCircleDashed, tone: "quiet" },
  ok: { icon: IconCircleCheckFilled, tone: "good" },
  failing: { icon: IconAlertTriangle, tone: "attention" },
  paused: { icon: IconPlayerPause, tone: "quiet" },
  stopped: { icon: IconXboxXFilled, tone: "bad" },
} as const satisfies Record<ChannelStatus, { icon: typeof IconCircleDashed; tone: Tone }>;

export function ChannelStatusBadge({ status }: { status: ChannelStatus }) {
  const { icon: Icon, tone } = looks[status];
  return (
    <ToneBadge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {t(`statuses.${status}`)}
    </ToneBadge>
  );
}
