"use client";
/** What the rows of held and of ended slots have in common. */
import { Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { useClock } from "@/app/_components/clock.client";
import { TextLink } from "@/app/_components/link.client";
import { When } from "@/app/_components/when.client";
import type { SlotRow } from "@/lib/rollout/cap/slot-queries";

export function SlotClient({ slot }: { slot: SlotRow }) {
  const kinds = useTranslations("kinds");
  return (
    <>
      <TextLink href={`/clients/${slot.clientId}`} prefetch={false} size="sm" fw={600}>
        {slot.clientName}
      </TextLink>
      <Text size="xs" c="var(--quiet)">
        {[kinds(slot.kind), slot.hostname !== slot.clientName && slot.hostname].filter(Boolean).join(" · ")}
      </Text>
    </>
  );
}

/** How it was asked for and by whom; for a push, whether that arrived. */
export function AskedFor({ slot, zone }: { slot: SlotRow; zone: string }) {
  const t = useTranslations("slots");
  return (
    <>
      <Text size="sm">{t(`askedBy.${slot.askedBy}`)}</Text>
      <Text size="xs" c="var(--quiet)">
        {slot.askedBy !== "push" ? (
          slot.askedByName
        ) : slot.deliveredAt === null ? (
          t("notDelivered")
        ) : (
          <>
            {t("delivered")} <When at={slot.deliveredAt} zone={zone} />
          </>
        )}
      </Text>
    </>
  );
}

/** Until when it is held; one whose lease is over is freed within seconds. */
export function Lease({ slot, zone }: { slot: SlotRow; zone: string }) {
  const t = useTranslations("slots");
  const now = useClock();
  return (
    <>
      {now !== null && slot.leaseUntil <= now ? (
        <Text size="sm">{t("leaseOver")}</Text>
      ) : (
        <When at={slot.leaseUntil} zone={zone} />
      )}
      {slot.renewals > 0 && (
        <Text size="xs" c="var(--quiet)">
          {t("renewals", { count: slot.renewals })}
        </Text>
      )}
    </>
  );
}
