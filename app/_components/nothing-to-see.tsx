/** What somebody sees who has been given no appliance: that, and whom to ask. */
import { IconLockOpenOff } from "@tabler/icons-react";
import { words } from "@/lib/platform/words";
import { EmptyState } from "./empty-state";

const t = words("overview");

/** `order`: the level of its heading on the page. */
export function NothingToSee({ order = 2 }: { order?: 2 | 3 }) {
  return (
    <EmptyState order={order} icon={<IconLockOpenOff size={32} stroke={1.4} />} title={t("nobody")}>
      {t("nobodyText")}
    </EmptyState>
  );
}
