"use client";
/** An instant for people: relative, and on hover exactly, in the appliance's zone and in the reader's. */
import { Tooltip } from "@mantine/core";
import { useLocale, useTranslations } from "use-intl";
import { useClock } from "./clock.client";
import { exactText, relativeText } from "./instant-text";

interface WhenProps {
  /** Epoch milliseconds; `null` is written as a dash. */
  at: number | null;
  /** The appliance's IANA zone; without one only UTC and the reader's are shown. */
  zone?: string | undefined;
  /** `exact` writes the exact time and keeps the relative one for the hover; `both` writes both. */
  as?: "relative" | "exact" | "both";
}

/** Writes an instant as "2 hours ago". */
export function When({ at, zone, as = "relative" }: WhenProps) {
  const t = useTranslations("common");
  const locale = useLocale();
  const now = useClock();
  if (at === null) return <span>–</span>;
  const exact = exactText(at, zone ?? "UTC", locale);
  const relative =
    now === null ? exact : (relativeText(at, now, locale) ?? (at > now ? t("inAMoment") : t("justNow")));
  return (
    <Tooltip
      label={<ExactTimes at={at} zone={zone} relative={as === "exact" ? relative : null} />}
      events={touchToo}
    >
      <time dateTime={new Date(at).toISOString()} suppressHydrationWarning>
        {as === "relative" ? relative : as === "exact" ? exact : `${exact} (${relative})`}
      </time>
    </Tooltip>
  );
}

const touchToo = { hover: true, focus: true, touch: true };

/** Rendered in the browser only (on hover), so the reader's own zone is known. */
function ExactTimes({
  at,
  zone,
  relative,
}: {
  at: number;
  zone: string | undefined;
  relative: string | null;
}) {
  const t = useTranslations("common");
  const locale = useLocale();
  const yours = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      {relative && <div>{relative}</div>}
      {zone ? (
        <div>{t("applianceTime", { at: exactText(at, zone, locale), zone })}</div>
      ) : (
        <div>{t("utcTime", { at: exactText(at, "UTC", locale) })}</div>
      )}
      {yours !== zone && <div>{t("yourTime", { at: exactText(at, yours, locale), zone: yours })}</div>}
    </>
  );
}
