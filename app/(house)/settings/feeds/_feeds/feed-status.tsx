/** Where a feed stands, as a badge: a shape, a word and a colour. */
import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconPlayerPause,
  IconXboxXFilled,
} from "@tabler/icons-react";
import { type Tone, ToneBadge } from "@/app/_components/tone-badge";
import type { FeedStatus } from "@/lib/feeds/queries";
import { words } from "@/lib/platform/words";

const t = words("feeds");

const looks = {
  never_ran: { icon: IconCircleDashed, tone: "quiet" },
  ok: { icon: IconCircleCheckFilled, tone: "good" },
  failing: { icon: IconXboxXFilled, tone: "bad" },
  paused: { icon: IconPlayerPause, tone: "attention" },
} as const satisfies Record<FeedStatus, { icon: typeof IconCircleDashed; tone: Tone }>;

export function FeedStatusBadge({ status }: { status: FeedStatus }) {
  const { icon: Icon, tone } = looks[status];
  return (
    <ToneBadge tone={tone} icon={<Icon size={14} aria-hidden />}>
      {t(`statuses.${status}`)}
    </ToneBadge>
  );
}
