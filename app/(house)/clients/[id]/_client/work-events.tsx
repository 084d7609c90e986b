/** What people did about the redeployment of a client, as lines of its history. What it went through by itself stands there already. */
import { IconTools } from "@tabler/icons-react";
import { historyTitle, historyWords } from "@/app/(house)/work/_work/history-words";
import { words } from "@/lib/platform/words";
import type { WorkEvent } from "@/lib/work/item-history";
import type { HistoryEvent } from "./history-card";

const t = words("work");

export function workEvents(events: readonly WorkEvent[]): HistoryEvent[] {
  return events.flatMap(({ id, at, deed, byName, detail, turn }) =>
    turn !== null
      ? []
      : [
          {
            key: `work ${id}`,
            at,
            icon: <IconTools size={16} />,
            title: historyTitle(t, { deed, by: byName, detail, state: null }),
            detail: historyWords(detail),
          },
        ],
  );
}
