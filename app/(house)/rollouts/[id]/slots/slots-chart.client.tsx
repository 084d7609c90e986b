"use client";
/** The most slots that were in use at once, stretch by stretch, and the cap above them. */
import { useLocale, useTranslations } from "use-intl";
import { dayText, shortText } from "@/app/_components/instant-text";
import { ChartLegend } from "@/app/_components/time-chart/legend";
import { ticksUpTo } from "@/app/_components/time-chart/scale";
import { TimeChart } from "@/app/_components/time-chart/time-chart.client";
import type { SlotBucket } from "@/lib/rollout/cap/slot-queries";
import type { Span } from "./spans";

/** Instants in epoch milliseconds. */
interface SlotsChartProps {
  buckets: readonly SlotBucket[];
  zone: string;
  span: Span;
}

const heldColor = "var(--slot-held)";
const capColor = "var(--quiet)";

/** Nothing is drawn for what is still to come, and no cap where none is known. */
export function SlotsChart({ buckets, zone, span }: SlotsChartProps) {
  const t = useTranslations("slots");
  const locale = useLocale();
  const write = (at: number) =>
    span === "week" || span === "month" ? dayText(at, zone, locale) : shortText(at, zone, locale);
  const caps = buckets.map(({ cap, capKnown }) => (capKnown ? cap : null));
  const peaks = buckets.map(({ peak }) => peak);
  const highest = Math.max(...[...caps, ...peaks].map((value) => value ?? 0));

  function tooltip(column: number) {
    const bucket = buckets[column];
    if (!bucket) return null;
    return (
      <>
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
      </>
    );
  }

  return (
    <>
      <ChartLegend
        of={[
          { label: t("overTime.peak"), color: heldColor },
          { label: t("overTime.cap"), color: capColor },
        ]}
      />
      <TimeChart
        height={214}
        gutter={40}
        columns={buckets.map(({ untilAt }) => write(untilAt))}
        ticks={ticksUpTo(highest)}
        locale={locale}
        series={[
          { values: peaks, color: heldColor, joint: "before", look: "area" },
          { values: caps, color: capColor, joint: "before", look: "dashed" },
        ]}
        tooltip={tooltip}
      />
    </>
  );
}
