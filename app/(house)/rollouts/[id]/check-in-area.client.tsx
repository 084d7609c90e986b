"use client";
/** The growing number of members that were proven to run the release, against the cohort. */
import { AreaChart } from "@mantine/charts";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "use-intl";
import { clientsHref } from "@/app/_components/clients-href";
import { dayText, shortText } from "@/app/_components/instant-text";

/** Instants in epoch milliseconds. */
export interface CheckInAreaProps {
  rolloutId: number;
  buckets: readonly { fromAt: number; untilAt: number; checkedIn: number; total: number | null }[];
  unit: "hour" | "day" | "week";
  zone: string;
  cohort: number;
  knownUntilAt: number;
  height: number;
}

/** Nothing is drawn beyond what is known; a click leads to the clients that checked in there. */
export function CheckInArea({
  rolloutId,
  buckets,
  unit,
  zone,
  cohort,
  knownUntilAt,
  height,
}: CheckInAreaProps) {
  const t = useTranslations("rollout");
  const locale = useLocale();
  const router = useRouter();
  const write = (at: number) => (unit === "hour" ? shortText(at, zone, locale) : dayText(at, zone, locale));
  const lastKnown = buckets.filter(({ total }) => total !== null).at(-1);
  const gapAhead = lastKnown !== undefined && lastKnown !== buckets.at(-1);

  function open(index: unknown) {
    const bucket = buckets[Number(index)];
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

  return (
    <AreaChart
      h={height}
      data={buckets.map(({ fromAt, checkedIn, total }) => ({ fromAt, checkedIn, total }))}
      dataKey="fromAt"
      series={[{ name: "total", label: t("totalCheckIns"), color: "var(--chart-checked-in)" }]}
      connectNulls={false}
      curveType="linear"
      withDots={buckets.length <= 40}
      dotProps={{ r: 2.5 }}
      activeDotProps={{ r: 5 }}
      fillOpacity={0.22}
      strokeWidth={2}
      valueFormatter={(value) => value.toLocaleString(locale)}
      referenceLines={[
        {
          y: cohort,
          ifOverflow: "extendDomain",
          label: t("cohortLine", { count: cohort }),
          color: "var(--quiet)",
          labelPosition: "insideTopLeft",
        },
        ...(gapAhead
          ? [
              {
                x: lastKnown.fromAt,
                label: t("noDataAfter"),
                color: "var(--quiet)",
                labelPosition: "insideBottomRight" as const,
                strokeDasharray: "2 4",
              },
            ]
          : []),
      ]}
      xAxisProps={{ tickFormatter: (at: number) => write(at), minTickGap: 40 }}
      yAxisProps={{ domain: [0, "auto"], width: 52, allowDecimals: false }}
      tooltipAnimationDuration={0}
      tooltipProps={{
        content: ({ active, label }) => {
          const bucket = buckets.find(({ fromAt }) => fromAt === Number(label));
          if (!active || !bucket) return null;
          return (
            <div
              style={{
                padding: "8px 10px",
                border: "1px solid var(--line)",
                borderRadius: 6,
                background: "var(--surface)",
                fontSize: "var(--mantine-font-size-xs)",
              }}
            >
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
            </div>
          );
        },
      }}
      areaChartProps={{
        onClick: ({ activeTooltipIndex }) => open(activeTooltipIndex),
        style: { cursor: "pointer" },
        accessibilityLayer: false,
      }}
      aria-hidden
    />
  );
}
