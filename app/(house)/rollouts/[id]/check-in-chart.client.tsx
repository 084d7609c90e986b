"use client";
/** The growing number of members that were proven to run the release, against the cohort. */
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "use-intl";
import { clientsHref } from "@/app/_components/clients-href";
import { dayText, shortText } from "@/app/_components/instant-text";
import { ticksUpTo } from "@/app/_components/time-chart/scale";
import { TimeChart } from "@/app/_components/time-chart/time-chart.client";

/** Instants in epoch milliseconds. */
interface CheckInChartProps {
  rolloutId: number;
  buckets: readonly { fromAt: number; untilAt: number; checkedIn: number; total: number | null }[];
  unit: "hour" | "day" | "week";
  zone: string;
  cohort: number;
  knownUntilAt: number;
}

/** Nothing is drawn beyond what is known; a click leads to the clients that checked in there. */
export function CheckInChart({ rolloutId, buckets, unit, zone, cohort, knownUntilAt }: CheckInChartProps) {
  const t = useTranslations("rollout");
  const locale = useLocale();
  const router = useRouter();
  const write = (at: number) => (unit === "hour" ? shortText(at, zone, locale) : dayText(at, zone, locale));
  const lastKnown = buckets.findLastIndex(({ total }) => total !== null);
  const gapAhead = lastKnown >= 0 && lastKnown < buckets.length - 1;
  const highest = Math.max(cohort, ...buckets.map(({ total }) => total ?? 0));

  function open(column: number) {
    const bucket = buckets[column];
    if (!bucket?.checkedIn) return;
    router.push(
      clientsHref({
        rolloutId,
        state: "checked_in",
        checkedInFromAt: bucket.fromAt,
        checkedInToAt: bucket.untilAt,
      }),
    );
  }

  function tooltip(column: number) {
    const bucket = buckets[column];
    if (!bucket) return null;
    return (
      <>
        <strong>{t(`bucket.${unit}`, { from: write(bucket.fromAt) })}</strong>
        {bucket.total === null ? (
          <div>{t("notKnown", { at: shortText(knownUntilAt, zone, locale) })}</div>
        ) : (
          <>
            <div>{t("tooltipNew", { count: bucket.checkedIn })}</div>
            <div>{t("tooltipTotal", { count: bucket.total })}</div>
            {bucket.checkedIn > 0 && <div style={{ color: "var(--quiet)" }}>{t("tooltipClick")}</div>}
          </>
        )}
      </>
    );
  }

  return (
    <TimeChart
      height={280}
      gutter={52}
      columns={buckets.map(({ fromAt }) => write(fromAt))}
      ticks={ticksUpTo(highest)}
      locale={locale}
      series={[
        {
          values: buckets.map(({ total }) => total),
          color: "var(--chart-checked-in)",
          joint: "linear",
          look: "area",
          dots: buckets.length <= 40,
        },
      ]}
      marks={[
        { label: t("cohortLine", { count: cohort }), at: { value: cohort } },
        ...(gapAhead ? [{ label: t("noDataAfter"), at: { column: lastKnown } }] : []),
      ]}
      tooltip={tooltip}
      onPick={open}
    />
  );
}
