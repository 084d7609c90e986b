"use client";
/** Where a number comes from and how old that is: the export it rests on. */
import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import { useLocale, useTranslations } from "use-intl";
import type { ClientKind } from "@/lib/core/client";
import { useClock } from "./clock.client";
import { minuteText, relativeText } from "./instant-text";

/** When all there is of a kind was looked at last. Instants in epoch milliseconds. */
export interface DataSource {
  kind: ClientKind;
  /** Null: a feed looked, and made no list. */
  importId: number | null;
  feedId: number | null;
  exportedAt: number;
  /** `newest_date`: the export was made then or later; the file does not say when. */
  basis: "stated" | "newest_date";
}

/** One line per source: "As of the export of 20 Nov 2026, 14:00 (2 days ago)", or as a feed read it. */
export function DataAge({ source, zone }: { source: DataSource | null; zone: string }) {
  const t = useTranslations("common");
  const locale = useLocale();
  const now = useClock();
  if (source === null) {
    return (
      <Text component="span" size="xs" c="var(--quiet)">
        {t("dataNone")}
      </Text>
    );
  }
  const values = {
    when: minuteText(source.exportedAt, zone, locale),
    age: (now === null ? null : relativeText(source.exportedAt, now, locale)) ?? t("justNow"),
  };
  return (
    <Anchor
      component={Link}
      href={source.importId === null ? `/settings/feeds/${source.feedId}` : `/imports/${source.importId}`}
      size="xs"
      c="var(--quiet)"
      suppressHydrationWarning
    >
      {source.basis === "newest_date"
        ? t("dataAtLeast", values)
        : t(source.feedId === null ? "dataAsOf" : "dataRead", values)}
    </Anchor>
  );
}
