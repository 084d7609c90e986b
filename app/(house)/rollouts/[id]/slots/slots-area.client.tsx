"use client";
/** The most slots that were in use at once, stretch by stretch, and the cap above them. */
import { CompositeChart } from "@mantine/charts";
import { useLocale, useTranslations } from "use-intl";
import { dayText, shortText } from "@/app/_components/instant-text";
import type { SlotBucket } from "@/lib/rollout/cap/slot-queries";
import type { Span } from "./spans";

/** Instants in epoch milliseconds. */
export interface SlotsAreaProps {
  buckets: readonly SlotBucket[];
  zone: string;
  span: Span;
  height: number;
}

/** Nothing is drawn for what is still to come, and no cap where none is known. */
export function SlotsArea({ buckets, zone, span, height }: SlotsAreaProps) {
  const t = useTranslations("slots");
  const locale = useLocale();
  const write = (at: number) =>
    span === "week" || span === "month" ? dayText(at, zone, locale) : shortText(at, zone, locale);
  return (
    <CompositeChart
      h={height}
      data={buckets.map(({ untilAt, peak, cap, capKnown }) => ({
        untilAt,
        peak,
        cap: capKnown ? cap : null,
      }))}
      dataKey="untilAt"
      series={[
        { name: "peak", label: t("overTime.peak"), color: "var(--slot-held)", type: "area" },
        {
          name: "cap",
          label: t("overTime.cap"),
          color: "var(--quiet)",
          type: "line",
          strokeDasharray: "5 4",
        },
      ]}
      withLegend
      legendProps={{ verticalAlign: "top", height: 34 }}
      connectNulls={false}
      curveType="stepBefore"
      withDots={false}
      strokeWidth={2}
      areaProps={{ fillOpacity: 0.22, isAnimationActive: false }}
      lineProps={{ isAnimationActive: false }}
      xAxisProps={{ tickFormatter: (at: number) => write(at), minTickGap: 40 }}
      yAxisProps={{ domain: [0, "auto"], width: 40, allowDecimals: false }}
      tooltipAnimationDuration={0}
      tooltipProps={{
        content: ({ active, label }) => {
          const bucket = buckets.find(({ untilAt }) => untilAt === Number(label));
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
              <strong>
                {t("overTime.stretch", {
                  from: shortText(bucket.fromAt, zone, locale),
                  to: shortText(bucket.untilAt, zone, locale),
                })}
              </strong>
              {bucket.peak === null ? (
                <div>{t("overTime.toCome")}</div>
              ) : (
                <>
                  <div>{t("overTime.tooltipPeak", { count: bucket.peak })}</div>
                  <div>{t("overTime.tooltipHeld", { count: bucket.held ?? 0 })}</div>
                </>
              )}
              <div>
                {!bucket.capKnown
                  ? t("overTime.tooltipCapUnknown")
                  : bucket.cap === null
                    ? t("overTime.noCap")
                    : t("overTime.tooltipCap", { cap: bucket.cap })}
              </div>
            </div>
          );
        },
      }}
      composedChartProps={{ accessibilityLayer: false }}
      aria-hidden
    />
  );
}
