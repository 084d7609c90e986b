/** What holds sign-ins to somebody's account up at the moment, in a sentence for each lock. */
import { Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { minuteText } from "@/app/_components/instant-text";
import type { StandingLock } from "@/lib/access/limit-sign-in";
import { words } from "@/lib/platform/words";

const t = words("settings");

/** Nothing where nothing is locked. */
export function PersonLocks({ name, locks }: { name: string; locks: readonly StandingLock[] }) {
  return locks.map(({ scope, address, failures, until }) => (
    <Text
      key={`${scope} ${address}`}
      size="xs"
      mt={4}
      maw="34rem"
      data-state="overdue"
      c="var(--state-text)"
      component="div"
    >
      <IconLock size={13} aria-hidden style={{ verticalAlign: "-2px", marginInlineEnd: 4 }} />
      {t(`people.locks.${scope}`, {
        name,
        failures,
        address: address ?? "",
        until: `${minuteText(until, "UTC", "en")} UTC`,
      })}
    </Text>
  ));
}
